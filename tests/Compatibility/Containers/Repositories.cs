using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Containers;

public interface IRepository<T>
{
    ValueTask AddAsync(T item);

    Task<IReadOnlyList<T>> AllAsync();

    ValueTask<TResult> QueryAsync<TResult>(Func<IReadOnlyList<T>, TResult> query);
}

public sealed class Repository<T>(Trace trace) : IRepository<T>
{
    readonly List<T> items = [];

    public async ValueTask AddAsync(T item)
    {
        await trace.Leaf();
        items.Add(item);
    }

    public async Task<IReadOnlyList<T>> AllAsync()
    {
        await trace.LeafTask();
        return items;
    }

    public async ValueTask<TResult> QueryAsync<TResult>(Func<IReadOnlyList<T>, TResult> query) => query(await AllAsync());
}

/// <summary>A decorator of repositories of anything.</summary>
public sealed class CountingRepository<T>(IRepository<T> inner, Trace trace) : IRepository<T>
{
    int count;

    public async ValueTask AddAsync(T item)
    {
        await inner.AddAsync(item);
        trace.Log($"{++count} items of {typeof(T).Name}");
    }

    public Task<IReadOnlyList<T>> AllAsync() => inner.AllAsync();

    public async ValueTask<TResult> QueryAsync<TResult>(Func<IReadOnlyList<T>, TResult> query)
    {
        trace.Log($"query {count}");
        return await inner.QueryAsync(query);
    }
}

public sealed class Reader<T>(IRepository<T> repository)
{
    public async Task<string> ReadAsync(T item)
    {
        await repository.AddAsync(item);
        await repository.AddAsync(item);
        int count = await repository.QueryAsync(items => items.Count);
        return $"{count}: {string.Join(", ", await repository.AllAsync())}";
    }
}

namespace Benchmarks.Kestrel;

public interface IHandler { ValueTask<long> HandleAsync(int id); }
public interface IService { ValueTask<long> FindAsync(int id); }
public interface ICache { ValueTask<long> GetOrLoadAsync(int id); }
public interface IRepository { ValueTask<long> LoadAsync(int id); }

/// <summary>The outermost of five layers, each of which adds one.</summary>
public sealed class Handler(IService service) : IHandler
{
    public async ValueTask<long> HandleAsync(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return 1 + await service.FindAsync(id);
    }
}

public sealed class Service(ICache cache) : IService
{
    public async ValueTask<long> FindAsync(int id)
    {
        long found = await cache.GetOrLoadAsync(id);
        return found < 0 ? throw new InvalidOperationException($"{id} has {found}.") : found + 1;
    }
}

/// <summary>Holds what is asked for most, which is nothing that is asked for here.</summary>
public sealed class Cache(IRepository repository) : ICache
{
    /// <summary>Greater ids are never held.</summary>
    public const int Held = 64;

    readonly long[] held = new long[Held];

    public async ValueTask<long> GetOrLoadAsync(int id) => 1 + (id < Held ? held[id] : await repository.LoadAsync(id));
}

/// <summary>Decorates a repository.</summary>
public sealed class CountingRepository(IRepository inner) : IRepository
{
    long started, completed;

    public async ValueTask<long> LoadAsync(int id)
    {
        Interlocked.Increment(ref started);
        long loaded = await inner.LoadAsync(id);
        return Interlocked.Increment(ref completed) > Interlocked.Read(ref started) ? -1 : loaded + 1;
    }
}

public sealed class Repository(Store store) : IRepository
{
    public async ValueTask<long> LoadAsync(int id) => 1 + await store.ReadAsync(id);
}

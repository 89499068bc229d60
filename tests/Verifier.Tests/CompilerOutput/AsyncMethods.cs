#pragma warning disable CA1822, CA2007, CA1031, CA1812, CA1822
namespace Unboxed.Verifier.CompilerOutput;

internal interface ISource<T>
{
    ValueTask<T> NextAsync(int size, CancellationToken cancellation);
    Task PushAsync(T item);
}

/// <summary>Async bodies with everything that makes a compiler write unusual control flow.</summary>
internal class AsyncMethods<TKey>(ISource<TKey> source) where TKey : notnull
{
    public async Task<int> InTryAndFinallyAsync(bool deep)
    {
        var count = 0;
        try
        {
            count += await Count(deep ? await source.NextAsync(1, default) : default!) + await Count(default!);
        }
        catch (InvalidOperationException e) when (e.Message.Length > count)
        {
            await source.PushAsync(default!);
            throw;
        }
        catch (OperationCanceledException)
        {
            return await Count(default!);
        }
        finally
        {
            await Task.Yield();
        }
        return count;
    }

    public async ValueTask<string?> ConditionalAsync(AsyncMethods<TKey>? other, Dictionary<TKey, (int, DateTime?)> map)
    {
        await using var stream = new MemoryStream();
        var text = (await (other?.ConditionalAsync(null, map) ?? new ValueTask<string?>((string?)null)))?.Trim() ?? await Name();
        foreach (var (key, (number, date)) in map)
            if (date is { Year: > 2000 } found && await Count(key).ConfigureAwait(false) > number)
                text += found;
        return text switch { { Length: 0 } => null, "a" or "b" => await Name(), _ => text };
    }

    public async IAsyncEnumerable<T> Iterate<T>(IAsyncEnumerable<T> items, T last) where T : struct
    {
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item.Equals(last)) yield break;
            yield return item;
        }
        lock (source) Console.WriteLine();
    }

    public async void Void()
    {
        Func<Task<TKey>> lambda = async () => await source.NextAsync(await Count(default!), default);
        for (var i = 0; i < 3; i++) _ = await lambda();
    }

    async Task<int> Count(TKey key)
    {
        using (var cancellation = new CancellationTokenSource())
            while (!cancellation.IsCancellationRequested)
            {
                if (await source.NextAsync(1, cancellation.Token) is { } next && next.Equals(key)) break;
                await cancellation.CancelAsync();
            }
        return 1;
    }

    async Task<string> Name() => await Task.FromResult("") + await Task.FromResult(1) + (await Task.WhenAll(Count(default!)))[0];
}

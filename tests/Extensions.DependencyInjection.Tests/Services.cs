using Unboxed;
using Unboxed.Extensions.DependencyInjection.Tests;

[assembly: ScratchSpace]
[assembly: Adapts(typeof(IHandler))]
[assembly: Adapts(typeof(ISession))]
[assembly: Adapts(typeof(IRepository<>))]

namespace Unboxed.Extensions.DependencyInjection.Tests;

public interface IHandler
{
    ValueTask<string> HandleAsync(int x);
}

public interface ISession : IDisposable, IAsyncDisposable
{
    ValueTask<int> SendAsync(int x);
}

public interface IRepository<X>
{
    ValueTask<string> FindAsync(X x);
}

public interface INobody
{
    ValueTask RunAsync();
}

public sealed class Log : List<string>;

public sealed class Dependency(Log log) : IDisposable
{
    public void Dispose() => log.Add("dependency");
}

public sealed class Handler(Log log, Dependency dependency) : IHandler, IAsyncDisposable, IDisposable
{
    public Dependency Dependency { get; } = dependency;

    public async ValueTask<string> HandleAsync(int x)
    {
        await Task.Yield();
        return $"handled {x}";
    }

    public void Dispose() => log.Add("handler");

    public ValueTask DisposeAsync()
    {
        log.Add("handler, asynchronously");
        return default;
    }
}

public sealed class KeyedHandler([ServiceKey] string key) : IHandler
{
    public async ValueTask<string> HandleAsync(int x)
    {
        await Task.Yield();
        return $"{key} {x}";
    }
}

public sealed class InheritingHandler([FromKeyedServices] Dependency dependency) : IHandler
{
    public ValueTask<string> HandleAsync(int x) => new($"{dependency} {x}");
}

public sealed class AsyncOnlyHandler : IHandler, IAsyncDisposable
{
    public ValueTask<string> HandleAsync(int x) => new($"{x}");

    public ValueTask DisposeAsync() => default;
}

public sealed class Session(Log log, Dependency dependency) : ISession
{
    public Session(Log log, Dependency dependency, INobody nobody) : this(log, dependency) => log.Add($"{nobody}");

    public Dependency Dependency { get; } = dependency;

    public async ValueTask<int> SendAsync(int x)
    {
        await Task.Yield();
        return x + 1;
    }

    public void Dispose() => log.Add("session");

    public ValueTask DisposeAsync()
    {
        log.Add("session, asynchronously");
        return default;
    }
}

public sealed class Repository<X> : IRepository<X>
{
    public async ValueTask<string> FindAsync(X x)
    {
        await Task.Yield();
        return $"{typeof(X).Name} {x}";
    }
}

public sealed class Nobody : INobody
{
    public ValueTask RunAsync() => default;
}

sealed class Counting : IScratchAllocator
{
    internal int Rented;

    public ScratchBlock Rent(int slots, int words)
    {
        Interlocked.Increment(ref Rented);
        return ScratchBlock.Create(slots, words);
    }

    public void Return(ScratchBlock block)
    {
    }
}

// What all sources of conversions use.
[assembly: Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)]

public interface ILineSource
{
    ValueTask<int> ReadAsync();
}

public interface INamed
{
    string Name { get; }
}

public interface INamedSource : ILineSource, INamed;

public interface IStore<T>
{
    Task<T> LoadAsync(T key);
}

public class LogFile : ILineSource, IDisposable
{
    public async ValueTask<int> ReadAsync()
    {
        await Task.Yield();
        return 1;
    }

    public void Dispose() { }
}

public sealed class Socket : INamedSource
{
    public string Name => "";

    public async ValueTask<int> ReadAsync()
    {
        await Task.Yield();
        return 2;
    }
}

public struct Memory : ILineSource
{
    public async ValueTask<int> ReadAsync()
    {
        await Task.Yield();
        return 3;
    }
}

public sealed class Store<T> : IStore<T>
{
    public async Task<T> LoadAsync(T key)
    {
        await Task.Yield();
        return key;
    }
}

public static class Uses
{
    public static void Use(ILineSource source) { }

    public static void UseNamed(INamed named) { }

    public static void UseBoth(INamedSource source) { }

    public static void UseAll(params ILineSource[] sources) { }

    public static void UseSpan(params ReadOnlySpan<ILineSource> sources) { }

    public static void UseEach(IEnumerable<ILineSource> sources) { }

    public static void UseAny<T>(T source) where T : ILineSource { }

    public static void UseStore<T>(IStore<T> store) { }

    public static T Make<T>() where T : ILineSource, new() => new();
}

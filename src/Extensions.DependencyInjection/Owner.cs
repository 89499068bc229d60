namespace Unboxed.Extensions.DependencyInjection;

/// <summary>
/// The container disposes of it in the place of an object that it does not know, in the scope in which that was made, and as it would dispose of the object. It is asked for when the object has
/// been made, so that it has the object's place in the order.
/// </summary>
sealed class Owner : IDisposable, IAsyncDisposable
{
    object? owned;

    internal void Own(object x) => owned = x;

    public void Dispose()
    {
        if (owned is IDisposable disposable) disposable.Dispose();
        else if (owned is not null) throw new InvalidOperationException($"'{owned.GetType()}' only implements IAsyncDisposable. Use DisposeAsync to dispose of the container or scope.");
    }

    public ValueTask DisposeAsync()
    {
        if (owned is IAsyncDisposable disposable) return disposable.DisposeAsync();
        (owned as IDisposable)?.Dispose();
        return default;
    }
}

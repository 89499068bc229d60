using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

// The companions of the framework's own interfaces are here, so that all woven assemblies agree on them. They carry what the weaver puts on those that it emits,
// and it takes the attributes from them.

/// <summary>The companion of <see cref="IAsyncDisposable.DisposeAsync"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
[Companion(0, 0)]
[FrameworkCompanion(typeof(IAsyncDisposable), "System.Threading.Tasks.ValueTask DisposeAsync()")]
public interface IAsyncDisposableCompanion
{
    /// <summary>As the method whose companion it is, in scratch space.</summary>
    Type? DisposeAsync(ref ScratchHandle scratch, out VoidResult result);
}

/// <summary>The companion of <see cref="IAsyncEnumerator{T}.MoveNextAsync"/>.</summary>
/// <typeparam name="T">As that of the interface, but without its variance.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[CompilerGenerated]
[Companion(0, 0)]
[FrameworkCompanion(typeof(IAsyncEnumerator<>), "System.Threading.Tasks.ValueTask`1<System.Boolean> MoveNextAsync()")]
public interface IAsyncEnumeratorCompanion<T>
{
    /// <summary>As the method whose companion it is, in scratch space.</summary>
    Type? MoveNextAsync(ref ScratchHandle scratch, out bool result);
}

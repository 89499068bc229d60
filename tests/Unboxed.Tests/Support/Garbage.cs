using System.Runtime.CompilerServices;

namespace Unboxed.Tests.Support;

/// <summary>What can be collected.</summary>
static class Garbage
{
    internal static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Calls what makes garbage in a frame of its own, so that none of its variables keeps any.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static T In<T>(Func<T> make) => make();

    internal static void AssertCollected(params WeakReference[] references)
    {
        Collect();
        for (int i = 0; i < references.Length; i++) Assert.False(references[i].IsAlive, $"Reference {i} is alive.");
    }
}

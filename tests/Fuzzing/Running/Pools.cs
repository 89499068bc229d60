using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Running;

/// <summary>What must hold of the run-time support's pools once nothing is in flight: what is there refers to nothing, and all that was taken is back.</summary>
sealed class Pools
{
    readonly int segments = Count();

    /// <summary>Adds to the trace what does not hold. On the thread that has run the program, before it and after it.</summary>
    internal void Check(World world)
    {
        foreach (var space in Pooled().OfType<Space>())
            if (!space.IsEmpty) world.Log($"a pooled {space.GetType().Name} keeps a reference");
        // A run that was cut short leaves its calls in flight; and a full list is shared with other threads.
        if (!world.IsOver && Count() < segments && segments < 32) world.Log("a segment is lost");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "pools")]
    static extern ref PoolList[] Lists(ThreadContext thread);

    static int Count() => Pooled().OfType<Segment>().Count();

    static IEnumerable<Pooled> Pooled()
    {
        foreach (var list in Lists(ThreadContext.Current))
            for (var item = list.First; item is not null; item = item.Next) yield return item;
    }
}

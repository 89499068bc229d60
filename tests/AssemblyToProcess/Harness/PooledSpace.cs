using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace AssemblyToProcess.Harness;

/// <summary>The scratch space that lies in the pools of the current thread.</summary>
public static class PooledSpace
{
    /// <summary>Whether it refers to nothing, and so keeps nothing alive.</summary>
    public static bool IsEmpty => All().All(space => Slots(space).All(slot => slot is null));

    /// <summary>The number of segments.</summary>
    public static int Segments => All().OfType<Segment>().Count();

    static IEnumerable<Space> All()
    {
        foreach (var list in Lists(ThreadContext.Current))
        {
            for (var item = list is null ? null : First(list); item is not null; item = Next(item))
            {
                if (item is Space space) yield return space;
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "slots")]
    static extern ref object?[] Slots(Space space);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Next")]
    static extern ref Pooled? Next(Pooled item);

    static object?[] Lists(ThreadContext thread) => (object?[])Field(thread, "pools")!;

    static Pooled? First(object list) => (Pooled?)Field(list, "First");

    static object? Field(object owner, string name) =>
        (owner.GetType().GetField(name, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)
            ?? throw new MissingFieldException(owner.GetType().FullName, name)).GetValue(owner);
}

using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace AssemblyToProcess.Harness;

/// <summary>The scratch space that lies in the pools of the current thread.</summary>
public static class PooledSpace
{
    /// <summary>Whether it refers to nothing, and so keeps nothing alive.</summary>
    public static bool IsEmpty => All().All(IsEmptySpace);

    /// <summary>The number of segments.</summary>
    public static int Segments => All().OfType<Segment>().Count();

    static IEnumerable<Space> All()
    {
        foreach (var list in Lists(ThreadContext.Current))
        {
            for (var item = First(list); item is not null; item = Next(item))
            {
                if (item is Space space) yield return space;
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsEmpty")]
    static extern bool IsEmptySpace(Space space);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Next")]
    static extern ref Pooled? Next(Pooled item);

    static IEnumerable<object> Lists(ThreadContext thread) => ((Array)Field(thread, "pools")!).Cast<object>();

    static Pooled? First(object list) => (Pooled?)Field(list, "First");

    static object? Field(object owner, string name) =>
        (owner.GetType().GetField(name, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)
            ?? throw new MissingFieldException(owner.GetType().FullName, name)).GetValue(owner);
}

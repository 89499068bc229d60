using System.Reflection;
using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace AssemblyToProcess.Harness;

/// <summary>The chains that lie in the pools of the current thread.</summary>
public static class PooledSpace
{
    /// <summary>Whether they refer to nothing, and so keep nothing alive.</summary>
    public static bool IsEmpty => All().All(IsEmptyChain);

    /// <summary>The number of chains.</summary>
    public static int Chains => All().Count();

    static IEnumerable<Chain> All()
    {
        foreach (object list in Lists())
        {
            for (object? item = Field(list, "First"); item is not null; item = Link((Pooled)item))
            {
                if (item is Chain chain) yield return chain;
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsEmpty")]
    static extern bool IsEmptyChain(Chain chain);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Link")]
    static extern ref object? Link(Pooled item);

    static IEnumerable<object> Lists() =>
        ((Array?)typeof(Chain).Assembly.GetType("Unboxed.CompilerServices.ThreadPools", throwOnError: true)!
            .GetField("Lists", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null))?.Cast<object>() ?? [];

    static object? Field(object owner, string name) =>
        (owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new MissingFieldException(owner.GetType().FullName, name)).GetValue(owner);
}

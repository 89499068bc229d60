using Mono.Cecil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The methods of the support library by which a frame waits for a leaf, or for the ordinary call in the place of a scratch call, by the type of the awaiter.</summary>
static class LeafCode
{
    /// <summary>Suspends: of the scratch space, the awaiter, the future, the state and the place makes the place.</summary>
    internal static MethodReference Suspend(SupportLibrary library, TypeReference awaiter) => OfLeaf(library, "SuspendAt", awaiter);

    /// <summary>Gives the awaiter again: of the scratch space and the place.</summary>
    internal static MethodReference Take(SupportLibrary library, TypeReference awaiter) => OfLeaf(library, "Take", awaiter);

    /// <summary>Whether what awaits the ordinary call takes what the call has returned in the place of the awaiter.</summary>
    internal static bool TakesAwaitable(TypeReference awaiter) => KindOf(awaiter) != "Task";

    /// <summary>Awaits the ordinary call: of the awaiter or the awaitable, the scratch space, the future, the state, the place and the address of the result makes whether the result is there.</summary>
    internal static MethodReference Await(SupportLibrary library, TypeReference awaiter) => OfCall(library, "Await", awaiter);

    /// <summary>Gives the result of a call, scratch or ordinary: of the scratch space, the place and what tells awaits apart.</summary>
    internal static MethodReference TakeResult(SupportLibrary library, TypeReference awaiter) => OfCall(library, "Take", awaiter);

    static MethodReference OfLeaf(SupportLibrary library, string what, TypeReference awaiter)
    {
        string kind = KindOf(awaiter);
        // The framework's awaiters of tasks are taken apart alike, whatever the task has.
        return kind is "Task" or "ConfiguredTask" ? library.Method("Leaves", what + kind, awaiter) : ByResult(library, "Leaves", what + kind, awaiter);
    }

    static MethodReference OfCall(SupportLibrary library, string what, TypeReference awaiter) => ByResult(library, "OrdinaryCalls", what + KindOf(awaiter), awaiter);

    static MethodReference ByResult(SupportLibrary library, string type, string name, TypeReference awaiter) =>
        awaiter is GenericInstanceType { GenericArguments: [{ } result] } ? library.Method(type, name + "Of", result) : library.Method(type, name);

    static string KindOf(TypeReference awaiter)
    {
        string name = awaiter.GetElementType().Name;
        int arity = name.IndexOf('`');
        if (arity >= 0) name = name.Substring(0, arity);
        return name.Substring(0, name.Length - "Awaiter".Length);
    }
}

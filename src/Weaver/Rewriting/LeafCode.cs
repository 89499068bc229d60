using Mono.Cecil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The methods of the support library by which a frame waits for a leaf, by the type of its awaiter.</summary>
static class LeafCode
{
    /// <summary>Suspends: of the scratch space, the address of the awaiter, the future, the state and the place makes the place.</summary>
    internal static MethodReference Suspend(SupportLibrary library, TypeReference awaiter) => Method(library, "Suspend", "At", awaiter);

    /// <summary>Gives the awaiter again: of the scratch space and the place.</summary>
    internal static MethodReference Take(SupportLibrary library, TypeReference awaiter) => Method(library, "Take", "", awaiter);

    static MethodReference Method(SupportLibrary library, string what, string at, TypeReference awaiter)
    {
        string name = awaiter.GetElementType().Name;
        int arity = name.IndexOf('`');
        if (arity >= 0) name = name.Substring(0, arity);
        string kind = name.Substring(0, name.Length - "Awaiter".Length);
        // The framework's awaiters of tasks are taken apart alike, whatever the task has.
        if (kind is "Task" or "ConfiguredTask") return library.Method("Leaves", what + at + kind, awaiter);
        return awaiter is GenericInstanceType { GenericArguments: [{ } result] } ? library.Method("Leaves", what + at + kind + "Of", result) : library.Method("Leaves", what + at + kind);
    }
}

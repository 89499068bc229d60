using Mono.Cecil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The methods of the support library by which a frame waits for a leaf, by the type of its awaiter.</summary>
static class LeafCode
{
    /// <summary>Suspends: of the scratch space, the awaiter, the future, the state and the place makes the place.</summary>
    internal static MethodReference Suspend(SupportLibrary library, SuspensionPlan site, TypeReference awaiter) => Method(library, site, "Suspend", "At", awaiter);

    /// <summary>Gives the awaiter again: of the scratch space and the place.</summary>
    internal static MethodReference Take(SupportLibrary library, SuspensionPlan site, TypeReference awaiter) => Method(library, site, "Take", "", awaiter);

    static MethodReference Method(SupportLibrary library, SuspensionPlan site, string what, string at, TypeReference awaiter)
    {
        string type = site.Calls.Count > 0 ? "OrdinaryCalls" : "Leaves";
        string name = awaiter.GetElementType().Name;
        int arity = name.IndexOf('`');
        if (arity >= 0) name = name.Substring(0, arity);
        string kind = name.Substring(0, name.Length - "Awaiter".Length);
        // The framework's awaiters of tasks are taken apart alike, whatever the task has.
        if (kind is "Task" or "ConfiguredTask") return library.Method(type, what + at + kind, awaiter);
        return awaiter is GenericInstanceType { GenericArguments: [{ } result] } ? library.Method(type, what + at + kind + "Of", result) : library.Method(type, what + at + kind);
    }
}

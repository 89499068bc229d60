using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// Verifies the definitions of a module, as the runtime does when it loads a type, and beyond that for what it does not ask: a duplicate. What it loads its own
/// core library without asking is asked of every module here.
/// </summary>
internal static class DefinitionVerifier
{
    public static IReadOnlyList<VerificationFailure> Verify(ModuleDefinition module, TypeHierarchy types)
    {
        var failures = new List<VerificationFailure>();
        Duplicates.CheckTypes(module, types, failures);
        foreach (var type in module.GetTypes()) Check(new DefinitionContext(type, types, failures));
        return failures;
    }

    static void Check(DefinitionContext context)
    {
        BaseTypes.Check(context);
        Duplicates.CheckMembers(context);
        Signatures.Check(context);
        Overlaps.Check(context);
        VirtualMethods.Check(context);
        OverrideRules.Check(context);
        Implementations.Check(context);
    }
}

using Mono.Cecil;

namespace Unboxed.Weaver.Verification;

/// <summary>
/// No two instances of one interface that become the same for some type arguments, among those that a type lists itself: the runtime refuses to
/// load it with these arguments ("a contracting interface set"), as C# does to compile it (CS0695). Those of base types do not count.
/// </summary>
internal static class Overlaps
{
    public static void Check(DefinitionContext context)
    {
        if (!context.Type.HasGenericParameters) return;
        var declared = context.Types.Interfaces.DeclaredOn(context.Type).OfType<GenericInstanceType>();
        foreach (var instances in declared.GroupBy(item => item.ElementType, context.Types.Equality.Signatures).Select(group => group.ToList()))
            for (var i = 0; i < instances.Count; i++)
                for (var j = i + 1; j < instances.Count; j++)
                    if (new Unification(context.Types, context.Type).Succeeds(instances[i], instances[j]))
                        context.Fail(FailureKind.OverlappingInterfaces, $"{instances[i]} and {instances[j]} are one interface for some type arguments");
    }
}

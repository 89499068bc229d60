using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>A type or member whose definition is looked at.</summary>
internal sealed class DefinitionContext(IMemberDefinition member, TypeHierarchy types, ICollection<VerificationFailure> failures)
    : VerificationContext(member as TypeDefinition ?? member.DeclaringType, member as MethodDefinition, types)
{
    public override void Fail(Instruction? instruction, FailureKind kind, string message) => failures.Add(new(member, instruction, 0, kind, message));

    public void Fail(FailureKind kind, string message) => Fail(null, kind, message);

    /// <summary>The same for a member of the type.</summary>
    public DefinitionContext Of(IMemberDefinition other) => new(other, Types, failures);
}

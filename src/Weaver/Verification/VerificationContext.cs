using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>From where a type or member is used, and where what is wrong with that is reported.</summary>
internal abstract class VerificationContext(TypeDefinition type, MethodDefinition? user, TypeHierarchy types)
{
    /// <summary>The type that uses it: its members see what it sees.</summary>
    public TypeDefinition Type { get; } = type;

    /// <summary>The method whose type parameters are in scope besides those of the type; null outside of methods.</summary>
    public MethodDefinition? User { get; } = user;

    public TypeHierarchy Types { get; } = types;

    public abstract void Fail(Instruction? instruction, FailureKind kind, string message);
}

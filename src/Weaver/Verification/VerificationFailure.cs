using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>One finding, in a method body or in a definition.</summary>
/// <param name="Member">The method whose body is wrong, or the type or member whose definition is.</param>
/// <param name="Instruction">The instruction at which it shows; null where the body as a whole or the definition is meant.</param>
/// <param name="Offset">The IL offset of the instruction in bytes, computed from the instructions as they are now.</param>
/// <param name="Kind">The rule that is broken.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record VerificationFailure(
    IMemberDefinition Member, Instruction? Instruction, int Offset, FailureKind Kind, string Message)
{
    /// <summary>The method that it is about; null where it is about a type or a field.</summary>
    public MethodDefinition? Method => Member as MethodDefinition;

    /// <summary>True for unsafe code: it may be right, but its types cannot be followed.</summary>
    public bool IsUnverifiableByDesign => Kind is FailureKind.UnmanagedPointer or FailureKind.UnverifiableInstruction or FailureKind.ReadOnlyPointerKept;

    public override string ToString() =>
        Instruction is null ? $"{Member.FullName}: {Kind}: {Message}" : $"{Member.FullName} IL_{Offset:x4} {Instruction.OpCode.Name}: {Kind}: {Message}";
}

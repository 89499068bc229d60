using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>One finding in one method body.</summary>
/// <param name="Method">The method whose body is wrong.</param>
/// <param name="Instruction">The instruction at which it shows; null where the body as a whole is meant.</param>
/// <param name="Offset">The IL offset of the instruction in bytes, computed from the instructions as they are now.</param>
/// <param name="Kind">The rule that is broken.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record VerificationFailure(
    MethodDefinition Method, Instruction? Instruction, int Offset, FailureKind Kind, string Message)
{
    /// <summary>True for unsafe code: it may be right, but its types cannot be followed.</summary>
    public bool IsUnverifiableByDesign => Kind is FailureKind.UnmanagedPointer or FailureKind.UnverifiableInstruction;

    public override string ToString() => $"{Method.FullName} IL_{Offset:x4} {Instruction?.OpCode.Name}: {Kind}: {Message}";
}

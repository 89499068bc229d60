using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>What all rules need to know of the method under verification, and where they report.</summary>
internal sealed class MethodContext : VerificationContext
{
    readonly Dictionary<Instruction, int> indices = [];
    readonly int[] offsets;
    readonly List<VerificationFailure> failures = [];

    public MethodContext(MethodDefinition method, TypeHierarchy types) : base(method.DeclaringType, method, types)
    {
        Method = method;
        Core = new(method.Module);
        Instructions = [.. method.Body.Instructions];
        offsets = new int[Instructions.Count + 1];
        for (var index = 0; index < Instructions.Count; index++)
        {
            indices[Instructions[index]] = index;
            offsets[index + 1] = offsets[index] + Instructions[index].GetSize();
        }
        KeepsThis = method.HasThis && !Instructions.Any(ChangesThis);
    }

    public MethodDefinition Method { get; }
    public IReadOnlyList<Instruction> Instructions { get; }
    public IReadOnlyList<VerificationFailure> Failures => failures;
    public MethodBody Body => Method.Body;
    public CoreTypes Core { get; }

    /// <summary>
    /// True if the first argument is <c>this</c> to the end: nothing stores to it. ILVerify asks that nothing take its address either, but C# does
    /// so for <c>M(in this)</c>: here the address is one through which nothing may be stored.
    /// </summary>
    public bool KeepsThis { get; }

    /// <summary>The position of an instruction in the body, or -1 if it is not there.</summary>
    public int IndexOf(Instruction instruction) => indices.TryGetValue(instruction, out var index) ? index : -1;

    /// <summary>The offset of the instruction at a position, as it will be written; Cecil's own offsets are stale after an edit.</summary>
    public int OffsetAt(int index) => offsets[index];

    static bool ChangesThis(Instruction instruction) =>
        instruction.OpCode.Code is Code.Starg or Code.Starg_S && instruction.Operand is ParameterDefinition { Index: < 0 };

    /// <summary>Reports once per instruction and kind: a loop is interpreted until its types no longer change.</summary>
    public override void Fail(Instruction? instruction, FailureKind kind, string message)
    {
        if (failures.Any(failure => failure.Instruction == instruction && failure.Kind == kind)) return;
        var index = instruction is null ? -1 : IndexOf(instruction);
        failures.Add(new(Method, instruction, index < 0 ? 0 : OffsetAt(index), kind, message));
    }
}

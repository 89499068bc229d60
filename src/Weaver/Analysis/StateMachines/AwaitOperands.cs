using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>
/// What stands between the end of a wait and the result. C# loads no more than the machine there, to store the result in it; Visual Basic loads the other operands of the
/// expression, which it has kept in fields: <c>2 * Await x</c>, <c>{a, Await x}</c>.
/// </summary>
static class AwaitOperands
{
    /// <summary>
    /// Whether the instruction may be done elsewhere before another result of the same await: it loads a constant, a variable or a field of the machine, makes an array of such
    /// values, or moves an operand between fields that no code of the user's sees. None of that fails, or can be observed where the await fails.
    /// </summary>
    internal static bool MayStandBelow(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Nop or Code.Dup or Code.Newarr or Code.Box => true,
        Code.Stelem_Any or Code.Stelem_I or Code.Stelem_I1 or Code.Stelem_I2 or Code.Stelem_I4 or Code.Stelem_I8 or Code.Stelem_R4 or Code.Stelem_R8 or Code.Stelem_Ref => true,
        Code.Ldfld or Code.Ldflda => instruction.Previous.LoadsThis(),
        Code.Stfld => VisualBasicNames.IsOperand((FieldReference)instruction.Operand),
        // Constants that IL has no instruction for.
        Code.Newobj => ((MethodReference)instruction.Operand).DeclaringType.FullName is "System.Decimal" or "System.DateTime",
        Code.Ldsfld => ((FieldReference)instruction.Operand).DeclaringType.FullName == "System.Decimal",
        var code => instruction.LoadsThis() || instruction.Constant() is not null || instruction.LoadedVariable(body) is not null || PureInstructions.Operands(code) is not null,
    };
}

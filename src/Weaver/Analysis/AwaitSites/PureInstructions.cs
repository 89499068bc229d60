using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Instructions that compute with values on the stack alone: no effect, no exception.</summary>
static class PureInstructions
{
    /// <summary>The number of operands of such an instruction; null for all others.</summary>
    internal static int? Operands(Code code) => code switch
    {
        Code.Ldc_I8 or Code.Ldc_R4 or Code.Ldc_R8 or Code.Ldstr or Code.Ldnull => 0,
        Code.Neg or Code.Not => 1,
        Code.Conv_I1 or Code.Conv_I2 or Code.Conv_I4 or Code.Conv_I8 or Code.Conv_U1 or Code.Conv_U2 or Code.Conv_U4 or Code.Conv_U8
            or Code.Conv_R4 or Code.Conv_R8 or Code.Conv_R_Un => 1,
        Code.Add or Code.Sub or Code.Mul or Code.And or Code.Or or Code.Xor or Code.Shl or Code.Shr or Code.Shr_Un => 2,
        Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un => 2,
        _ => null,
    };
}

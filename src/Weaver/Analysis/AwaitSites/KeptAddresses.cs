using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>
/// Addresses on which calls are made, and that a variable may have while the scratch call is tried. One through which nothing may be stored (ECMA-335 III.1.8.1.2.2: that of a readonly field, of an element of an
/// array by the prefix <c>readonly.</c>) may be used where it is, and kept nowhere.
/// </summary>
static class KeptAddresses
{
    /// <summary>Whether an instruction gives such an address; what is not known does not.</summary>
    internal static bool Is(Instruction address, StackSimulation simulation) => address.OpCode.Code switch
    {
        Code.Ldloca or Code.Ldloca_S or Code.Ldarga or Code.Ldarga_S => true,
        // A reference in a variable may be kept in another.
        Code.Ldloc or Code.Ldloc_S or Code.Ldloc_0 or Code.Ldloc_1 or Code.Ldloc_2 or Code.Ldloc_3 => true,
        Code.Ldelema => address.Prefix() is null,
        Code.Ldsflda => IsWritable((FieldReference)address.Operand),
        Code.Ldflda => IsWritable((FieldReference)address.Operand) && simulation.Producers(address, 0).All(owner => IsOwner(owner, (FieldReference)address.Operand, simulation)),
        Code.Dup => simulation.Producers(address, 0).All(producer => Is(producer, simulation)),
        _ => false,
    };

    static bool IsOwner(Instruction owner, FieldReference field, StackSimulation simulation) => !field.DeclaringType.IsValueType || owner.LoadsThis() || Is(owner, simulation);

    static bool IsWritable(FieldReference field) => field.Resolve() is { IsInitOnly: false };
}

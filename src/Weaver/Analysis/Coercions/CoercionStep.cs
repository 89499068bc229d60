using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>One instruction: what it takes from the stack and where that goes, and what it leaves.</summary>
/// <param name="method">The method.</param>
/// <param name="instruction">The instruction.</param>
/// <param name="before">What is known before it.</param>
/// <param name="note">Is told of each conversion.</param>
/// <param name="conversions">Which there are.</param>
/// <param name="temporaries">Where values are put aside.</param>
sealed class CoercionStep(
    MethodDefinition method, Instruction instruction, FlowState before, Action<Instruction, Conversion, CoercionKind> note, Conversions conversions, Temporaries temporaries)
{
    /// <summary>What is known after it.</summary>
    internal FlowState After { get; private set; } = FlowState.Of();

    /// <summary>Interprets the instruction.</summary>
    /// <returns>False where there is less on the stack than it takes.</returns>
    internal bool Run()
    {
        After = before;
        List<HeldValue> stack = [.. before.Stack];
        int pops = StackEffects.Pops(instruction, method);
        if (pops > stack.Count) return false;
        var taken = stack.GetRange(stack.Count - pops, pops);
        stack.RemoveRange(stack.Count - pops, pops);
        Store(taken);
        if (instruction.OpCode.Code == Code.Dup) stack.AddRange([taken[0], taken[0]]);
        else for (int i = StackEffects.Pushes(instruction); i > 0; i--) stack.Add(Pushed(taken));
        After = After with { Stack = stack };
        return true;
    }

    /// <summary>Compares what is taken with the types of the places that it goes to.</summary>
    void Store(List<HeldValue> taken)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Starg or Code.Starg_S:
                Flow(taken[0], ((ParameterDefinition)instruction.Operand).ParameterType);
                break;
            case Code.Stfld when temporaries.FieldOf(instruction) is { } field:
                PutAside(taken[1], field, FieldType());
                break;
            case Code.Stfld or Code.Stsfld:
                Flow(taken[taken.Count - 1], FieldType());
                break;
            case Code.Stelem_Ref:
                foreach (var array in taken[0].Types.OfType<ArrayType>()) Flow(taken[2], array.ElementType);
                break;
            case Code.Stelem_Any:
                Flow(taken[2], (TypeReference)instruction.Operand);
                break;
            case Code.Stobj:
                Flow(taken[1], (TypeReference)instruction.Operand);
                break;
            case Code.Stind_Ref when taken[0].Target is { } target:
                Flow(taken[1], target);
                break;
            case Code.Ret when taken.Count > 0:
                Flow(taken[0], method.ReturnType);
                break;
            case Code.Call or Code.Callvirt or Code.Newobj or Code.Ldftn or Code.Ldvirtftn:
                var call = new CoercionCall(instruction, taken, conversions);
                foreach (var (at, conversion, kind) in call.Find()) note(at, conversion, kind);
                break;
            default:
                if (instruction.StoredVariable(method.Body) is { } variable) Store(taken[0], variable);
                break;
        }
    }

    void Store(HeldValue value, VariableDefinition variable)
    {
        if (temporaries.Has(variable)) PutAside(value, variable, variable.VariableType);
        else Flow(value, variable.VariableType);
    }

    void PutAside(HeldValue value, object place, TypeReference type) => After = before.With(place, HeldValue.Of(type) with { Pending = [.. conversions.Of(value, type, instruction)] });

    void Flow(HeldValue value, TypeReference place)
    {
        foreach (var (at, conversion) in conversions.Of(value, place, instruction)) note(at, conversion, conversion.IsOfElements ? CoercionKind.Elements : CoercionKind.Value);
    }

    HeldValue Pushed(List<HeldValue> taken)
    {
        if (instruction.LoadedVariable(method.Body) is { } loaded) return before.PutAside.TryGetValue(loaded, out var aside) ? aside : HeldValue.Of(loaded.VariableType);
        if (instruction.AddressedVariable() is { } addressed) return HeldValue.AddressOf(addressed.VariableType);
        if (instruction.LoadedArgument(method) is { } argument) return Argument(argument);
        return instruction.OpCode.Code switch
        {
            Code.Ldarga or Code.Ldarga_S => HeldValue.AddressOf(((ParameterDefinition)instruction.Operand).ParameterType),
            Code.Ldfld when temporaries.FieldOf(instruction) is { } field && before.PutAside.TryGetValue(field, out var aside) => aside,
            Code.Ldfld or Code.Ldsfld => HeldValue.Of(FieldType()),
            Code.Ldflda or Code.Ldsflda => HeldValue.AddressOf(FieldType()),
            Code.Newarr => HeldValue.Of(new ArrayType((TypeReference)instruction.Operand)),
            Code.Ldelem_Ref => new([.. taken[0].Types.OfType<ArrayType>().Select(array => Conversions.Bare(array.ElementType))]),
            Code.Ldind_Ref => taken[0].Target is { } target ? HeldValue.Of(target) : HeldValue.Unknown,
            Code.Ldelema or Code.Unbox => HeldValue.AddressOf((TypeReference)instruction.Operand),
            // A cast down asks the object what it is. What is a conversion up in the source has left no cast.
            Code.Castclass or Code.Isinst or Code.Unbox_Any or Code.Ldobj or Code.Ldelem_Any => HeldValue.Of((TypeReference)instruction.Operand),
            Code.Box => HeldValue.Of(Boxed((TypeReference)instruction.Operand)),
            Code.Ldtoken when instruction.Operand is TypeReference token => new([], Token: token),
            Code.Ldftn or Code.Ldvirtftn => new([], Function: (MethodReference)instruction.Operand),
            Code.Newobj => HeldValue.Of(((MethodReference)instruction.Operand).DeclaringType),
            Code.Call or Code.Callvirt => Result((MethodReference)instruction.Operand, taken),
            _ => HeldValue.Unknown,
        };
    }

    HeldValue Argument(int index)
    {
        if (method.HasThis && index-- == 0)
        {
            var self = TypeSubstitution.Self(method.DeclaringType);
            return method.DeclaringType.IsValueType ? HeldValue.AddressOf(self) : HeldValue.Of(self);
        }
        return index < method.Parameters.Count ? HeldValue.Of(method.Parameters[index].ParameterType) : HeldValue.Unknown;
    }

    TypeReference FieldType()
    {
        var field = (FieldReference)instruction.Operand;
        return TypeSubstitution.Apply(field.FieldType, TypeSubstitution.By(field.DeclaringType));
    }

    static HeldValue Result(MethodReference called, List<HeldValue> taken) =>
        called.Name == "GetTypeFromHandle" && taken is [{ Token: { } token }] ? new([], Token: token) : HeldValue.Of(CoercionCall.InCall(called, called.ReturnType));

    static TypeReference Boxed(TypeReference type) => type is GenericInstanceType { ElementType.FullName: "System.Nullable`1" } nullable ? nullable.GenericArguments[0] : type;
}

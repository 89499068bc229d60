using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>Arguments and local variables. Their declared types are their verification types: no flow is needed.</summary>
internal static class Variables
{
    public static bool TryApply(Transfer transfer)
    {
        var instruction = transfer.Instruction;
        switch (instruction.OpCode.Code)
        {
            case >= Code.Ldarg_0 and <= Code.Ldarg_3:
                LoadArgument(transfer, ArgumentAt(transfer, instruction.OpCode.Code - Code.Ldarg_0), isFirst: instruction.OpCode.Code == Code.Ldarg_0);
                return true;
            case Code.Ldarg or Code.Ldarg_S:
                LoadArgument(transfer, ArgumentOf(transfer, instruction.Operand), isFirst: instruction.Operand is ParameterDefinition { Index: < 0 });
                return true;
            case Code.Ldarga or Code.Ldarga_S:
                LoadAddress(transfer, ArgumentOf(transfer, instruction.Operand), isReadOnly: instruction.Operand is ParameterDefinition { Index: < 0 });
                return true;
            case Code.Starg or Code.Starg_S:
                Store(transfer, ArgumentOf(transfer, instruction.Operand), "an argument");
                return true;
            case >= Code.Ldloc_0 and <= Code.Ldloc_3:
                Load(transfer, LocalAt(transfer, instruction.OpCode.Code - Code.Ldloc_0));
                return true;
            case Code.Ldloc or Code.Ldloc_S:
                Load(transfer, LocalOf(transfer, instruction.Operand));
                return true;
            case Code.Ldloca or Code.Ldloca_S:
                LoadAddress(transfer, LocalOf(transfer, instruction.Operand));
                return true;
            case >= Code.Stloc_0 and <= Code.Stloc_3:
                Store(transfer, LocalAt(transfer, instruction.OpCode.Code - Code.Stloc_0), "a local");
                return true;
            case Code.Stloc or Code.Stloc_S:
                Store(transfer, LocalOf(transfer, instruction.Operand), "a local");
                return true;
            default:
                return false;
        }
    }

    static TypeReference? LocalAt(Transfer transfer, int index)
    {
        var variables = transfer.Context.Body.Variables;
        if (index < variables.Count) return variables[index].VariableType;
        transfer.Fail(FailureKind.LocalOutOfRange, $"local {index} of {variables.Count}");
        return null;
    }

    static TypeReference? LocalOf(Transfer transfer, object operand)
    {
        if (operand is VariableDefinition variable && transfer.Context.Body.Variables.Contains(variable)) return variable.VariableType;
        transfer.Fail(FailureKind.LocalOutOfRange, $"{operand} is not a local of this method");
        return null;
    }

    static TypeReference? ArgumentAt(Transfer transfer, int index)
    {
        var method = transfer.Context.Method;
        if (method.HasThis && index-- == 0) return ThisType(transfer.Context);
        if (index < method.Parameters.Count) return method.Parameters[index].ParameterType;
        transfer.Fail(FailureKind.ArgumentOutOfRange, $"parameter {index} of {method.Parameters.Count}");
        return null;
    }

    static TypeReference? ArgumentOf(Transfer transfer, object operand)
    {
        var body = transfer.Context.Body;
        if (operand is ParameterDefinition parameter)
        {
            if (transfer.Context.Method.HasThis && parameter == body.ThisParameter) return ThisType(transfer.Context);
            if (transfer.Context.Method.Parameters.Contains(parameter)) return parameter.ParameterType;
        }
        transfer.Fail(FailureKind.ArgumentOutOfRange, $"{operand} is not a parameter of this method");
        return null;
    }

    static TypeReference ThisType(MethodContext context)
    {
        var self = TypeShape.SelfInstance(context.Method.DeclaringType);
        return context.Method.DeclaringType.IsValueType ? new ByReferenceType(self) : self;
    }

    static void Load(Transfer transfer, TypeReference? type)
    {
        if (type is null) transfer.Push(StackType.Unknown);
        else transfer.Push(type);
    }

    static void LoadArgument(Transfer transfer, TypeReference? type, bool isFirst)
    {
        Load(transfer, type);
        if (isFirst && transfer.Context.KeepsThis && type is not ByReferenceType) transfer.Push(transfer.Pop() with { IsThis = true });
    }

    static void LoadAddress(Transfer transfer, TypeReference? type, bool isReadOnly = false)
    {
        if (type is not null && TypeShape.Strip(type) is ByReferenceType)
            transfer.Fail(FailureKind.OperandType, "the address of a managed pointer");
        transfer.Push(type is null ? StackType.Unknown : StackType.Pointer(type) with { IsLocal = true, IsReadOnly = isReadOnly });
    }

    static void Store(Transfer transfer, TypeReference? type, string place)
    {
        var value = type is null ? transfer.Pop() : transfer.Pop(type, FailureKind.StoreType, place);
        if (value.IsReadOnly) transfer.Fail(FailureKind.ReadOnlyPointerKept, $"{value} in {place}");
    }
}

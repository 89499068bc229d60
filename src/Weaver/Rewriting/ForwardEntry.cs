using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the way through a method that only passes a call on: it makes the scratch call itself, in the scratch space that it is given. Where its
/// callee cannot, it declines, and the user's method is called: nothing has happened yet.
/// </summary>
sealed class ForwardEntry(SupportLibrary library, ForwardPlan plan)
{
    readonly EntryMethod entry = EntryMethod.Of(plan.Forwarder.Method, library);
    readonly Dictionary<VariableDefinition, VariableDefinition> variables = [];

    /// <summary>The method of the user's class.</summary>
    internal MethodDefinition Method => entry.Method;

    internal void Emit(CompanionInterfaces companions, ScratchBodies bodies)
    {
        var target = ScratchCallee.Of(FromOriginal(plan.Forwarder.Callee), plan.Callee, library, companions, bodies);
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter();
        LargeArguments.EmitGuard(code, target.Parameters, declined);
        foreach (var load in plan.Forwarder.Loads) code.Add(Copy(load));
        var arguments = target.Parameters.Select(NewVariable).ToList();
        for (int i = arguments.Count - 1; i >= 0; i--) code.Store(arguments[i]);
        if (target.Receiver is not null) LoadReceiver(code, target, declined);
        foreach (var argument in arguments) code.Load(argument);
        target.EmitCall(code, library, here => here.Load(entry.Scratch.Scratch), here => here.Load(entry.Scratch.Result));
        if (plan.MayChangeContexts) code.Call(library.Method("Fence", "Without"));
        code.Emit(OpCodes.Ret);
        entry.Scratch.Decline(code.Add(declined)).AppendTo(Method.Body);
        Method.Body.InitLocals = true;
    }

    /// <summary>A null receiver is the user's method's affair: the exception names it.</summary>
    void LoadReceiver(Emitter code, ScratchCallee target, Instruction declined)
    {
        if (target.Companion is not null) code.Type(OpCodes.Isinst, target.Companion);
        var receiver = NewVariable(target.ScratchReceiver!);
        code.Store(receiver).Load(receiver).Branch(OpCodes.Brfalse, declined).Load(receiver);
    }

    Instruction Copy(Instruction load)
    {
        var original = plan.Forwarder.Method;
        if (load.LoadedArgument(original) is { } argument)
            return Instruction.Create(OpCodes.Ldarg, original.HasThis && argument == 0 ? Method.Body.ThisParameter : Method.Parameters[argument - (original.HasThis ? 1 : 0)]);
        if (load.Constant() is { } constant) return Instruction.Create(OpCodes.Ldc_I4, constant);
        if (load.LoadedVariable(original.Body) is { } loaded) return Instruction.Create(OpCodes.Ldloc, Variable(loaded));
        if (load.AddressedVariable() is { } addressed) return Instruction.Create(OpCodes.Ldloca, Variable(addressed));
        var copy = Instruction.Create(OpCodes.Nop);
        copy.OpCode = load.OpCode;
        copy.Operand = load.Operand is TypeReference type ? entry.FromOriginal(type) : load.Operand;
        return copy;
    }

    VariableDefinition Variable(VariableDefinition original)
    {
        if (!variables.TryGetValue(original, out var variable)) variables[original] = variable = NewVariable(entry.FromOriginal(original.VariableType));
        return variable;
    }

    VariableDefinition NewVariable(TypeReference type)
    {
        var variable = new VariableDefinition(type);
        Method.Body.Variables.Add(variable);
        return variable;
    }

    /// <summary>The call of the user's method, in the type parameters of this one.</summary>
    MethodReference FromOriginal(MethodReference callee)
    {
        var declaringType = entry.FromOriginal(callee.DeclaringType);
        var element = callee.GetElementMethod();
        return element.On(declaringType, (callee as GenericInstanceMethod)?.GenericArguments.Select(entry.FromOriginal));
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Has the classes implement the companions.</summary>
sealed class Receivers(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies)
{
    internal void Emit(ReceiverPlan receiver)
    {
        var companion = companions.Method(receiver.Companion);
        var method = new MethodDefinition(
            companion.DeclaringType.FullName + "." + companion.Name,
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig,
            companion.ReturnType);
        var result = receiver.Companion.Result;
        var scratch = CopyParameters(receiver.Companion, method, result);
        receiver.Class.Methods.Add(method);
        method.Overrides.Add(companion);
        method.CustomAttributes.Add(new(library.StackTraceHidden));

        var code = new Emitter();
        var declined = Instruction.Create(OpCodes.Nop);
        if (!receiver.Class.IsSealed) code.Load(method.Body.ThisParameter).Call(library.Method("Companion", "IsExactly", receiver.Class)).Branch(OpCodes.Brfalse, declined);
        code.Load(method.Body.ThisParameter);
        foreach (var parameter in method.Parameters) code.Load(parameter);
        code.Call(bodies.Entry(receiver.Body)).Emit(OpCodes.Ret);
        if (!receiver.Class.IsSealed) ScratchEntry.Decline(code.Add(declined), library, scratch, result);
        code.AppendTo(method.Body);
        receiver.Class.Interfaces.Add(new(companion.DeclaringType));
    }

    ScratchParameters CopyParameters(CompanionPlan companion, MethodDefinition method, TypeReference? result)
    {
        foreach (var parameter in companion.InterfaceMethod.Parameters) method.Parameters.Add(new(parameter.Name, ParameterAttributes.None, parameter.ParameterType));
        return ScratchParameters.AddTo(method, library, result);
    }
}

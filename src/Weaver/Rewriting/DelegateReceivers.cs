using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Delegates;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Has the classes whose methods are made delegates answer for them: by the address that the delegate calls. The classes need not be of exactly this type, as for companions: an override has another address.
/// </summary>
sealed class DelegateReceivers(SupportLibrary library, ScratchBodies bodies)
{
    internal void Emit(DelegateReceiverPlan receiver)
    {
        var type = receiver.Class;
        var signature = receiver.Signature.In(library);
        var companion = library.DelegateCompanion(signature);
        var method = new MethodDefinition(
            // As compilers name lambdas: what trims a program takes a method that names a lambda for the one that has it in its source, and warns of two (IL2117).
            EntryMethod.UniqueName(type, $"<{DelegateCompanions.NameOf(signature)}>b__Invoke"),
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig, library.SystemType);
        type.Methods.Add(method);
        foreach (var parameter in signature.Parameters) method.Parameters.Add(new("", ParameterAttributes.None, parameter));
        var address = new ParameterDefinition("", ParameterAttributes.None, library.Module.TypeSystem.IntPtr);
        method.Parameters.Add(address);
        var handle = ScratchParameters.AddHandleTo(method, library, signature.Result);
        method.Overrides.Add(companion);
        method.MarkAsHelper(library);

        var code = new Emitter();
        var declined = Instruction.Create(OpCodes.Nop);
        code.Load(handle.Scratch).Call(library.Method("Companion", "IsOffered")).Branch(OpCodes.Brfalse, declined);
        foreach (var called in receiver.Methods)
        {
            var next = called == receiver.Methods[receiver.Methods.Count - 1] ? declined : Instruction.Create(OpCodes.Nop);
            code.Load(address).Add(Instruction.Create(OpCodes.Ldftn, called.OnSelf())).Branch(OpCodes.Bne_Un, next);
            // Symbols have one kickoff method for each MoveNext.
            if (receiver.Methods.Count == 1 && bodies.OfBody(called) is { } body && body.IsCalledBy(type)) body.EmitCall(code, method, handle, declined);
            else EmitCallOfEntry(code, method, address, handle, called);
            code.Call(library.Method("Companion", "Give")).Emit(OpCodes.Ret);
            if (next != declined) code.Add(next);
        }
        code.Add(declined).ClearThrough(handle.Result).Emit(OpCodes.Ldnull).Emit(OpCodes.Ret).AppendTo(method.Body);
        type.Interfaces.Add(new(companion.DeclaringType));
    }

    void EmitCallOfEntry(Emitter code, MethodDefinition method, ParameterDefinition address, ScratchParameters handle, MethodDefinition called)
    {
        code.Load(method.Body.ThisParameter);
        foreach (var parameter in method.Parameters)
        {
            if (parameter == address) continue;
            code.Load(parameter);
            if (parameter == handle.Scratch) code.Call(library.Method("Companion", "Open"));
        }
        code.Call(bodies.EntryOn(TypeSubstitution.Self(called.DeclaringType), called, null));
    }
}

static class DelegateSignatures
{
    /// <summary>The signature, as the module refers to its types.</summary>
    internal static DelegateSignature In(this DelegateSignature signature, SupportLibrary library) =>
        new([.. signature.Parameters.Select(library.Importer.Import)], signature.Result is { } result ? library.Importer.Import(result) : null);
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits, for each method of another assembly that is called directly, the method that calls its entry. The assembly may have been replaced since by one without the entry, unwoven for example: then it
/// declines, and the ordinary call is made.
/// </summary>
/// <remarks>
/// Whether the entry is there is found out once, by a method that does nothing but to name it: the JIT refuses that one then, and never comes to the call, which is in a method of its own as well. Code that has
/// been compiled after that has no test in it. Nothing is looked up by name, so that what trims a program, or compiles it ahead of time, sees what is used.
/// </remarks>
sealed class ForeignCalls(SupportLibrary library)
{
    const MethodAttributes Static = MethodAttributes.Static | MethodAttributes.HideBySig;

    readonly Dictionary<MethodDefinition, MethodDefinition> stubs = [];

    /// <summary>A static method that takes the object, the arguments, and the scratch space; its type parameters are those of the type and then those of the method.</summary>
    /// <param name="method">The user's method.</param>
    /// <param name="entry">Its entry, in the other assembly.</param>
    internal MethodDefinition StubOf(MethodDefinition method, MethodDefinition entry)
    {
        if (!stubs.TryGetValue(entry, out var stub)) stubs[entry] = stub = Emit(method, entry);
        return stub;
    }

    MethodDefinition Emit(MethodDefinition method, MethodDefinition entry)
    {
        string digest = MemberNames.Digest($"{SignatureText.OfType(method.DeclaringType, library.Module)} {SignatureText.Of(method)}");
        var type = new TypeDefinition(
            "", MemberNames.Bounded($"<{method.DeclaringType.Name}.{method.Name}>{digest}"), TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            library.Object);
        library.Module.Types.Add(type);
        type.MarkAsHelper(library);
        var isThere = new FieldDefinition("IsThere", FieldAttributes.Private | FieldAttributes.Static | FieldAttributes.InitOnly, library.Boolean);
        type.Fields.Add(isThere);
        EmitInitializer(type, isThere, entry);
        var through = EmitThrough(type, entry);

        var stub = Add(type, "Call", entry);
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Field(OpCodes.Ldsfld, isThere).Branch(OpCodes.Brfalse, declined);
        foreach (var parameter in stub.Parameters) code.Load(parameter);
        code.Call(through.On(type, stub.GenericParameters)).Emit(OpCodes.Ret);
        code.Add(declined).ClearThrough(stub.Parameters[stub.Parameters.Count - 1]).Answer(Answer.Declined).Emit(OpCodes.Ret).AppendTo(stub.Body);
        return stub;
    }

    void EmitInitializer(TypeDefinition type, FieldDefinition isThere, MethodDefinition entry)
    {
        var names = new MethodDefinition("Name", MethodAttributes.Private | Static, library.Void);
        type.Methods.Add(names);
        new Emitter().Add(Instruction.Create(OpCodes.Ldtoken, library.Importer.ImportReference(entry, null))).Emit(OpCodes.Pop).Emit(OpCodes.Ret).AppendTo(names.Body);
        var initializer = new MethodDefinition(".cctor", MethodAttributes.Private | Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, library.Void);
        type.Methods.Add(initializer);
        new Emitter().Emit(OpCodes.Ldnull).Add(Instruction.Create(OpCodes.Ldftn, names)).Add(Instruction.Create(OpCodes.Newobj, library.ActionConstructor))
            .Call(library.Method("ForeignEntry", "IsThere")).Field(OpCodes.Stsfld, isThere).Emit(OpCodes.Ret).AppendTo(initializer.Body);
    }

    /// <summary>The call itself.</summary>
    MethodDefinition EmitThrough(TypeDefinition type, MethodDefinition entry)
    {
        var through = Add(type, "Through", entry);
        int ofType = entry.DeclaringType.GenericParameters.Count;
        var holder = library.Importer.ImportReference(entry.DeclaringType, null).Of(through.GenericParameters.Take(ofType));
        var code = new Emitter();
        foreach (var parameter in through.Parameters) code.Load(parameter);
        code.Call(library.Importer.ImportReference(entry, null).On(holder, through.GenericParameters.Skip(ofType))).Emit(OpCodes.Ret).AppendTo(through.Body);
        return through;
    }

    MethodDefinition Add(TypeDefinition type, string name, MethodDefinition entry)
    {
        var method = new MethodDefinition(name, MethodAttributes.Assembly | Static, library.Answer) { AggressiveInlining = true };
        type.Methods.Add(method);
        var holder = entry.DeclaringType;
        TypeSubstitution.CopyParameters(holder.GenericParameters.Concat(entry.GenericParameters), method, library.Importer.Import);
        foreach (var parameter in entry.Parameters)
        {
            method.Parameters.Add(new("", ParameterAttributes.None, library.Importer.Import(
                parameter.ParameterType, original => method.GenericParameters[original.Position + (original.Type == GenericParameterType.Method ? holder.GenericParameters.Count : 0)])));
        }
        return method;
    }
}

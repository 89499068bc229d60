using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Has the classes implement the companions.</summary>
sealed class Receivers(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies)
{
    readonly Dictionary<string, MethodDefinition> answering = [];
    TypeDefinition? answeringType;

    internal void Emit(ReceiverPlan receiver)
    {
        var (type, interfaceType) = (receiver.Implementation.Class, receiver.Implementation.Type);
        var companion = companions.Method(receiver.Companion);
        var importer = library.Importer;
        var companionType = companion.DeclaringType.Of(interfaceType.Arguments().Select(importer.Import));
        var method = new MethodDefinition(
            // It tells methods apart as well as the companion's full name, and is one that the assembly has already.
            EntryMethod.UniqueName(type, companion.DeclaringType.Name is ['<', ..] and var name ? name : $"<{companion.DeclaringType.Name}>{companion.Name}"),
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig, library.Void);
        type.Methods.Add(method);
        CopyMethodParameters(companions.Definition(receiver.Companion), companionType, method);
        TypeReference Here(TypeReference there) => importer.Import(
            TypeSubstitution.Apply(there, TypeSubstitution.By(interfaceType, method.GenericParameters.ToList<TypeReference>())));
        var result = receiver.Companion.Result is null ? null : Here(receiver.Companion.Result);
        method.ReturnType = library.SystemType;
        foreach (var parameter in receiver.Companion.Method.Parameters) method.Parameters.Add(new("", ParameterAttributes.None, Here(parameter.ParameterType)));
        var handle = ScratchParameters.AddHandleTo(method, library, result);
        method.Overrides.Add(companion.On(companionType));
        method.MarkAsHelper(library);

        var code = new Emitter();
        var declined = Instruction.Create(OpCodes.Nop);
        if (!type.IsSealed) code.Load(method.Body.ThisParameter).Call(AnswersFor(type.IsAbstract ? receiver.Heirs : [type, .. receiver.Heirs])).Branch(OpCodes.Brfalse, declined);
        code.Load(handle.Scratch).Call(library.Method("Companion", "IsOffered")).Branch(OpCodes.Brfalse, declined);
        var discarded = Discarded(receiver.Implementation, method);
        if (discarded is null && bodies.OfBody(receiver.Implementation.Method) is { } body && body.IsCalledBy(type)) body.EmitCall(code, method, handle, declined);
        else EmitCallOfEntry(code, method, handle, receiver.Implementation, discarded);
        code.Call(library.Method("Companion", "Give")).Emit(OpCodes.Ret);
        code.Add(declined).ClearThrough(handle.Result).Emit(OpCodes.Ldnull).Emit(OpCodes.Ret).AppendTo(method.Body);
        type.Interfaces.Add(new(companionType));
    }

    MethodReference IsExactly(TypeDefinition type) => library.Method("Companion", "IsExactly", TypeSubstitution.Self(type));

    /// <summary>
    /// A method that says whether a receiver is of exactly one of some classes. Inlined, it is a constant where the JIT knows the receiver's class. Not in one of these: a call of its static methods
    /// may wait for its type initializer.
    /// </summary>
    MethodReference AnswersFor(IReadOnlyList<TypeDefinition> types)
    {
        if (types is [var only]) return IsExactly(only);
        string key = string.Join(", ", types.Select(type => type.FullName));
        if (answering.TryGetValue(key, out var method)) return method;
        answering[key] = method = new("Are" + answering.Count, MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, library.Boolean) { AggressiveInlining = true };
        Heirs.Methods.Add(method);
        var receiver = new ParameterDefinition("", ParameterAttributes.None, library.Object);
        method.Parameters.Add(receiver);
        var (code, found) = (new Emitter(), Instruction.Create(OpCodes.Nop));
        foreach (var type in types) code.Load(receiver).Call(IsExactly(type)).Branch(OpCodes.Brtrue, found);
        code.Constant(0).Emit(OpCodes.Ret).Add(found).Constant(1).Emit(OpCodes.Ret).AppendTo(method.Body);
        return method;
    }

    /// <summary>The class of these methods.</summary>
    TypeDefinition Heirs
    {
        get
        {
            if (answeringType is not null) return answeringType;
            answeringType = new("", "<Unboxed>Heirs", TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.Object);
            library.Module.Types.Add(answeringType);
            answeringType.MarkAsHelper(library);
            return answeringType;
        }
    }

    /// <summary>Takes the result of an override that has one where the method that is called has none. Null: both have the same.</summary>
    VariableDefinition? Discarded(Implementation implementation, MethodDefinition method)
    {
        if (!implementation.DiscardsResult) return null;
        var result = DispatchedMethods.ResultOf(implementation.Method.ReturnType)!;
        var variable = new VariableDefinition(library.Importer.Import(TypeSubstitution.Apply(result, TypeSubstitution.By(implementation.Owner, method.GenericParameters.ToList<TypeReference>()))));
        method.Body.Variables.Add(variable);
        method.Body.InitLocals = true;
        return variable;
    }

    void EmitCallOfEntry(Emitter code, MethodDefinition method, ScratchParameters handle, Implementation implementation, VariableDefinition? discarded)
    {
        code.Load(method.Body.ThisParameter);
        foreach (var parameter in method.Parameters)
        {
            if (parameter == handle.Result && discarded is not null) code.LoadAddress(discarded);
            else code.Load(parameter);
            if (parameter == handle.Scratch) code.Call(library.Method("Companion", "Open"));
        }
        code.Call(bodies.EntryOn(library.Importer.Import(implementation.Owner), implementation.Method, method.GenericParameters));
    }

    /// <summary>An explicit implementation repeats the type parameters of the method, with constraints in those of its class.</summary>
    void CopyMethodParameters(MethodDefinition companion, TypeReference companionType, MethodDefinition method)
    {
        TypeSubstitution.CopyParameters(companion.GenericParameters, method, library.Importer.Import);
        foreach (var parameter in method.GenericParameters)
        {
            foreach (var constraint in parameter.Constraints) constraint.ConstraintType = TypeSubstitution.Apply(constraint.ConstraintType, TypeSubstitution.By(companionType));
        }
    }
}

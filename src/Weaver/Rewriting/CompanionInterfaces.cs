using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits the companion interfaces, next to the interfaces whose companions they are.</summary>
sealed class CompanionInterfaces
{
    readonly SupportLibrary library;
    readonly Dictionary<CompanionPlan, MethodDefinition> methods = [];

    internal CompanionInterfaces(SupportLibrary library, WeavingPlan plan)
    {
        this.library = library;
        foreach (var group in plan.Companions.GroupBy(companion => companion.Method.DeclaringType))
        {
            int number = 0;
            foreach (var companion in group) methods[companion] = Emit(companion, group.Key, number++);
        }
    }

    internal MethodDefinition Method(CompanionPlan companion) => methods[companion];

    MethodDefinition Emit(CompanionPlan companion, TypeDefinition interfaceType, int number)
    {
        var name = $"<{interfaceType.Name}>{companion.Method.Name}_{number}";
        var attributes = TypeAttributes.Interface | TypeAttributes.Abstract | (interfaceType.Attributes & TypeAttributes.VisibilityMask);
        var type = new TypeDefinition(interfaceType.IsNested ? "" : interfaceType.Namespace, name, attributes);
        if (interfaceType.DeclaringType is { } outer) outer.NestedTypes.Add(type);
        else library.Module.Types.Add(type);
        TypeSubstitution.CopyParameters(interfaceType.GenericParameters, type);

        var interfaceMethod = companion.Method;
        var method = new MethodDefinition(
            interfaceMethod.Name,
            MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot | MethodAttributes.HideBySig, library.Void);
        type.Methods.Add(method);
        TypeSubstitution.CopyParameters(interfaceMethod.GenericParameters, method);
        TypeReference Here(TypeReference there) => TypeSubstitution.Apply(
            there, parameter => (parameter.Type == GenericParameterType.Method ? method.GenericParameters : type.GenericParameters)[parameter.Position]);
        var result = companion.Result is null ? null : Here(companion.Result);
        method.ReturnType = library.Future(result);
        foreach (var parameter in interfaceMethod.Parameters) method.Parameters.Add(new(parameter.Name, ParameterAttributes.None, Here(parameter.ParameterType)));
        ScratchParameters.AddTo(method, library, result);
        return method;
    }
}

/// <summary>The parameters by which every method of the scratch ABI takes scratch space and gives its result.</summary>
sealed record ScratchParameters(ParameterDefinition Refs, ParameterDefinition Words, ParameterDefinition Room, ParameterDefinition Thread, ParameterDefinition Result)
{
    internal static ScratchParameters AddTo(MethodDefinition method, SupportLibrary library, TypeReference? result)
    {
        var parameters = new ScratchParameters(
            new("refs", ParameterAttributes.None, new ByReferenceType(library.Object)),
            new("words", ParameterAttributes.None, new ByReferenceType(library.Int64)),
            new("room", ParameterAttributes.None, library.Room),
            new("thread", ParameterAttributes.None, library.Thread),
            new("result", ParameterAttributes.Out, new ByReferenceType(library.Result(result))));
        foreach (var parameter in parameters.All) method.Parameters.Add(parameter);
        return parameters;
    }

    internal IEnumerable<ParameterDefinition> All => [Refs, Words, Room, Thread, Result];

    /// <summary>Loads all of them, to pass them on.</summary>
    internal Emitter Load(Emitter code)
    {
        foreach (var parameter in All) code.Load(parameter);
        return code;
    }
}

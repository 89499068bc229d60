using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Rewriting;

namespace Unboxed.Weaver.Adapters;

/// <summary>
/// Writes the adapters that a module asks for, before anything is analysed: classes that pass every call on, as somebody could have written them. Analysis, plan and rewriting take them for
/// what they are, decorators; only what callers get that are not woven is rewritten later (<see cref="AdapterRooms"/>).
/// </summary>
sealed class AdapterWriter
{
    const MethodAttributes Explicit = MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig;

    readonly SupportLibrary library;
    readonly TypeDefinition owner;
    readonly TypeDefinition type;
    readonly TypeReference self;
    readonly FieldDefinition inner;

    AdapterWriter(TypeDefinition owner, SupportLibrary library)
    {
        (this.owner, this.library) = (owner, library);
        bool isOurs = owner.Module == library.Module;
        var visibility = !isOurs ? TypeAttributes.NotPublic : owner.Attributes & TypeAttributes.VisibilityMask;
        string digest = MemberNames.Digest(SignatureText.OfType(owner, library.Module));
        type = new(owner.IsNested && isOurs ? "" : MemberNames.NamespaceOf(owner), MemberNames.Bounded($"<{owner.Name}>Adapter_{digest}", MemberNames.NamespaceOf(owner)), TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit | visibility, library.Type("Adapter"));
        if (isOurs && owner.DeclaringType is { } outer) outer.NestedTypes.Add(type);
        else library.Module.Types.Add(type);
        TypeSubstitution.CopyParameters(owner.GenericParameters, type, library.Importer.Import);
        // A room holds results, which lives longer than the stack.
        foreach (var parameter in type.GenericParameters) parameter.Attributes &= ~RefStructs.Allowed;
        type.MarkAsGenerated(library);
        type.MarkAsNotForUsers(library);
        self = TypeSubstitution.Self(type);
        inner = new("<inner>", FieldAttributes.Private | FieldAttributes.InitOnly, Here(TypeSubstitution.Self(owner)));
        type.Fields.Add(inner);
    }

    /// <summary>Writes those that the module asks for.</summary>
    internal static AdapterSet Write(ModuleDefinition module)
    {
        var requests = AdapterRequest.In(module).Select(request => (Request: request, Definition: request.Type.GetElementType().Resolve())).Where(entry => entry.Definition is not null).ToList();
        if (requests.Count == 0) return AdapterSet.None;
        var library = new SupportLibrary(module);
        var refused = new List<(AdapterRequest, AdapterObstacle)>();
        var adapters = new List<AdapterType>();
        foreach (var group in requests.GroupBy(entry => entry.Definition, entry => entry.Request))
        {
            if (WrappedMembers.Obstacle(group.Key, module) is { } obstacle) refused.AddRange(group.Select(request => (request, obstacle)));
            else adapters.Add(new AdapterWriter(group.Key, library).Write(group.ToList()));
        }
        return new(adapters, refused);
    }

    /// <summary>Takes them out again, where nothing is woven.</summary>
    internal static void Remove(AdapterSet set)
    {
        foreach (var type in set.Adapters.Select(adapter => adapter.Type))
        {
            if (type.DeclaringType is { } outer) outer.NestedTypes.Remove(type);
            else type.Module.Types.Remove(type);
        }
    }

    AdapterType Write(IReadOnlyList<AdapterRequest> requests)
    {
        var constructor = Constructor();
        Factory(constructor, "Inlining", library.Method("Strategies", "Inlining"));
        Factory(constructor, "Caching", library.Method("Strategies", "Caching"));
        Factory(constructor, "Allocating", library.Method("Strategies", "Allocating"));
        Factory(constructor, "Create", null);
        var methods = new List<AdapterMethod>();
        foreach (var named in WrappedMembers.Interfaces(owner))
        {
            var here = Here(named);
            type.Interfaces.Add(new(here));
            foreach (var method in WrappedMembers.Methods(named.Resolve()))
            {
                var written = PassOn(method, named, here);
                if (DispatchedMethods.IsTaskLike(method.ReturnType)) methods.Add(new(written, method, WrappedMembers.ObstacleOf(method)));
            }
        }
        return new(type, owner, constructor, methods, requests);
    }

    MethodDefinition Constructor()
    {
        var constructor = new MethodDefinition(".ctor", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, library.Void) { HasThis = true };
        type.Methods.Add(constructor);
        var x = new ParameterDefinition("x", ParameterAttributes.None, inner.FieldType);
        var strategy = new ParameterDefinition("strategy", ParameterAttributes.None, library.Method("Strategies", "Inlining").ReturnType);
        constructor.Parameters.Add(x);
        constructor.Parameters.Add(strategy);
        // The sizes are known when there is a plan.
        new Emitter().Load(constructor.Body.ThisParameter).Load(x).Load(strategy).Constant(0).Constant(0).Call(library.AdapterConstructor)
            .Load(constructor.Body.ThisParameter).Load(x).Field(OpCodes.Stfld, inner.OnSelf()).Emit(OpCodes.Ret).AppendTo(constructor.Body);
        return constructor;
    }

    /// <summary>What stands in the place of a call of <c>Of</c>.</summary>
    void Factory(MethodDefinition constructor, string name, MethodReference? strategy)
    {
        var factory = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig, inner.FieldType);
        type.Methods.Add(factory);
        var x = new ParameterDefinition("x", ParameterAttributes.None, inner.FieldType);
        factory.Parameters.Add(x);
        var code = new Emitter().Load(x);
        foreach (var taken in strategy is null ? [constructor.Parameters[1].ParameterType] : strategy.Parameters.Select(parameter => parameter.ParameterType))
        {
            var parameter = new ParameterDefinition("strategy", ParameterAttributes.None, taken);
            factory.Parameters.Add(parameter);
            code.Load(parameter);
        }
        if (strategy is not null) code.Call(strategy);
        code.Add(Instruction.Create(OpCodes.Newobj, constructor.On(self))).Emit(OpCodes.Ret).AppendTo(factory.Body);
        factory.MarkAsHelper(library);
    }

    /// <summary>A method that calls the same of the object.</summary>
    MethodDefinition PassOn(MethodDefinition original, TypeReference named, TypeReference here)
    {
        var method = new MethodDefinition(EntryMethod.UniqueName(type, $"{SourceNames.OfType(named)}.{original.Name}"), Explicit, library.Void) { HasThis = true };
        type.Methods.Add(method);
        TypeSubstitution.CopyParameters(original.GenericParameters, method, library.Importer.Import);
        foreach (var constraint in method.GenericParameters.SelectMany(parameter => parameter.Constraints))
            constraint.ConstraintType = TypeSubstitution.Apply(constraint.ConstraintType, TypeSubstitution.By(here, method.GenericParameters.ToList<TypeReference>()));
        TypeReference Signature(TypeReference there) => library.Importer.Import(TypeSubstitution.Apply(there, TypeSubstitution.By(here, method.GenericParameters.ToList<TypeReference>())));
        method.ReturnType = Signature(original.ReturnType);
        foreach (var parameter in original.Parameters) method.Parameters.Add(new(parameter.Name, parameter.Attributes & (ParameterAttributes.In | ParameterAttributes.Out), Signature(parameter.ParameterType)));
        var reference = original.Module == library.Module ? original : library.Importer.ImportReference(original, null);
        method.Overrides.Add(reference.On(here));
        var code = new Emitter();
        if (WrappedMembers.IsDisposal(original)) code.Load(method.Body.ThisParameter).Call(library.Method("Adapter", "Release"));
        code.Load(method.Body.ThisParameter).Field(OpCodes.Ldfld, inner.OnSelf());
        foreach (var parameter in method.Parameters) code.Load(parameter);
        code.CallVirtual(reference.On(here, method.GenericParameters)).Emit(OpCodes.Ret).AppendTo(method.Body);
        method.MarkAsHelper(library);
        return method;
    }

    /// <summary>A type in the type parameters of the interface, in those of the adapter.</summary>
    TypeReference Here(TypeReference there) => library.Importer.Import(there, parameter => type.GenericParameters[parameter.Position]);
}

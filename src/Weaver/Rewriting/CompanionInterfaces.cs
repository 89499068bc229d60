using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The companion interfaces. Those of this module's interfaces and classes are emitted next to them, as visible as they are; those of other
/// modules' are taken from there, or, where there is none, emitted for this module alone, and public where the interface is.
/// </summary>
sealed class CompanionInterfaces
{
    readonly SupportLibrary library;
    readonly Dictionary<CompanionPlan, (MethodDefinition Definition, MethodReference Here)> methods = [];

    internal CompanionInterfaces(SupportLibrary library, WeavingPlan plan)
    {
        this.library = library;
        foreach (var companion in plan.Companions)
        {
            if (companion.Foreign is { } foreign)
            {
                methods[companion] = (foreign, library.Importer.ImportReference(foreign, null));
                continue;
            }
            var emitted = Emit(companion);
            methods[companion] = (emitted, emitted);
        }
    }

    /// <summary>The companion's method, as this module refers to it.</summary>
    internal MethodReference Method(CompanionPlan companion) => methods[companion].Here;

    /// <summary>The companion's method where it is declared, with its constraints.</summary>
    internal MethodDefinition Definition(CompanionPlan companion) => methods[companion].Definition;

    MethodDefinition Emit(CompanionPlan companion)
    {
        var importer = library.Importer;
        var owner = companion.Method.DeclaringType;
        bool isOurs = owner.Module == library.Module;
        var visibility = isOurs ? owner.Attributes & TypeAttributes.VisibilityMask : VisibilityHere(owner);
        var type = new TypeDefinition(owner.IsNested && isOurs ? "" : MemberNames.NamespaceOf(owner), CompanionNames.Of(companion.Method, library.Module), TypeAttributes.Interface | TypeAttributes.Abstract | visibility);
        if (isOurs && owner.DeclaringType is { } outer) outer.NestedTypes.Add(type);
        else library.Module.Types.Add(type);
        TypeSubstitution.CopyParameters(owner.GenericParameters, type, importer.Import);
        type.MarkWithNeed(companion.Need, library);
        type.MarkAsGenerated(library);
        type.MarkAsNotForUsers(library);

        var interfaceMethod = companion.Method;
        var method = new MethodDefinition(interfaceMethod.Name, CompanionShape.Abstract, library.Void);
        type.Methods.Add(method);
        TypeSubstitution.CopyParameters(interfaceMethod.GenericParameters, method, importer.Import);
        TypeReference Here(TypeReference there) => importer.Import(
            there, parameter => (parameter.Type == GenericParameterType.Method ? method.GenericParameters : type.GenericParameters)[parameter.Position]);
        var result = companion.Result is null ? null : Here(companion.Result);
        method.ReturnType = library.SystemType;
        foreach (var parameter in interfaceMethod.Parameters) method.Parameters.Add(new("", ParameterAttributes.None, Here(parameter.ParameterType)));
        ScratchParameters.AddHandleTo(method, library, result);
        return method;
    }

    /// <summary>
    /// Nobody looks for the companion of another assembly's interface here, but what makes proxies over all interfaces of an object implements it in an assembly of its own, and the runtime does not load
    /// a class that implements an interface which it cannot see.
    /// </summary>
    static TypeAttributes VisibilityHere(TypeDefinition owner) => Visibility.IsPublic(owner) ? TypeAttributes.Public : TypeAttributes.NotPublic;
}

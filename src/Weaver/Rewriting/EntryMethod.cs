using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Rewriting;

/// <summary>A method of the user's class with the scratch ABI, beside one of the user's methods.</summary>
/// <param name="Method">The method, without a body.</param>
/// <param name="Scratch">Its parameters for scratch space.</param>
/// <param name="Result">What it returns, in its own type parameters; null for nothing.</param>
sealed record EntryMethod(MethodDefinition Method, ScratchParameters Scratch, TypeReference? Result)
{
    /// <summary>A method that helps, and that stack traces do not show.</summary>
    internal static EntryMethod Of(MethodDefinition original, SupportLibrary library)
    {
        var entry = Create(original, library, UniqueName(original.DeclaringType, $"<{original.Name}>Scratch"));
        entry.Method.MarkAsHelper(library);
        return entry;
    }

    /// <summary>
    /// A method with the user's own code, which stack traces show, with file and line. Its name is not the user's own: an overload would make what asks for
    /// that name by reflection fail.
    /// </summary>
    internal static EntryMethod OfCopy(MethodDefinition original, SupportLibrary library)
    {
        var entry = Create(original, library, UniqueName(original.DeclaringType, $"<{original.Name}>PassThrough"));
        entry.Method.MarkAsGenerated(library);
        entry.Method.ImplAttributes = original.ImplAttributes;
        if (original.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "StackTraceHiddenAttribute")) entry.Method.CustomAttributes.Add(new(library.StackTraceHidden));
        return entry;
    }

    static EntryMethod Create(MethodDefinition original, SupportLibrary library, string name)
    {
        var attributes = MethodAttributes.Assembly | MethodAttributes.HideBySig | (original.Attributes & MethodAttributes.Static);
        var method = new MethodDefinition(name, attributes, library.Void);
        original.DeclaringType.Methods.Add(method);
        TypeSubstitution.CopyParameters(original.GenericParameters, method);
        var result = DispatchedMethods.ResultOf(original.ReturnType) is { } type ? FromOriginal(type, method) : null;
        method.ReturnType = library.Future(result);
        foreach (var parameter in original.Parameters) method.Parameters.Add(new(parameter.Name, ParameterAttributes.None, FromOriginal(parameter.ParameterType, method)));
        var scratch = ScratchParameters.AddTo(method, library, result);
        return new(method, scratch, result);
    }

    /// <summary>A type of the original method, in the type parameters of this one.</summary>
    internal TypeReference FromOriginal(TypeReference type) => FromOriginal(type, Method);

    static TypeReference FromOriginal(TypeReference type, MethodDefinition method) =>
        TypeSubstitution.Apply(type, parameter => parameter.Type == GenericParameterType.Method ? method.GenericParameters[parameter.Position] : parameter);

    static string UniqueName(TypeDefinition type, string name)
    {
        string unique = MemberNames.Bounded(name);
        for (int i = 1; type.Methods.Any(method => method.Name == unique); i++) unique = MemberNames.Bounded(name + i);
        return unique;
    }
}

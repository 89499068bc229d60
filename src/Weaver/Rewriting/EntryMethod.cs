using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Rewriting;

/// <summary>A method with the scratch ABI for one of the user's methods.</summary>
/// <param name="Method">The method, without a body.</param>
/// <param name="Scratch">Its parameters for scratch space.</param>
/// <param name="Result">What it returns, in its own type parameters; null for nothing.</param>
sealed record EntryMethod(MethodDefinition Method, ScratchParameters Scratch, TypeReference? Result)
{
    /// <summary>A method beside the user's that helps, and that stack traces do not show.</summary>
    internal static EntryMethod Of(MethodDefinition original, SupportLibrary library)
    {
        var entry = Create(original, library, UniqueName(original.DeclaringType, $"<{original.Name}>Scratch"), original.DeclaringType, isNamed: false);
        entry.Method.MarkAsHelper(library);
        return entry;
    }

    /// <summary>A method for a copy of the user's code.</summary>
    /// <param name="original">The user's method.</param>
    /// <param name="nested">
    /// A type that is nested in the user's and repeats its type parameters. The method is a static one, which takes the object first. Null: it is one beside the user's, under
    /// a name of its own, because an overload would make what asks for the user's by reflection fail.
    /// </param>
    /// <param name="library">The support library.</param>
    internal static EntryMethod OfCopy(MethodDefinition original, TypeDefinition? nested, SupportLibrary library)
    {
        var entry = nested is null
            ? Create(original, library, UniqueName(original.DeclaringType, $"<{original.Name}>PassThrough"), original.DeclaringType, isNamed: true)
            : Create(original, library, original.Name, nested, isNamed: true);
        entry.Method.MarkAsGenerated(library);
        entry.Method.ImplAttributes = original.ImplAttributes;
        // The method is called through an interface or a class, and has a frame of its own in stack traces; so has what is not optimised on .NET 10, but not before.
        // And what it throws itself, it throws by the name of the user's method: inlined, it would by that of the companion's.
        if (original.NoOptimization || original.Body.Instructions.Any(instruction => instruction.OpCode.Code == Code.Throw)) entry.Method.NoInlining = true;
        if (IsHidden(original) || IsHidden(original.DeclaringType)) entry.Method.CustomAttributes.Add(new(library.StackTraceHidden));
        if (Has(original, "DebuggerNonUserCodeAttribute")) entry.Method.CustomAttributes.Add(new(library.DebuggerNonUserCode));
        return entry;
    }

    /// <summary>A method by which other assemblies call the user's: a static one, which takes the object first.</summary>
    /// <param name="original">The user's method.</param>
    /// <param name="holder">The type of such methods, nested in the user's.</param>
    /// <param name="library">The support library.</param>
    internal static EntryMethod OfPublic(MethodDefinition original, TypeDefinition holder, SupportLibrary library)
    {
        var entry = Create(original, library, original.Name, holder, isNamed: false);
        if (!original.IsAssembly && !original.IsFamilyAndAssembly) entry.Method.IsPublic = true;
        entry.Method.AggressiveInlining = true;
        return entry;
    }

    static bool IsHidden(ICustomAttributeProvider user) => Has(user, "StackTraceHiddenAttribute");

    static bool Has(ICustomAttributeProvider user, string name) => user.CustomAttributes.Any(attribute => attribute.AttributeType.Name == name);

    static EntryMethod Create(MethodDefinition original, SupportLibrary library, string name, TypeDefinition type, bool isNamed)
    {
        bool isCopy = type != original.DeclaringType;
        var attributes = MethodAttributes.Assembly | MethodAttributes.HideBySig | (isCopy ? MethodAttributes.Static : original.Attributes & MethodAttributes.Static);
        var method = new MethodDefinition(name, attributes, library.Void) { HasThis = !attributes.HasFlag(MethodAttributes.Static) };
        type.Methods.Add(method);
        TypeSubstitution.CopyParameters(original.GenericParameters, method);
        foreach (var constraint in method.GenericParameters.SelectMany(parameter => parameter.Constraints)) constraint.ConstraintType = FromOriginal(constraint.ConstraintType, method);
        var result = DispatchedMethods.ResultOf(original.ReturnType) is { } resultType ? FromOriginal(resultType, method) : null;
        method.ReturnType = library.Answer;
        if (isCopy && original.HasThis)
        {
            var self = FromOriginal(TypeSubstitution.Self(original.DeclaringType), method);
            method.Parameters.Add(new(isNamed ? "this" : "", ParameterAttributes.None, original.DeclaringType.IsValueType ? new ByReferenceType(self) : self));
        }
        foreach (var parameter in original.Parameters) method.Parameters.Add(new(isNamed ? parameter.Name : "", ParameterAttributes.None, FromOriginal(parameter.ParameterType, method)));
        var scratch = ScratchParameters.AddTo(method, library, result);
        return new(method, scratch, result);
    }

    /// <summary>A type of the original method, in the type parameters of this one.</summary>
    internal TypeReference FromOriginal(TypeReference type) => FromOriginal(type, Method);

    static TypeReference FromOriginal(TypeReference type, MethodDefinition method) => TypeSubstitution.Apply(
        type, parameter => (parameter.Type == GenericParameterType.Method ? method.GenericParameters : method.DeclaringType.GenericParameters)[parameter.Position]);

    /// <summary>Has an entry for other assemblies call the method beside the user's.</summary>
    internal void EmitCallOf(MethodDefinition entry)
    {
        var code = new Emitter();
        foreach (var parameter in Method.Parameters) code.Load(parameter);
        var callee = entry.On(entry.DeclaringType.Of(Method.DeclaringType.GenericParameters), Method.GenericParameters);
        code.Call(callee).Emit(OpCodes.Ret).AppendTo(Method.Body);
    }

    internal static string UniqueName(TypeDefinition type, string name)
    {
        string unique = MemberNames.Bounded(name);
        for (int i = 1; type.Methods.Any(method => method.Name == unique); i++) unique = MemberNames.Bounded(name + i);
        return unique;
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits a method of the user's class that makes one call of a base class's method for a copy of the user's code: a virtual method is called as it is, and not as it
/// is overridden, by a method of the object itself alone (ECMA-335 partition III, 3.19). Compilers do so for lambdas and async methods. Stack traces do not show it.
/// </summary>
sealed class BaseCallStub(SupportLibrary library, MethodDefinition original, MethodReference called)
{
    readonly MethodDefinition method = new(
        EntryMethod.UniqueName(original.DeclaringType, $"<{original.Name}>Base"), MethodAttributes.Private | MethodAttributes.HideBySig, library.Void);

    /// <returns>The method, with the type parameters of the user's method.</returns>
    internal MethodDefinition Emit()
    {
        original.DeclaringType.Methods.Add(method);
        TypeSubstitution.CopyParameters(original.GenericParameters, method);
        method.MarkAsHelper(library);
        var callee = called.GetElementMethod().On(Here(called.DeclaringType), (called as GenericInstanceMethod)?.GenericArguments.Select(Here));
        var arguments = TypeSubstitution.By(callee.DeclaringType, (callee as GenericInstanceMethod)?.GenericArguments);
        method.ReturnType = TypeSubstitution.Apply(callee.ReturnType, arguments);
        foreach (var parameter in callee.Parameters) method.Parameters.Add(new("argument", ParameterAttributes.None, TypeSubstitution.Apply(parameter.ParameterType, arguments)));
        var code = new Emitter().Load(method.Body.ThisParameter);
        foreach (var parameter in method.Parameters) code.Load(parameter);
        code.Call(callee).Emit(OpCodes.Ret).AppendTo(method.Body);
        return method;
    }

    /// <summary>A type of the user's method, in the type parameters of this one.</summary>
    TypeReference Here(TypeReference type) =>
        TypeSubstitution.Apply(type, parameter => parameter.Type == GenericParameterType.Method ? method.GenericParameters[parameter.Position] : parameter);
}

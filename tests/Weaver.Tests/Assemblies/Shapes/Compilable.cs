using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.Weaver.Tests.Assemblies.Shapes;

/// <summary>What the loader and the JIT say of every type and method of an assembly.</summary>
static class Compilable
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Arguments that differ in kind from one parameter to the next: what is taken for another's is seen.</summary>
    static readonly Type[][] Representatives = [[typeof(string), typeof(int)], [typeof(long), typeof(string)]];

    /// <summary>The methods and types that are refused, each with the reason.</summary>
    internal static IReadOnlyList<string> Refused(Assembly assembly)
    {
        var refused = new List<string>();
        Type[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return [.. exception.LoaderExceptions.Select(inner => $"GetTypes: {inner!.GetType().Name}: {inner.Message}").Distinct()];
        }
        refused.AddRange(types.GroupBy(type => type.FullName).Where(group => group.Count() > 1).Select(group => $"{group.Count()} types of the name {group.Key}"));
        foreach (var definition in types)
        {
            foreach (var arguments in Arguments(definition.GetGenericArguments(), types))
            {
                if (definition.IsGenericTypeDefinition && Try(() => definition.MakeGenericType(arguments)) is { } exception)
                {
                    // The constraints forbid it; anything else is the loader's refusal.
                    if (exception is not ArgumentException) refused.Add($"{definition}<{string.Join<Type>(", ", arguments)}>: {exception.GetType().Name}: {exception.Message}");
                    continue;
                }
                foreach (var method in definition.GetMethods(Declared).Cast<MethodBase>().Concat(definition.GetConstructors(Declared)))
                {
                    if (!method.IsAbstract) Compile(definition, method, arguments, types, refused);
                }
            }
        }
        return refused;
    }

    static void Compile(Type definition, MethodBase method, Type[] typeArguments, Type[] types, List<string> refused)
    {
        foreach (var arguments in Arguments(method.IsGenericMethodDefinition ? method.GetGenericArguments() : [], types))
        {
            var exception = Try(() =>
            {
                if (method.GetMethodBody() is null) return;
                RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. typeArguments.Concat(arguments).Select(argument => argument.TypeHandle)]);
            });
            if (exception is not null && !IsForbidden(method, arguments)) refused.Add($"{definition}.{method.Name}<{string.Join(", ", typeArguments.Concat(arguments))}>: {exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Whether the constraints of a generic method, which are not those of its type, forbid the arguments.</summary>
    static bool IsForbidden(MethodBase method, Type[] arguments) =>
        method is MethodInfo { IsGenericMethodDefinition: true, DeclaringType.ContainsGenericParameters: false } generic && Try(() => generic.MakeGenericMethod(arguments)) is ArgumentException;

    static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception) when (exception is InvalidProgramException or TypeLoadException or BadImageFormatException or MissingMemberException or ArgumentException or System.Security.VerificationException or NotSupportedException)
        {
            return exception;
        }
    }

    static IEnumerable<Type[]> Arguments(Type[] parameters, Type[] types)
    {
        if (parameters.Length == 0) return [[]];
        return Representatives.Select(representatives => parameters.Select((parameter, i) => Candidates(parameter, representatives[i % 2], types).First()).ToArray());
    }

    /// <summary>What the parameter's own constraints allow; the preferred one where none does.</summary>
    static IEnumerable<Type> Candidates(Type parameter, Type preferred, Type[] types) =>
        Representatives[0].Prepend(preferred).Concat(types.Where(type => !type.ContainsGenericParameters && !type.IsAbstract && !type.IsByRefLike)).Where(type => Allows(parameter, type)).Append(preferred);

    static bool Allows(Type parameter, Type argument)
    {
        var attributes = parameter.GenericParameterAttributes;
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) && argument.IsValueType) return false;
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) && !argument.IsValueType) return false;
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !argument.IsValueType && argument.GetConstructor(Type.EmptyTypes) is null) return false;
        return parameter.GetGenericParameterConstraints().All(constraint => constraint.ContainsGenericParameters
            ? !constraint.IsInterface || argument.GetInterfaces().Any(candidate => candidate.Name == constraint.Name)
            : constraint.IsAssignableFrom(argument));
    }
}

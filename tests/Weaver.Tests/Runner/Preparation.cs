using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.Weaver.Tests.Runner;

/// <summary>What the JIT has compiled, and what it refused.</summary>
/// <param name="Count">The methods that it has compiled, each instantiation of a generic one for itself.</param>
/// <param name="Skipped">How many methods it was not asked to compile, by reason.</param>
/// <param name="Failures">The methods that it refused, each with the reason.</param>
public sealed record Preparation(int Count, IReadOnlyDictionary<string, int> Skipped, IReadOnlyList<string> Failures)
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>A reference, a primitive, a struct without references, and one with references and data.</summary>
    static readonly Type[] Representatives = [typeof(string), typeof(int), typeof(DateTime), typeof(KeyValuePair<string, long>)];

    /// <summary>Has every method of an assembly compiled; generic ones over representative arguments.</summary>
    public static Preparation Prepare(Assembly assembly)
    {
        int count = 0;
        var skipped = new List<string>();
        var failures = new List<string>();
        foreach (var definition in assembly.GetTypes())
        {
            foreach (var typeArguments in Arguments(definition.GetGenericArguments(), []))
            {
                foreach (var method in definition.GetMethods(Declared).Cast<MethodBase>().Concat(definition.GetConstructors(Declared)))
                {
                    if (method.GetMethodBody() is null)
                    {
                        skipped.Add(method.IsAbstract ? "abstract" : "no IL of its own: a delegate's, or an import");
                        continue;
                    }
                    foreach (var methodArguments in Arguments(method.IsGenericMethodDefinition ? method.GetGenericArguments() : [], typeArguments))
                    {
                        try
                        {
                            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. typeArguments.Concat(methodArguments).Select(argument => argument.TypeHandle)]);
                            count++;
                        }
                        catch (Exception exception) when (exception is InvalidProgramException or TypeLoadException or BadImageFormatException or MissingMemberException or ArgumentException or System.Security.VerificationException)
                        {
                            failures.Add($"{definition}.{method.Name}<{string.Join(", ", typeArguments.Concat(methodArguments))}>: {exception.GetType().Name}: {exception.Message}");
                        }
                    }
                }
            }
        }
        return new(count, skipped.GroupBy(reason => reason).ToDictionary(group => group.Key, group => group.Count()), failures);
    }

    /// <summary>One list of arguments for each representative; where a parameter's constraints forbid it, another that they allow.</summary>
    static IEnumerable<Type[]> Arguments(Type[] parameters, Type[] typeArguments)
    {
        if (parameters.Length == 0) return [[]];
        return Representatives.Select(representative => parameters.Select(parameter => Argument(parameter, representative, typeArguments)).ToArray())
            .DistinctBy(arguments => string.Join(",", arguments.Select(argument => argument.AssemblyQualifiedName)));
    }

    static Type Argument(Type parameter, Type preferred, Type[] typeArguments)
    {
        var constraints = parameter.GetGenericParameterConstraints().Select(constraint => Closed(constraint, typeArguments)).ToList();
        return Candidates(parameter, preferred, constraints).First(candidate => Allows(parameter, candidate, constraints));
    }

    /// <summary>A constraint of a method in which the parameters of its type are replaced; those of the method itself stay.</summary>
    static Type Closed(Type constraint, Type[] typeArguments) => constraint switch
    {
        { IsGenericTypeParameter: true } when typeArguments.Length > 0 => typeArguments[constraint.GenericParameterPosition],
        { IsGenericType: true } => constraint.GetGenericTypeDefinition().MakeGenericType([.. constraint.GetGenericArguments().Select(argument => Closed(argument, typeArguments))]),
        _ => constraint,
    };

    static IEnumerable<Type> Candidates(Type parameter, Type preferred, IEnumerable<Type> constraints) =>
        Representatives.Prepend(preferred).Concat(constraints.Where(constraint => !constraint.ContainsGenericParameters))
            .Concat(parameter.Assembly.GetTypes().Where(type => !type.ContainsGenericParameters && !type.IsAbstract));

    static bool Allows(Type parameter, Type argument, IEnumerable<Type> constraints)
    {
        var attributes = parameter.GenericParameterAttributes;
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) && argument.IsValueType) return false;
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) && !argument.IsValueType) return false;
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !argument.IsValueType && argument.GetConstructor(Type.EmptyTypes) is null) return false;
        return constraints.All(constraint => constraint.ContainsGenericParameters || constraint == typeof(ValueType) || constraint.IsAssignableFrom(argument));
    }
}

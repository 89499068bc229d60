using System.Reflection;
using System.Runtime.CompilerServices;

namespace Unboxed.ForeignLibraries.Checks;

/// <summary>Has the JIT compile every method of one assembly, in a process of its own: what it refuses would fail at the first call.</summary>
static class Preparation
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>A reference, a primitive, and a struct with references and data.</summary>
    static readonly Type[] Representatives = [typeof(string), typeof(int), typeof(KeyValuePair<string, long>)];

    /// <summary>Prepares the methods of an assembly beside this program, and writes a line for each: <c>ok</c>, <c>skipped</c> or <c>failed</c>, the method, the reason.</summary>
    internal static void Run(string name, TextWriter output)
    {
        var assembly = Assembly.Load(name);
        foreach (var type in LoadableTypes(assembly, output))
        {
            foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared))) Prepare(type, method, output);
        }
    }

    static void Prepare(Type type, MethodBase method, TextWriter output)
    {
        string name = $"{type}::{method}".ReplaceLineEndings(" ").Replace('\t', ' ');
        void Write(string outcome, string reason) => output.WriteLine($"{outcome}\t{name}\t{reason.ReplaceLineEndings(" ")}");
        if (method.IsAbstract) return;
        try
        {
            if (method.GetMethodBody() is null)
            {
                Write("skipped", "it has no IL: a delegate's, or an import");
                return;
            }
            var instances = Instances(type, method).ToList();
            if (instances.Count == 0)
            {
                Write("skipped", "no type argument at hand satisfies its constraints");
                return;
            }
            foreach (var arguments in instances) RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. arguments.Select(argument => argument.TypeHandle)]);
            Write("ok", $"{instances.Count}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or PlatformNotSupportedException)
        {
            Write("skipped", exception.GetType().Name + ": " + exception.Message);
        }
        catch (Exception exception) when (exception is InvalidProgramException or TypeLoadException or BadImageFormatException or MissingMemberException or ArgumentException or NotSupportedException
            or System.Security.VerificationException or TypeInitializationException)
        {
            Write("failed", exception.GetType().Name + ": " + exception.Message);
        }
    }

    static IEnumerable<Type> LoadableTypes(Assembly assembly, TextWriter output)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            foreach (var each in exception.LoaderExceptions.OfType<Exception>().DistinctBy(each => each.Message))
                output.WriteLine($"{(each is FileNotFoundException ? "skipped" : "failed")}\ttype\t{each.Message.ReplaceLineEndings(" ")}");
            return exception.Types.OfType<Type>();
        }
    }

    /// <summary>The arguments for the parameters of the type and of the method: one list for each representative, as far as constraints allow.</summary>
    static IEnumerable<Type[]> Instances(Type type, MethodBase method)
    {
        Type[] ofType = type.GetGenericArguments(), ofMethod = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        if (ofType.Length + ofMethod.Length == 0) return [[]];
        return Representatives.Select(representative => (Type[]?[])[Arguments(ofType, representative), Arguments(ofMethod, representative)])
            .Where(pair => pair[0] is not null && pair[1] is not null && CanBeMade(type, method, pair[0]!, pair[1]!))
            .Select(pair => (Type[])[.. pair[0]!, .. pair[1]!])
            .DistinctBy(arguments => string.Join(",", arguments.Select(argument => argument.AssemblyQualifiedName)));
    }

    static bool CanBeMade(Type type, MethodBase method, Type[] ofType, Type[] ofMethod)
    {
        try
        {
            var made = ofType.Length == 0 ? type : type.MakeGenericType(ofType);
            if (ofMethod.Length > 0) ((MethodInfo)MethodBase.GetMethodFromHandle(method.MethodHandle, made.TypeHandle)!).MakeGenericMethod(ofMethod);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or TypeLoadException or System.Security.VerificationException)
        {
            return false;
        }
    }

    static Type[]? Arguments(Type[] parameters, Type representative)
    {
        var chosen = parameters.Select(parameter => Candidates(parameter, representative).FirstOrDefault(candidate => Allows(parameter, candidate))).ToList();
        return chosen.Contains(null) ? null : [.. chosen.OfType<Type>()];
    }

    static IEnumerable<Type> Candidates(Type parameter, Type preferred) =>
        Representatives.Prepend(preferred).Concat(parameter.GetGenericParameterConstraints().Where(constraint => !constraint.ContainsGenericParameters))
            .Concat(parameter.Assembly.GetTypes().Where(type => !type.ContainsGenericParameters && type is { IsAbstract: false, IsByRefLike: false }));

    static bool Allows(Type parameter, Type argument)
    {
        var attributes = parameter.GenericParameterAttributes;
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) && argument.IsValueType) return false;
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) && !argument.IsValueType) return false;
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !argument.IsValueType && (argument.IsAbstract || argument.GetConstructor(Type.EmptyTypes) is null)) return false;
        return parameter.GetGenericParameterConstraints().All(constraint => Satisfies(constraint, argument));
    }

    /// <summary>As far as one parameter alone shows; whether all fit together is seen when the instance is made.</summary>
    static bool Satisfies(Type constraint, Type argument) => constraint.ContainsGenericParameters
        ? !constraint.IsGenericType || argument.GetInterfaces().Concat(Bases(argument)).Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == constraint.GetGenericTypeDefinition())
        : constraint == typeof(ValueType) || constraint.IsAssignableFrom(argument);

    static IEnumerable<Type> Bases(Type type)
    {
        for (Type? each = type; each is not null; each = each.BaseType) yield return each;
    }
}

using Mono.Cecil;
using Unboxed.Weaver.Analysis.Forwarding;

namespace Unboxed.Weaver.Analysis;

/// <summary>Names as the user wrote them, from those that the compiler made of them.</summary>
static class SourceNames
{
    /// <summary>A method as <c>Ns.Type.Method(params)</c>, with the type arguments of the call; lambdas and local functions by the method that contains them.</summary>
    internal static string OfMethod(MethodReference method)
    {
        if (method.Name.StartsWith("<>n__", StringComparison.Ordinal) && method.TryResolveMethod() is { } wrapper && BaseCalls.CalledBy(wrapper) is { } called) return OfMethod(called);
        var type = method.DeclaringType;
        while (IsGenerated(type) && type.DeclaringType is not null) type = type.DeclaringType;
        var outer = VisualBasicNames.IsLambda(method) && method.TryResolveMethod() is { } lambda ? VisualBasicNames.Outer(lambda) : null;
        string source = outer?.Name ?? Demangled(method.Name);
        var parameters = source == method.Name ? method.Parameters : (outer ?? Outer(type, source))?.Parameters ?? method.Parameters;
        var arguments = TypeSubstitution.By(type, (method as GenericInstanceMethod)?.GenericArguments);
        return $"{OfType(type)}.{source}({string.Join(", ", parameters.Select(parameter => OfType(TypeSubstitution.Apply(parameter.ParameterType, arguments))))})";
    }

    /// <summary>Whether a type holds the variables that lambdas capture.</summary>
    internal static bool IsClosure(TypeReference type) => type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal) || VisualBasicNames.IsClosure(type);

    static bool IsGenerated(TypeReference type) => type.Name.StartsWith("<", StringComparison.Ordinal) || VisualBasicNames.IsGenerated(type);

    /// <summary>The method that contains a lambda, where its name says which.</summary>
    static MethodDefinition? Outer(TypeReference type, string name)
    {
        var candidates = type.ResolveOnce()?.Methods.Where(method => method.Name == name).ToList();
        return candidates is [{ } only] ? only : null;
    }

    /// <summary>A hoisted variable by the name that it has in the source, where the field still shows it.</summary>
    internal static string OfField(FieldReference field)
    {
        if (field.Name.StartsWith("$", StringComparison.Ordinal)) return VisualBasicNames.OfField(field.Name) ?? field.Name;
        int end = field.Name.IndexOf('>');
        return end > 1 && field.Name[0] == '<' ? field.Name.Substring(1, end - 1) : field.Name;
    }

    internal static string OfType(TypeReference type) => type switch
    {
        GenericInstanceType { ElementType.FullName: "System.Nullable`1" } nullable => OfType(nullable.GenericArguments[0]) + "?",
        GenericInstanceType generic => OfInstance(generic),
        ArrayType array => OfType(array.ElementType) + "[" + new string(',', array.Rank - 1) + "]",
        ByReferenceType reference => "ref " + OfType(reference.ElementType),
        RequiredModifierType modified => OfType(modified.ElementType),
        OptionalModifierType modified => OfType(modified.ElementType),
        PointerType pointer => OfType(pointer.ElementType) + "*",
        GenericParameter => VisualBasicNames.OfTypeParameter(type.Name),
        { DeclaringType: { } outer } => $"{OfType(outer)}.{WithParameters(type)}",
        _ => Keyword(type) ?? (type.Namespace.Length == 0 ? WithParameters(type) : $"{type.Namespace}.{WithParameters(type)}"),
    };

    static GenericInstanceType Instance(TypeReference type, IEnumerable<TypeReference> arguments)
    {
        var instance = new GenericInstanceType(type);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    static string OfInstance(GenericInstanceType generic)
    {
        // The arguments of the outer types come first.
        int outerArguments = generic.ElementType.ResolveOnce()?.DeclaringType?.GenericParameters.Count ?? 0;
        string prefix = generic.ElementType.DeclaringType is { } outer
            ? OfType(outerArguments == 0 ? outer : Instance(outer, generic.GenericArguments.Take(outerArguments))) + "."
            : generic.Namespace.Length == 0 ? "" : generic.Namespace + ".";
        var own = generic.GenericArguments.Skip(outerArguments).Select(OfType).ToList();
        return prefix + WithoutArity(generic.Name) + (own.Count == 0 ? "" : $"<{string.Join(", ", own)}>");
    }

    /// <summary>The name of a definition with those of its type parameters that are its own.</summary>
    static string WithParameters(TypeReference type)
    {
        string name = WithoutArity(type.Name);
        if (name == type.Name || type.ResolveOnce() is not { } definition) return name;
        var own = definition.GenericParameters.Skip(definition.DeclaringType?.GenericParameters.Count ?? 0);
        return $"{name}<{string.Join(", ", own.Select(parameter => parameter.Name))}>";
    }

    static string WithoutArity(string name)
    {
        int tick = name.LastIndexOf('`');
        return tick < 0 ? name : name.Substring(0, tick);
    }

    static string Demangled(string name)
    {
        if (name.StartsWith("$", StringComparison.Ordinal)) return VisualBasicNames.OfMethod(name);
        // <Outer>b__0 is a lambda of Outer, <Outer>g__Local|0 its local function, <Main>$ the top-level statements.
        if (name.Length == 0 || name[0] != '<') return name;
        int end = name.LastIndexOf('>');
        if (end < 0) return name;
        string outer = name.Substring(1, end - 1).Trim('<', '>', '$');
        return outer.Length == 0 ? name.Trim('<', '>', '$') : outer;
    }

    static string? Keyword(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Boolean => "bool",
        MetadataType.Byte => "byte",
        MetadataType.SByte => "sbyte",
        MetadataType.Char => "char",
        MetadataType.Int16 => "short",
        MetadataType.UInt16 => "ushort",
        MetadataType.Int32 => "int",
        MetadataType.UInt32 => "uint",
        MetadataType.Int64 => "long",
        MetadataType.UInt64 => "ulong",
        MetadataType.Single => "float",
        MetadataType.Double => "double",
        MetadataType.String => "string",
        MetadataType.Object => "object",
        MetadataType.Void => "void",
        MetadataType.IntPtr => "nint",
        MetadataType.UIntPtr => "nuint",
        _ => type.FullName == "System.Decimal" ? "decimal" : null,
    };
}

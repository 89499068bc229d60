using Microsoft.Diagnostics.Runtime;
using Mono.Cecil;
using Unboxed.Cli.Dump.Memory;

namespace Unboxed.Cli.Dump.Stacks;

/// <summary>The loaded types of what a frame keeps, and their sizes there.</summary>
sealed class KeptTypes(TypeFinder loaded)
{
    const int WordBytes = 8;

    /// <summary>Header and type of an object, which the size of a boxed value contains.</summary>
    const int ObjectBytes = 16;

    internal ClrType? Find(string name) => loaded.Find(name);

    internal static bool IsReference(TypeReference type) => type is not GenericParameter && !type.IsValueType;

    /// <summary>The name as the memory has it.</summary>
    /// <param name="type">The type, in the type parameters of a state machine.</param>
    /// <param name="arguments">What these are.</param>
    internal static string NameOf(TypeReference type, IReadOnlyList<string> arguments) => type switch
    {
        GenericParameter parameter => arguments.ElementAtOrDefault(parameter.Position) ?? parameter.Name,
        ArrayType array => $"{NameOf(array.ElementType, arguments)}[{new string(',', array.Rank - 1)}]",
        GenericInstanceType instance => NameOf(instance.ElementType, new Queue<string>(instance.GenericArguments.Select(argument => NameOf(argument, arguments)))),
        TypeSpecification modified => NameOf(modified.ElementType, arguments),
        _ => NameOf(type, new Queue<string>()),
    };

    static string NameOf(TypeReference definition, Queue<string> arguments)
    {
        // The arguments of the outer types come first.
        string outer = definition.DeclaringType is { } declaring ? NameOf(declaring, arguments) + "+" : definition.Namespace.Length == 0 ? "" : definition.Namespace + ".";
        int tick = definition.Name.LastIndexOf('`');
        if (tick < 0 || !int.TryParse(definition.Name.AsSpan(tick + 1), out int arity) || arguments.Count < arity) return outer + definition.Name;
        return $"{outer}{definition.Name[..tick]}<{string.Join(", ", Enumerable.Range(0, arity).Select(_ => arguments.Dequeue()))}>";
    }

    /// <summary>Layout.Words of the types, together; null where one of them is not known.</summary>
    internal int? Words(IEnumerable<TypeReference> types, IReadOnlyList<string> arguments)
    {
        int sum = 0;
        foreach (var type in types)
        {
            if (IsReference(type)) continue;
            if (Find(NameOf(type, arguments)) is not { } known) return null;
            if (known is { IsValueType: true, ContainsPointers: false }) sum += Words(known);
        }
        return sum;
    }

    internal static int Words(ClrType type) => (type.StaticSize - ObjectBytes + WordBytes - 1) / WordBytes;
}

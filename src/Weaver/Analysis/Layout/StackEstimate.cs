using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>How much of a machine stack a variable takes, as far as metadata can tell.</summary>
static class StackEstimate
{
    /// <summary>The bytes that a variable of the type takes.</summary>
    internal static long Bytes(TypeReference type) => Bytes(type, 0);

    /// <summary>The size of a variable; one whose type is not to be found counts as a reference.</summary>
    static long Bytes(TypeReference type, int depth)
    {
        const int Word = 8, MaxDepth = 8;
        if (!type.IsValueType || type.IsPrimitive || depth > MaxDepth || type.TryResolve() is not { IsEnum: false } definition) return Word;
        var fields = definition.Fields.Where(field => !field.IsStatic).ToList();
        long sum = fields.Sum(field => Bytes(TypeSubstitution.Apply(field.FieldType, TypeSubstitution.By(type)), depth + 1));
        return Math.Max(Word, Math.Max(definition.ClassSize, sum * SizeEstimate.Elements(definition)));
    }
}

using Mono.Cecil;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis.Layout;

/// <summary>
/// How much of a machine stack a scratch body takes, as far as metadata can tell. A chain is resumed from its root, so that all its bodies are on one
/// stack at once; in plain C# it would be one MoveNext after the other.
/// </summary>
static class StackEstimate
{
    /// <summary>What one level stands for, in bytes of variables: most methods have less.</summary>
    internal const int BytesOfLevel = 512;

    /// <summary>The levels that a call of the method counts for, of those that one chain may have (<c>Room.MaxLevels</c> of the support library).</summary>
    internal static int Levels(StateMachine machine)
    {
        long bytes = machine.MoveNext.Body.Variables.Sum(variable => Bytes(variable.VariableType)) + machine.Type.Fields.Sum(field => Bytes(field.FieldType));
        return (int)Math.Min(short.MaxValue / 2, 1 + (bytes / BytesOfLevel));
    }

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

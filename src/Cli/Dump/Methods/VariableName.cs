namespace Unboxed.Cli.Dump.Methods;

/// <summary>The names of hoisted variables as the source has them.</summary>
static class VariableName
{
    /// <summary>What stands for the object of captured variables.</summary>
    internal const string Closure = "(captured)";

    const string VisualBasicArgument = "$VB$Local_", VisualBasicVariable = "$VB$ResumableLocal_";

    /// <returns>Null for what the source does not have: temporaries, awaiters, the state.</returns>
    internal static string? Of(string field)
    {
        if (field == "<>4__this") return "this";
        if (field == "$VB$Me") return "Me";
        if (field.StartsWith("<>8__", StringComparison.Ordinal) || field.StartsWith("CS$<>8__locals", StringComparison.Ordinal)) return Closure;
        if (field.StartsWith(VisualBasicArgument, StringComparison.Ordinal)) return field[VisualBasicArgument.Length..];
        if (field.StartsWith(VisualBasicVariable, StringComparison.Ordinal)) return field[VisualBasicVariable.Length..].Split('$') is [{ Length: > 0 } name, ..] ? name : null;
        if (field.Length == 0 || field[0] == '$') return null;
        if (field[0] != '<') return field;
        // <x>5__2 is a variable, and <x>P a parameter of a primary constructor, which a closure may hold.
        int end = field.IndexOf('>', StringComparison.Ordinal);
        return end > 1 ? field[1..end] : null;
    }
}

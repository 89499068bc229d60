namespace Unboxed.Cli;

/// <summary>A list of types as it stands between brackets: <c>int, Ns.Pair&lt;A, B&gt;</c>.</summary>
static class TypeList
{
    /// <summary>Splits it at its own commas, and not at those of type arguments and arrays.</summary>
    internal static List<string> Split(string list)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] is '<' or '[') depth++;
            else if (list[i] is '>' or ']') depth--;
            if (list[i] != ',' || depth > 0) continue;
            parts.Add(list[start..i].Trim());
            start = i + 1;
        }
        parts.Add(list[start..].Trim());
        return parts;
    }
}

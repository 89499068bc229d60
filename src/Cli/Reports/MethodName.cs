using System.Text;

namespace Unboxed.Cli.Reports;

/// <summary>A method's name as a report has it, <c>Ns.Type&lt;T&gt;.Method(Ns.A, Ns.B)</c>, taken apart. Names of obfuscators come apart somehow, too.</summary>
/// <param name="Type">The type with its namespace; empty where there is none.</param>
/// <param name="Method">The method with its type arguments.</param>
/// <param name="Parameters">The types of the parameters in their brackets; empty where the name has none.</param>
sealed record MethodName(string Type, string Method, string Parameters)
{
    internal static MethodName Parse(string name)
    {
        int brackets = name.IndexOf('(');
        string front = brackets < 0 ? name : name[..brackets];
        int point = LastPoint(front);
        return new(point <= 0 ? "" : front[..point], front[(point + 1)..], brackets < 0 ? "" : name[brackets..]);
    }

    /// <summary>The method with its parameters, without namespaces.</summary>
    internal string Signature => WithoutNamespaces(Method) + WithoutNamespaces(Parameters);

    /// <summary>The same, behind the name of its type. What is awaited and is no method's result goes by its type, which has no parameters.</summary>
    internal string Short => Type.Length == 0 || Parameters.Length == 0 ? Signature : $"{WithoutNamespaces(Type)}.{Signature}";

    /// <summary>Type and method without type arguments and parameters, as one writes them to find a method.</summary>
    internal string Path => Type.Length == 0 ? WithoutArguments(Method) : $"{WithoutArguments(Type)}.{WithoutArguments(Method)}";

    /// <summary>The types of the parameters, one by one.</summary>
    internal IReadOnlyList<string> ParameterTypes => Parameters.Length <= 2 ? [] : TypeList.Split(Parameters[1..^1]);

    /// <summary>The type's arguments, or its parameters in the name of a definition.</summary>
    internal IReadOnlyList<string> TypeArguments => Type.IndexOf('<', StringComparison.Ordinal) is var start and >= 0 ? TypeList.Split(Type[(start + 1)..].TrimEnd('>')) : [];

    static int LastPoint(string text)
    {
        int depth = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '>') depth++;
            else if (text[i] == '<') depth--;
            else if (text[i] == '.' && depth <= 0) return i;
        }
        return -1;
    }

    static string WithoutArguments(string text)
    {
        var kept = new StringBuilder();
        int depth = 0;
        foreach (char c in text)
        {
            if (c == '<') depth++;
            if (depth == 0) kept.Append(c);
            if (c == '>' && depth > 0) depth--;
        }
        return kept.Length == 0 ? text : kept.ToString();
    }

    /// <summary>Each run of names with points between them is cut down to its last name; what is in angle brackets belongs to the name before them.</summary>
    internal static string WithoutNamespaces(string text)
    {
        var kept = new StringBuilder();
        var outer = new Stack<int>();
        int start = 0;
        foreach (char c in text)
        {
            if (c == '.')
            {
                kept.Length = start;
                continue;
            }
            kept.Append(c);
            if (c == '<')
            {
                outer.Push(start);
                start = kept.Length;
            }
            else if (c == '>') start = outer.TryPop(out int before) ? before : kept.Length;
            else if (c is '(' or ')' or ',' or ' ') start = kept.Length;
        }
        return kept.ToString();
    }
}

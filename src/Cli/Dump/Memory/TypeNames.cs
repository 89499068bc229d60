using System.Text;

namespace Unboxed.Cli.Dump.Memory;

/// <summary>Names of types as the memory has them, <c>Ns.Outer&lt;System.Int32&gt;+Inner</c>, and as C# writes them.</summary>
static class TypeNames
{
    static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.SByte"] = "sbyte",
        ["System.Char"] = "char",
        ["System.Int16"] = "short",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.Single"] = "float",
        ["System.Double"] = "double",
        ["System.Decimal"] = "decimal",
        ["System.String"] = "string",
        ["System.Object"] = "object",
        ["System.Void"] = "void",
        ["System.IntPtr"] = "nint",
        ["System.UIntPtr"] = "nuint",
    };

    /// <summary>As C# writes it, with namespaces.</summary>
    internal static string CSharp(string name)
    {
        var written = new StringBuilder();
        var word = new StringBuilder();
        foreach (char c in name)
        {
            if (c is not ('<' or '>' or ',' or '[' or ']' or ' '))
            {
                word.Append(c);
                continue;
            }
            Flush();
            written.Append(c == ',' ? ", " : c == ' ' ? "" : c.ToString());
        }
        Flush();
        return written.ToString().Replace('+', '.');

        void Flush()
        {
            string text = word.ToString();
            written.Append(Keywords.GetValueOrDefault(text, text));
            word.Clear();
        }
    }

    /// <summary>The parts of a nested type's name, outermost first, each with its own type arguments.</summary>
    internal static IReadOnlyList<NamePart> Parts(string name)
    {
        var parts = new List<NamePart>();
        int start = 0;
        while (start < name.Length)
        {
            int end = EndOfPart(name, start), arguments = ArgumentsIn(name, start, end);
            parts.Add(arguments < 0 ? new(name[start..end], []) : new(name[start..arguments], TypeList.Split(name[(arguments + 1)..(end - 1)])));
            start = end + 1;
        }
        return parts;
    }

    static int EndOfPart(string name, int start)
    {
        int depth = 0;
        for (int i = start; i < name.Length; i++)
        {
            if (name[i] == '<') depth++;
            else if (name[i] == '>') depth--;
            else if (name[i] == '+' && depth == 0) return i;
        }
        return name.Length;
    }

    /// <summary>Where the type arguments of a part begin: a bracket at its very beginning is part of a name that the compiler has made.</summary>
    static int ArgumentsIn(string name, int start, int end)
    {
        if (end == start || name[end - 1] != '>') return -1;
        int depth = 0;
        for (int i = end - 1; i > start; i--)
        {
            if (name[i] == '>') depth++;
            else if (name[i] == '<' && --depth == 0) return i;
        }
        return -1;
    }
}

/// <summary>A type's name without those of the types around it.</summary>
/// <param name="Name">The name, without arity.</param>
/// <param name="Arguments">Its own type arguments.</param>
sealed record NamePart(string Name, IReadOnlyList<string> Arguments);

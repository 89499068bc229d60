using System.Text;

namespace Unboxed.Fuzzing.Generation;

/// <summary>
/// A piece of a program's source: a line, or a head and a tail with pieces in between. The reducer takes pieces away and lets
/// the compiler say whether a program is left, so that a piece need not know what others it depends on.
/// </summary>
sealed class Node
{
    internal Node(string head, IEnumerable<Node>? children = null, string? tail = null)
    {
        (Head, Tail) = (head, tail);
        if (children is not null) Children.AddRange(children);
    }

    internal string Head { get; }

    internal List<Node> Children { get; } = [];

    internal string? Tail { get; }

    /// <summary>Whether the program cannot do without it: the reducer leaves it, and looks inside.</summary>
    internal bool IsKept { get; init; }

    /// <summary>A statement with a block.</summary>
    internal static Node Block(string head, IEnumerable<Node> children, string tail = "}", bool isKept = false) => new(head + "\n{", children, tail) { IsKept = isKept };

    internal Node Clone()
    {
        var copy = new Node(Head, null, Tail) { IsKept = IsKept };
        copy.Children.AddRange(Children.Select(child => child.Clone()));
        return copy;
    }

    internal string Print()
    {
        var text = new StringBuilder();
        Print(text, 0);
        return text.ToString();
    }

    void Print(StringBuilder text, int depth)
    {
        AddLines(text, Head, depth);
        foreach (var child in Children) child.Print(text, Head.Length == 0 ? depth : depth + 1);
        if (Tail is not null) AddLines(text, Tail, depth);
    }

    static void AddLines(StringBuilder text, string lines, int depth)
    {
        if (lines.Length == 0) return;
        foreach (var line in lines.Split('\n')) text.Append(' ', 4 * depth).Append(line).Append('\n');
    }
}

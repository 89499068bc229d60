using System.Diagnostics;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Running;

namespace Unboxed.Fuzzing.Reduction;

/// <summary>
/// Takes away whatever a failing program can do without: statements, methods, classes, the blocks around statements. What depends on
/// something that is gone does not compile, and stays with it.
/// </summary>
sealed class Reducer(Mismatch original, TimeSpan limit)
{
    readonly Stopwatch clock = Stopwatch.StartNew();
    Mismatch best = original;
    int attempts;

    /// <summary>The smallest program found in the time that still fails in the same way.</summary>
    internal Mismatch Reduce()
    {
        var root = best.Program.Root.Clone();
        // Without a boundary between assemblies, or with both marked, where that is not what it takes.
        foreach (var layout in new[] { Layout.OneAssembly, Layout.BothMarked })
        {
            if (layout < best.Program.Layout) TryLayout(root, layout);
        }
        while (Pass(root, root) && clock.Elapsed < limit)
        {
        }
        return best;
    }

    internal int Attempts => attempts;

    bool Pass(Node root, Node node)
    {
        bool isSmaller = false;
        // The last first: what is declared early is used later.
        for (int size = Math.Max(1, node.Children.Count / 2); size > 0; size /= 2)
        {
            for (int start = node.Children.Count - size; start >= 0; start -= size)
            {
                if (clock.Elapsed > limit) return false;
                var removed = node.Children.GetRange(start, size);
                if (removed.Exists(child => child.IsKept)) continue;
                isSmaller |= TryReplace(root, node, start, removed, []);
            }
        }
        for (int i = node.Children.Count - 1; i >= 0; i--)
        {
            var child = node.Children[i];
            if (child.Children.Count > 0 && !child.IsKept && TryReplace(root, node, i, [child], child.Children.Count == 1 || child.Head.Length > 0 ? [.. child.Children] : [child.Children[0]])) isSmaller = true;
            else isSmaller |= Pass(root, child);
        }
        return isSmaller;
    }

    bool TryReplace(Node root, Node parent, int index, List<Node> removed, List<Node> inserted)
    {
        attempts++;
        parent.Children.RemoveRange(index, removed.Count);
        parent.Children.InsertRange(index, inserted);
        if (Fails(root)) return true;
        parent.Children.RemoveRange(index, inserted.Count);
        parent.Children.InsertRange(index, removed);
        return false;
    }

    void TryLayout(Node root, Layout layout)
    {
        attempts++;
        Fails(best.Program with { Root = root.Clone(), Layout = layout });
    }

    bool Fails(Node root) => Fails(best.Program with { Root = root.Clone() });

    bool Fails(FuzzProgram program)
    {
        if (Compiler.Compile([program], best.Configuration.Level, out _) is null) return false;
        var found = new Batch([program], best.Configuration, new Statistics()).Run();
        if (found.Count == 0 || found[0].Kind != best.Kind) return false;
        best = found[0];
        return true;
    }
}

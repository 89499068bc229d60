using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.ControlFlow;

/// <summary>A value on the simulated stack, with what lies below it. Where nothing leads to an instruction but the one before, both share what neither has pushed or popped.</summary>
/// <param name="origin">What may have pushed it.</param>
/// <param name="below">What lies below; null for nothing.</param>
sealed class StackValue(StackOrigin origin, StackValue? below)
{
    internal StackOrigin Origin => origin;

    internal StackValue? Below => below;

    /// <summary>The number of values, with this one.</summary>
    internal int Depth { get; } = 1 + (below?.Depth ?? 0);
}

/// <summary>What may have pushed a value: one instruction, or, where several ways meet, the origins on each of them.</summary>
sealed class StackOrigin
{
    /// <summary>The instruction; where ways meet, the list of what meets, and the array of the instructions once that has been asked for. There is one for each value of each method.</summary>
    object content;

    /// <summary>A value that an instruction pushes.</summary>
    internal StackOrigin(Instruction producer) => content = producer;

    /// <summary>A value where ways meet.</summary>
    internal StackOrigin() => content = new List<StackOrigin>(2);

    /// <summary>Adds the value on one of the ways.</summary>
    internal void Meet(StackOrigin other)
    {
        if (other == this) return;
        var meeting = (List<StackOrigin>)content;
        if (meeting.Count == 0 || meeting[meeting.Count - 1] != other) meeting.Add(other);
    }

    /// <summary>The only instruction, once all ways are known; null where there are several.</summary>
    internal Instruction? Only => content as Instruction ?? (Resolved() is [var only] ? only : null);

    /// <summary>The instructions, once all ways are known. Asked for in the order of the code, each asks no more than those that it meets.</summary>
    internal IReadOnlyList<Instruction> Producers => content is Instruction only ? [only] : Resolved();

    Instruction[] Resolved()
    {
        if (content is Instruction[] known) return known;
        var found = new HashSet<Instruction>();
        var seen = new HashSet<StackOrigin> { this };
        var work = new Stack<StackOrigin>([this]);
        while (work.Count > 0)
        {
            switch (work.Pop().content)
            {
                case Instruction producer:
                    found.Add(producer);
                    break;
                case Instruction[] producers:
                    found.UnionWith(producers);
                    break;
                case List<StackOrigin> meeting:
                    // The first of them is looked at first.
                    for (int i = meeting.Count - 1; i >= 0; i--) if (seen.Add(meeting[i])) work.Push(meeting[i]);
                    break;
            }
        }
        known = [.. found];
        content = known;
        return known;
    }
}

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
    readonly List<StackOrigin>? meeting;
    IReadOnlyCollection<Instruction>? producers;

    /// <summary>A value that an instruction pushes.</summary>
    internal StackOrigin(Instruction producer) => producers = [producer];

    /// <summary>A value where ways meet.</summary>
    internal StackOrigin() => meeting = [];

    /// <summary>Adds the value on one of the ways.</summary>
    internal void Meet(StackOrigin other)
    {
        if (other != this && (meeting!.Count == 0 || meeting[meeting.Count - 1] != other)) meeting.Add(other);
    }

    /// <summary>The instructions, once all ways are known. Asked for in the order of the code, each asks no more than those that it meets.</summary>
    internal IReadOnlyCollection<Instruction> Producers
    {
        get
        {
            if (producers is not null) return producers;
            var found = new HashSet<Instruction>();
            var seen = new HashSet<StackOrigin> { this };
            var work = new Stack<StackOrigin>([this]);
            while (work.Count > 0)
            {
                var origin = work.Pop();
                if (origin.producers is { } known) found.UnionWith(known);
                // The first of them is looked at first.
                else for (int i = origin.meeting!.Count - 1; i >= 0; i--) if (seen.Add(origin.meeting[i])) work.Push(origin.meeting[i]);
            }
            return producers = found;
        }
    }
}

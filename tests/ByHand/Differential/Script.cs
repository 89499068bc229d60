namespace ByHand.Differential;

/// <summary>What a method does at one point.</summary>
enum Op : byte
{
    Log,
    SetLocal,
    SetSynchronization,
    Suppress,
    RestoreFlow,
    Source,
    SourceAnywhere,
    Task,
    TaskAnywhere,
    AsyncTask,
    Call,
    CallAnywhere,
    TryCall,
    Throw,
    FailingSource,
    VoidSource,
    VoidSourceAnywhere,
    VoidTask,
    ConfiguredTask,
    Yield,
    Custom,
}

/// <summary>A step, with its number.</summary>
readonly record struct Step(Op Op, int Argument);

/// <summary>The methods of a chain, from the root to the innermost.</summary>
sealed class Script
{
    internal required Step[][] Levels { get; init; }

    /// <summary>Which leaves are completed at once.</summary>
    internal required ulong AtOnce { get; init; }

    /// <summary>Whether the root is called on a task scheduler of somebody's, and leaves are completed there.</summary>
    internal bool HasScheduler { get; init; }

    /// <summary>Whether that scheduler runs a task at once where it is asked to.</summary>
    internal bool RunsInline { get; init; }

    /// <summary>How large a chain the root is expected to need: nothing, too little, or enough.</summary>
    internal int Expected { get; init; }

    internal static Script Random(Random random)
    {
        int depth = random.Next(2, 7);
        var levels = new Step[depth][];
        bool contexts = random.Next(3) > 0, flow = random.Next(3) == 0;
        for (int i = 0; i < depth; i++)
        {
            var steps = new List<Step>();
            int count = random.Next(1, 7);
            for (int k = 0; k < count; k++) steps.Add(new(Any(random, i, depth, contexts, flow), random.Next(1, 5)));
            levels[i] = [.. steps];
        }
        int scheduler = random.Next(6);
        return new()
        {
            HasScheduler = scheduler < 2,
            RunsInline = scheduler == 1,
            Levels = levels,
            AtOnce = (ulong)random.NextInt64() & (random.Next(2) == 0 ? 0 : ulong.MaxValue),
            Expected = Sizes[random.Next(Sizes.Length)],
        };
    }

    /// <summary>Slots, and words above them, as a root's method notes them.</summary>
    static readonly int[] Sizes = [0, 9 | 6 << 16, 60 | 40 << 16];

    static readonly Op[] OfRoots = [Op.Call, Op.Call, Op.TryCall, Op.CallAnywhere, Op.SetLocal, Op.SetSynchronization, Op.Suppress, Op.RestoreFlow];

    static Op Any(Random random, int level, int depth, bool contexts, bool flow)
    {
        while (true)
        {
            // A root calls more often than not: what it changes between two calls matters.
            var op = level == 0 && random.Next(2) == 0 ? OfRoots[random.Next(OfRoots.Length)] : (Op)random.Next(21);
            if (op is Op.SetSynchronization && !contexts || op is Op.Suppress or Op.RestoreFlow && !flow) continue;
            if (op is Op.Call or Op.CallAnywhere or Op.TryCall && level == depth - 1) continue;
            if (op is Op.Throw or Op.FailingSource && random.Next(3) > 0) continue;
            return op;
        }
    }

    public override string ToString() => string.Join("\n", Levels.Select((level, i) => $"{i}: {string.Join(", ", level.Select(step => $"{step.Op} {step.Argument}"))}")) + $"\nat once {AtOnce:X}, scheduler {HasScheduler}, inline {RunsInline}";
}

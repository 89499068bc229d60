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

    /// <summary>A call that a root suspends at only after it has been told what its await captures.</summary>
    CallHeld,

    /// <inheritdoc cref="CallHeld"/>
    CallHeldAnywhere,

    /// <summary>A call of a method that is not async, and hands a <see cref="System.Threading.Tasks.ValueTask{T}"/> back.</summary>
    CallHanded,

    /// <summary>A call of a method that is not async, and hands a task back.</summary>
    CallHandedTask,

    /// <summary>An ordinary call of what is a root.</summary>
    CallRoot,
}

/// <summary>A step, with its number.</summary>
readonly record struct Step(Op Op, int Argument);

/// <summary>The methods of a chain, from the root to the innermost.</summary>
sealed class Script
{
    internal required Step[][] Levels { get; init; }

    /// <summary>What each method gives.</summary>
    internal required Kind[] Kinds { get; init; }

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
            Kinds = [.. levels.Select(_ => AllKinds[random.Next(AllKinds.Length)])],
            AtOnce = (ulong)random.NextInt64() & (random.Next(2) == 0 ? 0 : ulong.MaxValue),
            Expected = Sizes[random.Next(Sizes.Length)],
        };
    }

    static readonly Kind[] AllKinds = Enum.GetValues<Kind>();

    static readonly Op[] All = Enum.GetValues<Op>();

    /// <summary>Slots, and words above them, as a root's method notes them.</summary>
    static readonly int[] Sizes = [0, 9 | 6 << 16, 60 | 40 << 16];

    static readonly Op[] OfRoots = [Op.Call, Op.Call, Op.TryCall, Op.CallAnywhere, Op.CallHeld, Op.CallHeldAnywhere, Op.SetLocal, Op.SetSynchronization, Op.Suppress, Op.RestoreFlow];

    static Op Any(Random random, int level, int depth, bool contexts, bool flow)
    {
        while (true)
        {
            // A root calls more often than not: what it changes between two calls matters.
            var op = level == 0 && random.Next(2) == 0 ? OfRoots[random.Next(OfRoots.Length)] : All[random.Next(All.Length)];
            if (op is Op.SetSynchronization && !contexts || op is Op.Suppress or Op.RestoreFlow && !flow) continue;
            if (IsCall(op) && level == depth - 1) continue;
            if (op is Op.Throw or Op.FailingSource && random.Next(3) > 0) continue;
            return op;
        }
    }

    internal static bool IsCall(Op op) => op is Op.Call or Op.CallAnywhere or Op.TryCall or Op.CallHeld or Op.CallHeldAnywhere or Op.CallHanded or Op.CallHandedTask or Op.CallRoot;

    public override string ToString() => string.Join("\n", Levels.Select((level, i) => $"{i} {Kinds[i]}: {string.Join(", ", level.Select(step => $"{step.Op} {step.Argument}"))}")) + $"\nat once {AtOnce:X}, scheduler {HasScheduler}, inline {RunsInline}, expected {Expected:X}";
}

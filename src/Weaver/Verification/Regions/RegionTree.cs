using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>The exception regions of a body, checked and nested (ECMA-335 I.12.4.2.5 to 7 and II.25.4.6).</summary>
internal sealed class RegionTree
{
    readonly MethodContext context;
    readonly List<Region> regions = [];
    readonly List<(Region Try, Region? Filter, Region Handler)> clauses = [];

    RegionTree(MethodContext context) => this.context = context;

    /// <summary>Returns null after a failure.</summary>
    public static RegionTree? Build(MethodContext context)
    {
        var tree = new RegionTree(context);
        var before = context.Failures.Count;
        foreach (var handler in context.Body.ExceptionHandlers) tree.Add(handler);
        if (context.Failures.Count == before) tree.Nest();
        if (context.Failures.Count == before) tree.CheckClauses();
        return context.Failures.Count == before ? tree : null;
    }

    /// <summary>The innermost region of an instruction; null outside of all.</summary>
    public Region? At(int index)
    {
        Region? innermost = null;
        foreach (var region in regions)
            if (region.Contains(index) && (innermost is null || innermost.Encloses(region)))
                innermost = region;
        return innermost;
    }

    /// <summary>The protected blocks that begin at an instruction.</summary>
    public IEnumerable<Region> TriesAt(int index) => regions.Where(region => region.Kind == RegionKind.Try && region.Start == index);

    void Add(ExceptionHandler handler)
    {
        var handlerStart = StartOf(handler.HandlerStart);
        var tryRegion = (StartOf(handler.TryStart), EndOf(handler.TryEnd));
        var block = regions.FirstOrDefault(r => r.Kind == RegionKind.Try && (r.Start, r.End) == tryRegion)
            ?? Create(RegionKind.Try, tryRegion.Item1, tryRegion.Item2);
        var filter = handler.HandlerType == ExceptionHandlerType.Filter ? Create(RegionKind.Filter, StartOf(handler.FilterStart), handlerStart) : null;
        var body = Create(KindOf(handler), handlerStart, EndOf(handler.HandlerEnd));
        block?.Clauses.Add(handler);
        if (block is not null && body is not null) clauses.Add((block, filter, body));
        if (handler.HandlerType == ExceptionHandlerType.Catch) CheckCatchType(handler);
    }

    int StartOf(Instruction? instruction) => instruction is null ? -1 : context.IndexOf(instruction);

    // Cecil writes the end of the body as null.
    int EndOf(Instruction? instruction) => instruction is null ? context.Instructions.Count : context.IndexOf(instruction);

    static RegionKind KindOf(ExceptionHandler handler) => handler.HandlerType switch
    {
        ExceptionHandlerType.Finally => RegionKind.Finally,
        ExceptionHandlerType.Fault => RegionKind.Fault,
        _ => RegionKind.Catch,
    };

    Region? Create(RegionKind kind, int start, int end)
    {
        if (start < 0 || end <= start)
        {
            context.Fail(null, FailureKind.RegionMalformed, $"the {kind} region [{start}, {end}) is empty, or one of its ends is not in the body");
            return null;
        }
        var region = new Region(kind, start, end);
        regions.Add(region);
        return region;
    }

    void CheckCatchType(ExceptionHandler handler)
    {
        if (handler.CatchType is not { } type)
            context.Fail(handler.HandlerStart, FailureKind.CatchType, "a catch without a type");
        else if (TypeShape.Strip(type) is not Mono.Cecil.GenericParameter && context.Types.ToStack(type).Kind != StackKind.Reference)
            context.Fail(handler.HandlerStart, FailureKind.CatchType, $"{type} is not a reference type");
    }

    void Nest()
    {
        for (var i = 0; i < regions.Count; i++)
            for (var j = i + 1; j < regions.Count; j++)
                CheckPair(regions[i], regions[j]);
        foreach (var region in regions)
            region.Parent = regions.Where(outer => outer.Encloses(region)).OrderBy(outer => outer.End - outer.Start).FirstOrDefault();
    }

    void CheckPair(Region left, Region right)
    {
        var isNested = left.Encloses(right) != right.Encloses(left);
        if (left.Overlaps(right) && !isNested)
            Fail(left, FailureKind.RegionOverlap, $"{left} and {right} overlap");
    }

    void CheckClauses()
    {
        for (var i = 0; i < clauses.Count; i++)
        {
            var (block, filter, handler) = clauses[i];
            if (block.Parent != handler.Parent || (filter is not null && filter.Parent != block.Parent))
                Fail(block, FailureKind.RegionOverlap, $"{block} and its {handler} are not siblings");
            // The runtime takes the first clause that covers the instruction: inner ones must come first.
            for (var j = i + 1; j < clauses.Count; j++)
                if (clauses[j].Try.SelfAndOuter().Skip(1).Any(outer => outer == block || outer == handler || outer == filter))
                    Fail(block, FailureKind.RegionOrder, $"the clause of {clauses[j].Try} comes after that of {block} around it");
        }
    }

    void Fail(Region region, FailureKind kind, string message) => context.Fail(context.Instructions[region.Start], kind, message);
}

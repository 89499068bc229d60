using Mono.Cecil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;
using Unboxed.Weaver.Plan.Sizing;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>Makes the report from the plan: before rewriting, which changes the code that the plan speaks of.</summary>
sealed class ReportBuilder
{
    readonly Naming naming = new();
    readonly WeavingPlan plan;
    readonly Dictionary<Analysis.StateMachines.StateMachine, BodyPlan> bodies;

    ReportBuilder(WeavingPlan plan)
    {
        this.plan = plan;
        bodies = plan.Bodies.ToDictionary(body => body.Machine);
    }

    internal static WeavingReport Build(ModuleDefinition module, WeavingPlan plan, WeaverOptions options, string? projectDirectory = null)
    {
        var builder = new ReportBuilder(plan);
        var told = DiagnosticList.Of(module, plan, options, builder.naming, projectDirectory);
        var report = WeavingReport.Empty(module.Assembly.Name.Name) with { MaxScratchBytes = options.MaxScratchBytes, AwaitSites = plan.Sites, Calls = plan.Calls, Diagnostics = told };
        if (options.Report == ReportFormat.Off) return report;
        var futures = new FutureRows(builder.naming, plan.Entries);
        return report with
        {
            Futures = [.. plan.Futures.Select(futures.Of)],
            Methods = [.. plan.Sizes.Select(builder.Method)],
            Roots = [.. plan.Roots.Select(builder.Root)],
            Adapters = [.. plan.Adapters.SelectMany(builder.Adapters)],
        };
    }

    MethodRow Method(MethodSize size) => new(
        naming.Of(size.Callee.Method), Kind(size.Callee), size.Callee.Need, size.Budget, size.Reserve.Bytes, size.IsOpen, [.. size.Implementers.Select(Implementer)],
        size.Recursion is { } recursion ? [.. recursion.Cycle.Take(MethodRow.MostOfCycle).Select(naming.Of)] : null, size.Recursion?.Levels ?? 0, size.Recursion?.IsNested ?? false)
    {
        CycleLength = size.Recursion?.Cycle.Count ?? 0,
    };

    static CallKind Kind(CalleePlan callee) => callee is DirectPlan ? CallKind.Direct : callee.Method.DeclaringType.IsInterface ? CallKind.Interface : CallKind.Virtual;

    ImplementerRow Implementer(ImplementerSize implementer)
    {
        string kind = implementer.Kind switch
        {
            ImplementerKind.Async => "async",
            ImplementerKind.Forwards => "forwards",
            _ => "ordinary",
        };
        return new(naming.Of(implementer.Method), kind, implementer.Own, implementer.Full, implementer.Reason, implementer.IsLargest);
    }

    RootRow Root(RootPlan root)
    {
        var places = naming.Places(root.Machine);
        // The first of several that are as large.
        var deciding = root.Rooms.OrderByDescending(room => room.Room.Bytes).First();
        var calls = root.Rooms.Select(room => new RootCallRow(
            places.Of(room.Site.At).Line, naming.OfAwaited(room.Site.Origin), room.Room, ReferenceEquals(room, deciding),
            [.. room.Path?.Frames.Select(Frame) ?? []])).ToList();
        var growth = root.Growth.Select(growth => new GrowthRow(naming.Of(growth.Callee), Cause(growth.Cause), Levels(root, growth))).ToList();
        int longest = root.Rooms.Max(room => room.Path?.Total.Bytes ?? 0);
        return new(naming.Of(root.Machine.Kickoff), places.Start, root.Need, calls, growth, root.Need.Bytes - longest)
        {
            Allocator = root.Allocator is { } allocator ? Analysis.SourceNames.OfType(allocator) : null,
            SideStack = root.SideStack,
        };
    }

    /// <summary>How many calls of what goes round fit one inside the other in the chain.</summary>
    static int Levels(RootPlan root, GrowthPlan growth) => growth.Cause is GrowthCause.Recursion or GrowthCause.Nesting
        ? root.Rooms.Where(room => room.Growth.Contains(growth)).Max(room => room.Path?.LevelsOf(growth.Callee) ?? 0)
        : 0;

    IEnumerable<AdapterRow> Adapters(AdapterPlan adapter)
    {
        var calls = adapter.Rooms.Select(room => new AdapterCallRow(naming.Of(room.Callee.Method), room.Callee.Need, null))
            .Concat(adapter.Ordinary.Select(ordinary => new AdapterCallRow(naming.Of(ordinary.Method.Dispatched), default, ordinary.Reason))).ToList();
        return adapter.Places.Select(entry => new AdapterRow(
            Analysis.SourceNames.OfType(entry.Request.Type), Strategy(entry.Request.Strategy), entry.Request.Method is { } maker ? naming.Of(maker) : null, entry.Place, adapter.Need, calls));
    }

    static string Strategy(string name) => name switch
    {
        "Adapting" => "own",
        "Adapts" => "any",
        _ => name.ToLowerInvariant(),
    };

    FrameRow Frame(CallPath frame)
    {
        var places = naming.Places(frame.Machine);
        var site = bodies[frame.Machine].Suspensions.FirstOrDefault(suspension => ReferenceEquals(suspension.Frame, frame.Site));
        var place = site is null ? places.Start : places.Of(site.At);
        return new(naming.Of(frame.Machine.Kickoff), place.Line, frame.Frame);
    }

    static string Cause(GrowthCause cause) => cause switch
    {
        GrowthCause.Recursion => "recursion",
        GrowthCause.Nesting => "nesting",
        GrowthCause.Budget => "budget",
        _ => "unknown implementers",
    };
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.Contexts;
using Unboxed.Weaver.Analysis.Delegates;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Forwarding;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan.Sizing;

namespace Unboxed.Weaver.Plan;

/// <summary>Makes the plan from the analysis.</summary>
sealed class Planner
{
    readonly ModuleAnalysis analysis;
    readonly WeaverOptions options;
    readonly Control control;
    readonly ScratchBodies bodies;
    readonly Judge judge;
    readonly Dictionary<StateMachine, IReadOnlyList<Site>> sites = [];

    Planner(ModuleAnalysis analysis, WeaverOptions options)
    {
        this.analysis = analysis;
        this.options = options;
        control = new(options);
        bodies = new(analysis, control);
        judge = new(bodies);
    }

    internal static WeavingPlan Plan(ModuleAnalysis analysis, WeaverOptions options) => new Planner(analysis, options).Plan();

    sealed record Site(Suspension Suspension, AwaitOrigin Origin, Verdict Verdict, SuspensionFrame Frame)
    {
        internal IEnumerable<MethodDefinition> ScratchCallees => Verdict.Calls.Select(call => call.Callee).Distinct();

        /// <summary>What is kept there, with each method that is called there by a scratch call.</summary>
        internal IEnumerable<(SuspensionFrame Frame, MethodDefinition? Callee)> Frames => ScratchCallees.DefaultIfEmpty().Select(callee => (Frame, (MethodDefinition?)callee));
    }

    WeavingPlan Plan()
    {
        ReadSites();
        ExcludeOverBudget();

        var declarations = new Declarations(analysis, control);
        var promises = declarations.Promises().ToList();
        // What serves readers alone is not worth finding out where nobody reads it.
        bool isTold = options.Report != ReportFormat.Off || options.IsLintOn || promises.Count > 0;
        var delegateReceivers = DelegateReceiverPlan.Of(analysis, bodies, [.. SignaturesAsked(), .. analysis.Delegates.AskedElsewhere]).ToList();
        var implementations = Implementations(delegateReceivers.SelectMany(receiver => receiver.Methods));
        var frames = sites.ToDictionary(
            entry => entry.Key, entry => (IReadOnlyList<(SuspensionFrame, MethodDefinition?)>)entry.Value.SelectMany(site => site.Frames).ToList());
        var sizes = new SizingPlanner(analysis, bodies, control, implementations, frames, machine => sites[machine].SelectMany(site => site.Verdict.Calls), isTold);

        var effects = new ContextEffects(analysis.Module);
        var callees = implementations.Keys.ToDictionary(method => method, method => CalleeOf(method, sizes.NeedOf(method)));
        var companions = callees.Values.OfType<CompanionPlan>().ToList();
        var sized = callees.Values.Where(callee => callee is not DelegateCalleePlan);
        var bodyPlans = implementations.Values.SelectMany(machines => machines).Distinct().ToDictionary(
            machine => machine,
            machine => Body(machine, Suspensions(machine, callees), effects));
        var receivers = companions.SelectMany(companion => ReceiverPlanner.Plan(companion, [.. bodies.Of(companion.Method)])).ToList();
        var passing = implementations.Keys.SelectMany(PassingOn).Distinct().ToList();
        var forwards = passing.Where(analysis.Forwarders.ContainsKey).Select(method => Forward(analysis.Forwarders[method], callees, effects)).ToList();
        var passThroughs = passing.Where(analysis.PassThroughs.ContainsKey).Select(method => new PassThroughPlan(
            analysis.PassThroughs[method], [.. bodies.ScratchCallsOf(method).Select(call => new PassedCall(call, TargetOf(call, callees), !PassThroughReader.HasSameType(call, method)))])).ToList();
        var passedOn = forwards.Select(forward => forward.Forwarder.Call).Concat(passThroughs.SelectMany(passThrough => passThrough.Calls).Select(passed => passed.Call));
        var roots = analysis.Machines.Select(machine => sizes.Root(machine, Suspensions(machine, callees))).OfType<RootPlan>().ToList();
        var futures = analysis.Machines.Select(machine => Future(machine, bodyPlans.TryGetValue(machine, out var body) ? body : null)).ToList();
        var plan = new WeavingPlan(companions, bodyPlans.Values.ToList(), forwards, passThroughs, receivers, roots, Rows(callees).Concat(RuntimeAsyncRows.Of(analysis.Module)).ToList(),
            isTold ? EscapingCalls(passedOn) : [], futures, isTold ? sized.Select(sizes.Method).ToList() : [],
            promises, !options.IsLintOn && promises.Count == 0 ? [] : Delegates(callees).ToList(), declarations.Problems().ToList())
        {
            ErasedCodeGoes = Optimisation.IsOn(analysis.Module),
            Missing = declarations.Missing().ToList(),
            Coercions = [.. CoercionPlan.Of(analysis, control)],
            Adapters = [.. analysis.Adapters.Adapters.Select(adapter => AdapterPlan.Of(adapter, callees, bodies))],
            DelegateReceivers = delegateReceivers,
            Entries = [.. bodies.Published.Select(method => Entry(method, callees))],
            RefusedAdapters = [.. analysis.Adapters.Refused.Select(refused => (refused.Request, refused.Obstacle, AdapterPlan.PlaceOf(refused.Request)))],
        };
        foreach (var machine in analysis.Machines) machine.Shape.ForgetStack();
        return plan;
    }

    ForwardPlan Forward(Forwarder forwarder, Dictionary<MethodDefinition, CalleePlan> callees, ContextEffects effects) =>
        new(forwarder, TargetOf(forwarder.Call, callees), !FencePlanner.EntersQuietly(TargetOf(forwarder.Call, callees), effects));

    static BodyPlan Body(StateMachine machine, IReadOnlyList<SuspensionPlan> suspensions, ContextEffects effects) => new(
        machine, ResultOf(machine), suspensions, suspensions.Aggregate(default(Need), (all, site) => all.Max(site.Frame.Size)), FencePlanner.Plan(machine, suspensions, effects))
    {
        Beginning = Optimisation.IsOn(machine.MoveNext.Module) ? Beginning.Of(machine) : null,
    };

    List<EscapingCallRow> EscapingCalls(IEnumerable<Instruction> passedOn) =>
        new EscapingCalls(analysis, judge, passedOn, sites.Values.SelectMany(list => list).SelectMany(site => site.Origin.Calls).Select(call => call.Call)).Find().ToList();

    FuturePlan Future(StateMachine machine, BodyPlan? body) => new(machine, body, body is null ? bodies.WhyNoFrame(machine) : null);

    /// <summary>What may be called by a scratch call, here or, where that is known only there, in other assemblies; with the scratch bodies that it may execute.</summary>
    /// <param name="delegated">The methods that may be called through delegates.</param>
    Dictionary<MethodDefinition, IReadOnlyList<StateMachine>> Implementations(IEnumerable<MethodDefinition> delegated)
    {
        var result = new Dictionary<MethodDefinition, IReadOnlyList<StateMachine>>();
        var called = new Queue<MethodDefinition>(sites.Values.SelectMany(list => list).SelectMany(site => site.ScratchCallees)
            .Concat(analysis.Implementations.Keys.Where(IsShared)).Concat(CalledByAdapters()).Concat(delegated).Concat(bodies.Published.Where(method => !IsOverride(method))));
        AddCalled();
        // An override is executed for the method that it overrides, as a rule, and needs what that needs.
        var executed = new HashSet<MethodDefinition>(result.Keys.SelectMany(bodies.RunBy));
        foreach (var method in bodies.Published.Where(method => IsOverride(method) && !executed.Contains(method))) called.Enqueue(method);
        AddCalled();
        return result;

        void AddCalled()
        {
            while (called.Count > 0)
            {
                var method = called.Dequeue();
                if (result.ContainsKey(method)) continue;
                result[method] = bodies.Machines(method);
                foreach (var call in PassingOn(method).SelectMany(bodies.ScratchCallsOf)) called.Enqueue(bodies.TargetOf(call)!);
            }
        }

        static bool IsOverride(MethodDefinition method) => PublicEntries.IsOverridable(method) && !DispatchedMethods.CanHaveCompanion(method);
    }

    /// <summary>What this module calls through delegates.</summary>
    IEnumerable<DelegateSignature> SignaturesAsked() =>
        from site in sites.Values.SelectMany(list => list)
        from call in site.Verdict.Calls
        where DelegateCompanions.IsMethodOfCompanion(call.Callee)
        select DelegateSignature.Of(call.Call.Method);

    /// <summary>The need of a method that may be overridden is at most that of its companion.</summary>
    static EntryPlan Entry(MethodDefinition method, Dictionary<MethodDefinition, CalleePlan> callees) =>
        new(method, PublicEntries.IsOverridable(method) ? null : callees[method].Need);

    /// <summary>An adapter calls for those that are not woven.</summary>
    IEnumerable<MethodDefinition> CalledByAdapters() =>
        analysis.Adapters.Adapters.SelectMany(adapter => adapter.Methods).Where(method => method.Obstacle is null).Select(method => method.Dispatched).Where(method => bodies.IsOpen(method) || bodies.Of(method).Any());

    /// <summary>Whether a method has a companion whether or not it is called here. One that is emitted for this module alone serves its own calls only.</summary>
    bool IsShared(MethodDefinition method) =>
        bodies.IsOpen(method) || ((method.Module == analysis.Module || analysis.Foreign.Of(method) is not null) && bodies.Of(method).Any());

    /// <summary>The methods that a scratch call of a method may run first, and that pass it on.</summary>
    IEnumerable<MethodDefinition> PassingOn(MethodDefinition callee) => bodies.RunBy(callee).Where(method => bodies.MachineOf(method) is null);

    CalleePlan TargetOf(Instruction call, Dictionary<MethodDefinition, CalleePlan> callees)
    {
        var callee = callees[bodies.TargetOf(call)!];
        return ScratchBodies.IsBaseCall(call) ? new DirectPlan(callee.Method, callee.Result, callee.Need, analysis.Entries.Of(callee.Method)?.Method) : callee;
    }

    CalleePlan CalleeOf(MethodDefinition method, Need need)
    {
        if (DelegateCompanions.IsMethodOfCompanion(method)) return new DelegateCalleePlan(method, need);
        var result = DispatchedMethods.ResultOf(method.ReturnType);
        return DispatchedMethods.CanHaveCompanion(method) ? new CompanionPlan(method, result, need, analysis.Foreign.Of(method)?.Method) : new DirectPlan(method, result, need, analysis.Entries.Of(method)?.Method);
    }

    static TypeReference? ResultOf(StateMachine machine) =>
        DispatchedMethods.ResultOf(machine.Kickoff.ReturnType) is { } result
            ? TypeSubstitution.Apply(result, TypeSubstitution.ToNested(machine.Type, machine.Kickoff.DeclaringType.GenericParameters.Count))
            : null;

    void ReadSites()
    {
        bool isOptimised = Optimisation.IsOn(analysis.Module);
        foreach (var machine in analysis.Machines)
        {
            if (machine.Shape.Simulation is null || machine.Shape.Suspensions.Count == 0)
            {
                sites[machine] = [];
                continue;
            }
            var liveness = new Liveness(machine);
            var reader = new AwaitOriginReader(machine, liveness);
            var live = machine.Shape.Suspensions.ToDictionary(suspension => suspension, liveness.After);
            // What is kept at most awaits first, so that awaits have the same variables in the same places.
            var awaits = live.Values.SelectMany(fields => fields).GroupBy(field => field).ToDictionary(field => field.Key, field => field.Count());
            sites[machine] = machine.Shape.Suspensions.Select(suspension =>
            {
                var origin = reader.Read(suspension);
                var verdict = judge.Decide(machine, origin);
                List<FieldDefinition> kept = [.. live[suspension].OrderByDescending(field => awaits[field])];
                return new Site(suspension, origin, verdict, FrameLayout.Of(kept, isOptimised ? [] : [.. VisibleVariables.At(machine, suspension).Except(kept)]));
            }).ToList();
        }
    }

    /// <summary>A future that alone is larger than the budget keeps the ordinary call; calls of nothing but such futures become boxed calls.</summary>
    void ExcludeOverBudget()
    {
        var excluded = sites.Where(entry => entry.Value.Count > 0
            && Needs.OwnNeed(entry.Value.SelectMany(site => site.Frames)).Bytes > control.Budget(entry.Key.Kickoff)).Select(entry => entry.Key).ToList();
        if (excluded.Count == 0) return;
        foreach (var machine in excluded) bodies.Exclude(machine);
        foreach (var machine in analysis.Machines)
            sites[machine] = sites[machine].Select(site => site with { Verdict = judge.Decide(machine, site.Origin) }).ToList();
    }

    List<SuspensionPlan> Suspensions(StateMachine machine, Dictionary<MethodDefinition, CalleePlan> callees) =>
        [.. sites[machine].Select(site => Suspension(machine, site, [.. site.Verdict.Calls.Select(call => new CallPlan(call.Call, callees[call.Callee]))]))];

    static SuspensionPlan Suspension(StateMachine machine, Site site, IReadOnlyList<CallPlan> calls) => new(site.Suspension, site.Origin, calls, site.Frame, site.Verdict.Decision)
    {
        OutOfLine = OrdinaryCallPlan.Of(calls, site.Suspension, machine.MoveNext.Body),
    };

    /// <summary>The method that the row names: where several calls meet in the await, the first of those that are scratch calls.</summary>
    static MethodReference? Awaited(Site site) => site.Verdict.Calls.Count > 0 ? site.Verdict.Calls[0].Call.Method : site.Origin.Awaited;

    static bool IsUnwovenAsync(Site site) => site.Verdict.Kind == ReasonKind.OtherAssembly
        && site.Origin.Awaited?.TryResolveMethod() is { } awaited && (BaseCalls.TargetOf(awaited) ?? awaited) is { HasCustomAttributes: true } callee && ScratchBodies.IsAsync(callee)
        && WovenMark.AbiOf(callee.Module) is null;

    IEnumerable<DelegatePlan> Delegates(Dictionary<MethodDefinition, CalleePlan> callees) =>
        from made in DelegateReader.Read(analysis.Module)
        where bodies.CanRun(made.Target) || callees.ContainsKey(made.Target)
        select new DelegatePlan(made.Target, made.Method, new SourcePlaces(made.Method).Of(made.Instruction));

    IEnumerable<AwaitSiteRow> Rows(Dictionary<MethodDefinition, CalleePlan> callees)
    {
        foreach (var machine in analysis.Machines)
        {
            string caller = SourceNames.OfMethod(machine.Kickoff);
            var places = new SourcePlaces(machine.MoveNext);
            var rows = sites[machine].Select(site => (At: site.Suspension.GetAwaiter, site.Suspension.Await, Row: new AwaitSiteRow(
                null, 0, caller, Awaited(site) is { } awaited ? SourceNames.OfMethod(awaited) : SourceNames.OfType(site.Origin.AwaitedType),
                site.Verdict.Decision, site.Verdict.Reason, site.Verdict.Callee is { } method && callees.TryGetValue(method, out var callee) ? callee.Need : default)
            { Kind = site.Verdict.Kind, Use = site.Verdict.Use, IsUnwovenAsync = IsUnwovenAsync(site) }));
            var unread = machine.Shape.UnreadAwaits.Select(await => Unread(await, "not understood", "the shape of the await is not understood"))
                .Concat(machine.Shape.DynamicAwaits.Select(await => Unread(await, "dynamic", "what is awaited is dynamic, and its awaiter is known only when the program runs")));
            foreach (var (at, await, row) in rows.Concat(unread).OrderBy(entry => entry.At.Offset))
            {
                var place = places.Of(at);
                yield return row with { File = place.File, Line = place.Line, Column = place.Column, Method = machine.MoveNext.MetadataToken.ToInt32(), Offset = await.Offset };
            }

            (Instruction At, Instruction Await, AwaitSiteRow Row) Unread(Instruction await, string callee, string reason) =>
                (await, await, new(null, 0, caller, callee, Decision.Ordinary, reason, default) { Kind = ReasonKind.NotUnderstood });
        }
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Delegates;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Forwarding;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Options;

namespace Unboxed.Weaver.Plan;

/// <summary>Which methods can be run in scratch space, async methods and those that pass a call on to one, and for which interface methods they serve.</summary>
sealed class ScratchBodies
{
    readonly ModuleAnalysis analysis;
    readonly Control control;
    readonly Dictionary<MethodDefinition, StateMachine> machines;
    readonly HashSet<StateMachine> overBudget = [];

    /// <summary>The methods that other assemblies may call without dispatch.</summary>
    readonly IReadOnlyList<MethodDefinition> published;

    /// <summary>The virtual methods that are also called past the dispatch, as a base class's.</summary>
    readonly HashSet<MethodDefinition> baseTargets;
    HashSet<MethodDefinition>? forwarding;
    readonly Dictionary<StateMachine, Cause?> causes = [];
    readonly Dictionary<MethodDefinition, IReadOnlyList<StateMachine>> ends = [];

    internal ScratchBodies(ModuleAnalysis analysis, Control control)
    {
        this.analysis = analysis;
        this.control = control;
        machines = analysis.Machines.ToDictionary(machine => machine.Kickoff);
        published = analysis.Module.EntryPoint is not null ? [] : [.. machines.Keys.Where(PublicEntries.MayHave)];
        var basesHere = analysis.Forwarders.Keys.Concat(analysis.PassThroughs.Keys).SelectMany(PassedOn).Where(IsBaseCall).Select(TargetOf).OfType<MethodDefinition>();
        baseTargets = new(basesHere.Concat(published.Where(PublicEntries.IsOverridable)));
    }

    /// <summary>The module.</summary>
    internal ModuleDefinition Module => analysis.Module;

    /// <summary>What the targets of delegates are asked for.</summary>
    internal DelegateCompanions Delegates => analysis.Delegates;

    /// <summary>Takes a method out whose own frame alone is larger than the budget.</summary>
    internal void Exclude(StateMachine machine)
    {
        overBudget.Add(machine);
        forwarding = null;
        ends.Clear();
    }

    /// <summary>Whether the method itself can be run in scratch space.</summary>
    internal bool CanRun(MethodDefinition method) => HasBody(method) || Forwarding.Contains(method);

    /// <summary>The implementations of an interface method that can be run in scratch space.</summary>
    internal IEnumerable<Implementation> Of(MethodDefinition interfaceMethod) =>
        analysis.Implementations.TryGetValue(interfaceMethod, out var implementations) && control.BoxedBy(interfaceMethod) is null
            ? implementations.Where(implementation => implementation.Twin is null && CanRun(implementation.Method))
            : [];

    /// <summary>The methods that other assemblies may call without dispatch, by a scratch call.</summary>
    internal IEnumerable<MethodDefinition> Published => published.Where(CanRun);

    /// <summary>Whether a method of another assembly can be called without dispatch, by a scratch call.</summary>
    internal bool HasEntry(MethodDefinition method) => analysis.Entries.Of(method) is not null;

    /// <summary>The methods that a scratch call of a method may run first: those of its implementations, or itself.</summary>
    internal IEnumerable<MethodDefinition> RunBy(MethodDefinition callee) =>
        !DispatchedMethods.CanHaveCompanion(callee) ? CanRun(callee) ? [callee] : []
        : Of(callee).Select(implementation => implementation.Method).Concat(baseTargets.Contains(callee) && CanRun(callee) ? [callee] : []).Distinct();

    /// <summary>The async methods in which a scratch call of a method may end.</summary>
    internal IReadOnlyList<StateMachine> Machines(MethodDefinition callee)
    {
        // Methods that pass on a single call end where their callees do.
        var way = new HashSet<MethodDefinition>();
        var last = callee;
        while (!ends.ContainsKey(last) && way.Add(last) && OnlyCalleeOf(last) is { } next) last = next;
        if (!ends.TryGetValue(last, out var found)) found = FindMachines(last);
        foreach (var method in way) ends[method] = found;
        return found;
    }

    MethodDefinition? OnlyCalleeOf(MethodDefinition callee) =>
        RunBy(callee).Take(2).ToList() is [{ } only] && !machines.ContainsKey(only) && ScratchCallsOf(only).Take(2).ToList() is [{ } call] ? TargetOf(call) : null;

    List<StateMachine> FindMachines(MethodDefinition callee)
    {
        var found = new List<StateMachine>();
        var seen = new HashSet<MethodDefinition>();
        // The first first: without recursion, for calls may be passed on further than any stack would go.
        var open = new Stack<MethodDefinition>(RunBy(callee).Reverse());
        while (open.Count > 0)
        {
            var method = open.Pop();
            if (!seen.Add(method)) continue;
            if (machines.TryGetValue(method, out var machine)) found.Add(machine);
            else foreach (var run in ScratchCallsOf(method).SelectMany(call => RunBy(TargetOf(call)!)).Reverse()) open.Push(run);
        }
        return found;
    }

    /// <summary>The state machine of an async method; null for all others.</summary>
    internal StateMachine? MachineOf(MethodDefinition method) => machines.TryGetValue(method, out var machine) ? machine : null;

    /// <summary>The calls that a method passes on by scratch calls.</summary>
    internal IEnumerable<Instruction> ScratchCallsOf(MethodDefinition method) => PassedOn(method).Where(IsServed);

    /// <summary>What a method calls that passes the call on; null where that is not to be had by a scratch call.</summary>
    internal MethodDefinition? TargetOf(Instruction call)
    {
        var callee = call.CalledMethod()!.TryResolveMethod();
        if (callee is null || !MethodIdentity.NamesOwner(call.CalledMethod()!, callee)) return null;
        bool isDispatched = DispatchedMethods.CanHaveCompanion(callee);
        if (isDispatched && call.OpCode.Code == Code.Callvirt) return callee;
        if (callee is { DeclaringType.IsInterface: true, IsVirtual: true } || (call.OpCode.Code != Code.Call && IsOpenOverride(callee))) return null;
        return callee.Module == analysis.Module || HasEntry(callee) ? callee : null;
    }

    /// <summary>Whether a method passes a call on to a virtual method of a base class, and not to what overrides it: an async method makes such calls through a method of the compiler's.</summary>
    internal static bool IsBaseCall(Instruction call) => call.OpCode.Code == Code.Call && call.CalledMethod()!.TryResolveMethod() is { } callee && DispatchedMethods.CanHaveCompanion(callee);

    IReadOnlyList<Instruction> PassedOn(MethodDefinition method) =>
        analysis.Forwarders.TryGetValue(method, out var forwarder) ? [forwarder.Call] : analysis.PassThroughs.TryGetValue(method, out var passThrough) ? passThrough.Calls : [];

    bool IsServed(Instruction call) =>
        TargetOf(call) is { } target
        && (IsDirect(call, target) && target.Module != analysis.Module ? HasEntry(target) : IsBaseCall(call) ? CanRun(target) : RunBy(target).Any() || (IsOpen(target) && !HasAsync(target)));

    static bool IsDirect(Instruction call, MethodDefinition target) => IsBaseCall(call) || !DispatchedMethods.CanHaveCompanion(target);

    /// <summary>Whether a call of the method may reach an override of it, without the method being the one that introduces the slot.</summary>
    internal static bool IsOpenOverride(MethodDefinition method) => method is { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false };

    /// <summary>Why an async method of this assembly that is called directly has no scratch body; null if it is no such method.</summary>
    internal Cause? WhyNoneDirect(MethodDefinition method) =>
        machines.TryGetValue(method, out var machine) ? WhyNot(machine) ?? WhyBoxed(method) ?? new(ReasonKind.OverBudget, "its future is larger than the budget")
        : method.IsRuntimeAsync() ? new(ReasonKind.CalleeRuntimeAsync, "it is compiled with runtime-async")
        : null;

    /// <summary>Why a method of this assembly that is not async passes no call on by a scratch call.</summary>
    internal Cause WhyNotPassedOn(MethodDefinition method)
    {
        if (BaseCalls.TargetOf(method) is { } target && target.Module != analysis.Module)
            return WovenMark.AbiOf(target.Module) == WovenMark.Abi && IsAsync(target) ? new(ReasonKind.BaseCall, "the call is made to a base class in another assembly") : ForeignReason(target);
        string reason = "the callee is not an async method";
        return new(ReasonKind.NotAsync, PassingObstacle.Of(method) is { } obstacle ? $"{reason}, and {obstacle}" : reason);
    }

    /// <summary>Why a method of another assembly that is called without dispatch has no entry.</summary>
    internal Cause WhyNoEntry(MethodDefinition method) => WovenMark.AbiOf(method.Module) switch
    {
        WovenMark.Abi when WhyBoxed(method) is { } boxed => boxed,
        WovenMark.Abi when IsAsync(method) => new(ReasonKind.NoEntry, $"{method.Module.Assembly.Name.Name} has no entry for it, through which other assemblies could call it in scratch space"),
        not null and not WovenMark.Abi when IsAsync(method) => ForeignReason(method),
        _ => new(ReasonKind.OtherAssembly, "the callee is a method of another assembly"),
    };

    /// <summary>The attribute that asks for ordinary calls of a method; null where none does.</summary>
    internal Cause? WhyBoxed(MethodDefinition method) => control.BoxedBy(method) is { } place ? new(ReasonKind.Boxed, $"[Boxed] on {place} asks for the ordinary call") : null;

    /// <summary>The attribute that asks for ordinary calls of a method that is dispatched at run time: on itself, or on all implementations that could run in scratch space but for it.</summary>
    internal Cause? WhyBoxedDispatched(MethodDefinition method)
    {
        if (WhyBoxed(method) is { } own) return own;
        if (!analysis.Implementations.TryGetValue(method, out var implementations)) return null;
        return implementations.Where(implementation => machines.TryGetValue(implementation.Method, out var machine) && WhyNot(machine) is null)
            .Select(implementation => WhyBoxed(implementation.Method)).FirstOrDefault(cause => cause is not null);
    }

    /// <summary>Why the future of an async method is in no scratch space.</summary>
    internal string WhyNoFrame(StateMachine machine) => machine.Builder switch
    {
        BuilderKind.Iterator => "an async iterator is run by whoever enumerates it",
        BuilderKind.Void => "an async void method is never awaited",
        BuilderKind.Pooling => PooledFuture,
        _ => WhyNot(machine)?.Text ?? WhyBoxed(machine.Kickoff)?.Text ?? (overBudget.Contains(machine) ? "its future is larger than the budget" : "no scratch call calls it"),
    };

    /// <summary>Whether only the budget keeps an async method that is called directly from a scratch body.</summary>
    internal bool IsOverBudgetDirect(MethodDefinition method) => machines.TryGetValue(method, out var machine) && overBudget.Contains(machine);

    /// <summary>Whether implementations would have a scratch body but for the budget.</summary>
    internal bool IsOverBudget(MethodDefinition interfaceMethod) =>
        analysis.Implementations.TryGetValue(interfaceMethod, out var implementations) && implementations.Any(implementation => IsOverBudgetDirect(implementation.Method));

    /// <summary>Whether the method is one for which classes of other assemblies may have a companion: this module gives one to all that they can see, and so do others.</summary>
    internal bool IsOpen(MethodDefinition method) =>
        DispatchedMethods.CanHaveCompanion(method) && control.BoxedBy(method) is null && (method.Module == analysis.Module ? Visibility.IsVisibleOutside(method.DeclaringType) : analysis.Foreign.Of(method) is not null);

    /// <summary>Whether an implementation in this assembly is an async method.</summary>
    internal bool HasAsync(MethodDefinition method) =>
        analysis.Implementations.TryGetValue(method, out var implementations) && implementations.Any(implementation => machines.ContainsKey(implementation.Method));

    /// <summary>Why no implementation of an interface method has a scratch body.</summary>
    internal Cause WhyNone(MethodDefinition interfaceMethod)
    {
        if (!DispatchedMethods.CanHaveCompanion(interfaceMethod)) return new(ReasonKind.NoCompanion, "methods with ref parameters, those with arguments of more than 64 KB, and those that do not return a task, have no companion");
        if (interfaceMethod.Module != analysis.Module && !analysis.Implementations.ContainsKey(interfaceMethod)) return ForeignReason(interfaceMethod);
        var implementations = analysis.Implementations[interfaceMethod];
        if (implementations.Count == 0) return new(ReasonKind.NoImplementation, "no class of this assembly implements it");
        foreach (var implementation in implementations)
        {
            if (CanRun(implementation.Method) && WhyTwin(implementation) is { } twin) return twin;
            if ((machines.TryGetValue(implementation.Method, out var machine) ? WhyNot(machine) : WhyNoneDirect(implementation.Method)) is { } cause)
                return new(cause.Kind, $"{SourceNames.OfMethod(implementation.Method)} cannot run in scratch space: {cause.Text}");
        }
        const string Reason = "no implementation of it in this assembly is an async method";
        var held = implementations.Select(implementation => (implementation.Method, Obstacle: PassingObstacle.Of(implementation.Method))).FirstOrDefault(entry => entry.Obstacle is not null);
        return new(ReasonKind.NoAsyncImplementation, held.Obstacle is null ? Reason : $"{Reason}: {SourceNames.OfMethod(held.Method)} {held.Obstacle}");
    }

    /// <summary>Why a class cannot implement the companion of an interface that it implements; null if it can.</summary>
    internal static Cause? WhyTwin(Implementation implementation) => implementation.Twin is { } twin
        ? new(ReasonKind.NoCompanion, $"{SourceNames.OfType(implementation.Class)} has no companion: it implements both {SourceNames.OfType(implementation.Type)} and {SourceNames.OfType(twin)}, which are one interface for some type arguments")
        : null;

    const string PooledFuture = "its future is a pooled one, whose consumer is always posted to its context";

    /// <summary>Why an async method gets no scratch body; null if it can have one.</summary>
    Cause? WhyNot(StateMachine machine)
    {
        if (!causes.TryGetValue(machine, out var cause)) causes[machine] = cause = FindWhyNot(machine);
        return cause;
    }

    static Cause? FindWhyNot(StateMachine machine)
    {
        if (machine.Builder == BuilderKind.Pooling) return new(ReasonKind.CalleeBuilder, PooledFuture);
        if (machine.Builder is not (BuilderKind.Task or BuilderKind.ValueTask))
            return new(ReasonKind.CalleeBuilder, "its builder is not one of the framework's default builders");
        if (machine.Shape.Unknown is { } unknown) return new(ReasonKind.CalleeNotUnderstood, unknown);
        if (!DispatchedMethods.HasScratchShape(machine.Kickoff)) return new(ReasonKind.NoCompanion, "its arguments take more than 64 KB");
        if (machine.Kickoff.IsSynchronized) return new(ReasonKind.CalleeNotUnderstood, "it is synchronized");
        if (machine.AsksForItsCaller) return new(ReasonKind.CalleeNotUnderstood, "it asks for the assembly that calls it");
        if (machine.Shape.DynamicAwaits.Count > 0) return new(ReasonKind.CalleeAwaiter, "it awaits a dynamic value, whose awaiter is known only when the program runs");
        var custom = machine.Shape.Suspensions.FirstOrDefault(suspension => !FrameworkAwaiters.Contains(suspension.AwaiterType));
        return custom is null
            ? null
            : new(ReasonKind.CalleeAwaiter, $"it awaits through {SourceNames.OfType(custom.AwaiterType)}, which is not one of the framework's awaiters");
    }

    /// <summary>Whether the compiler says of a method of another assembly that it is async.</summary>
    internal static bool IsAsync(MethodDefinition method) => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "AsyncStateMachineAttribute");

    Cause ForeignReason(MethodDefinition method) => WovenMark.AbiOf(method.Module) is { } abi && abi != WovenMark.Abi
        ? new(ReasonKind.OtherAbi, $"{method.Module.Assembly.Name.Name} was woven for version {abi} of the ABI, and this weaver is for {WovenMark.Abi}: build it with the same version of Unboxed")
        : new(ReasonKind.OtherAssembly, analysis.Foreign.HasOther(method)
            ? $"the companion that {method.Module.Assembly.Name.Name} has for it is not as this weaver emits it: build {method.Module.Assembly.Name.Name} anew" : "the callee is a method of another assembly");

    bool HasBody(MethodDefinition method) => machines.TryGetValue(method, out var machine) && WhyNot(machine) is null && !overBudget.Contains(machine) && control.BoxedBy(method) is null;

    /// <summary>Those that pass a call on to what can be run in scratch space, itself or through others of them: the least set, so that none is there for its own sake.</summary>
    HashSet<MethodDefinition> Forwarding
    {
        get
        {
            if (forwarding is not null) return forwarding;
            forwarding = [];
            var open = analysis.Forwarders.Keys.Concat(analysis.PassThroughs.Keys).Where(method => control.BoxedBy(method) is null).ToList();
            var callers = open.SelectMany(method => PassedOn(method).Select(TargetOf).OfType<MethodDefinition>().Distinct(), (caller, target) => (caller, target))
                .GroupBy(call => call.target, call => call.caller).ToDictionary(group => group.Key, group => group.ToList());
            var dispatched = analysis.Implementations.SelectMany(entry => entry.Value, (entry, implementation) => (implementation.Method, Dispatched: entry.Key))
                .ToLookup(executed => executed.Method, executed => executed.Dispatched);
            var added = new Queue<MethodDefinition>(open.Where(Forwards).ToList());
            while (added.Count > 0)
            {
                var method = added.Dequeue();
                foreach (var target in dispatched[method].Append(method))
                {
                    if (!callers.TryGetValue(target, out var waiting)) continue;
                    foreach (var caller in waiting.Where(Forwards).ToList()) added.Enqueue(caller);
                    waiting.RemoveAll(forwarding.Contains);
                }
            }
            return forwarding;

            bool Forwards(MethodDefinition method) => PassedOn(method).Any(IsServed) && forwarding.Add(method);
        }
    }
}

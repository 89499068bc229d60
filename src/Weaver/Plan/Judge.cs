using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Delegates;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>Decides what happens to an await site.</summary>
sealed class Judge(ScratchBodies bodies)
{
    internal Verdict Decide(StateMachine caller, AwaitOrigin origin)
    {
        if (origin.Calls.Count == 0) return WithoutCall(origin);
        var verdicts = origin.Calls.Select(call => Decide(caller, call)).ToList();
        if (origin.Sources == 1) return verdicts[0];
        var scratch = verdicts.Where(verdict => verdict.Decision == Decision.Scratch).ToList();
        // What is told of calls none of which is a scratch call is told of the one that might have been.
        if (scratch.Count == 0) return verdicts.OrderByDescending(verdict => verdict.Decision).First();
        return scratch[0] with
        {
            Kind = scratch.Count == origin.Sources ? ReasonKind.AwaitedAtOnce : ReasonKind.AwaitedAtOnceInPart,
            Reason = $"{scratch[0].Reason}; {scratch.Count} of the {origin.Sources} values that meet in the await are scratch calls",
            Calls = [.. scratch.SelectMany(verdict => verdict.Calls)],
        };
    }

    /// <summary>Whether a call of the method could be a scratch call, were its future awaited at once.</summary>
    internal bool IsEligible(MethodDefinition callee) => Against(callee) is null;

    Verdict Decide(StateMachine caller, AwaitedCall call)
    {
        var callee = call.Dispatched.ResolveMethod();
        if (callee is null) return Verdict.Ordinary(ReasonKind.NotACall, "the awaited value is not the result of a method that is known");
        if (DelegateCompanions.IsInvoke(callee)) return DecideDelegate(caller, call);
        bool isDispatched = IsDispatched(callee);
        if (Against(callee) is { } verdict) return verdict;
        if (AgainstCaller(caller) is { } other) return other;
        if (AgainstPrefix(call, isDispatched) is { } prefixed) return prefixed;
        if (call.IsOnReadOnlyAddress) return Verdict.Ordinary(ReasonKind.ReadOnlyAddress, "the call is made on an element of an array, a readonly field, or another place whose address may not be kept");
        if (!MethodIdentity.NamesOwner(call.Dispatched, callee)) return Verdict.Ordinary(ReasonKind.ForeignOverride, "the call names a class that inherits the method");
        if (!ArgumentSize.Fits(call.ParameterTypes)) return Verdict.Ordinary(ReasonKind.NoCompanion, "the arguments of the call take more than 64 KB");
        // The compiler calls those of a base class through a method of their own: see Forwarder.
        if (isDispatched && call.Call.OpCode.Code != Code.Callvirt && call.Wrapped is null) return Verdict.Ordinary(ReasonKind.BaseCall, "the call is made to a base class or a base interface");
        string where = (isDispatched && !bodies.Of(callee).Any() ? ", of implementations in other assemblies" : "") + (call.Constrained is { } parameter ? $", where {parameter.Name} is no struct" : "");
        return new(Decision.Scratch, ReasonKind.AwaitedAtOnce, $"{Describe(callee, isDispatched)} that is awaited at once{where}", callee)
        {
            Calls = [new(call, callee)],
        };
    }

    static Verdict? AgainstPrefix(AwaitedCall call, bool isDispatched)
    {
        if (call.Prefix is not { } prefix) return null;
        if (prefix.OpCode.Code != Code.Constrained) return Verdict.Ordinary(ReasonKind.TypeParameter, $"the call has the prefix {prefix.OpCode.Name}");
        if (call.Constrained is not { } parameter || !isDispatched) return Verdict.Ordinary(ReasonKind.TypeParameter, "the call is made by a method of another type than that of its receiver");
        return parameter.AllowsRefStructs() ? Verdict.Ordinary(ReasonKind.TypeParameter, "the call is made through a type parameter that may be a ref struct") : null;
    }

    /// <summary>Whether what is called through a delegate can be run in scratch space is asked when the program runs.</summary>
    Verdict DecideDelegate(StateMachine caller, AwaitedCall call)
    {
        if (DelegateSignature.Obstacle(call.Method) is { } obstacle) return Verdict.Ordinary(ReasonKind.NotAsync, $"{ThroughDelegate}, and {obstacle}");
        if (DelegateSignature.Of(call.Method) is not { } signature || bodies.Delegates.MethodOf(signature) is not { } companion) return Verdict.Ordinary(ReasonKind.NotAsync, ThroughDelegate);
        if (AgainstCaller(caller) is { } other) return other;
        if (call.Call.OpCode.Code != Code.Callvirt || call.Prefix is not null) return Verdict.Ordinary(ReasonKind.NotAsync, $"{ThroughDelegate}, in a way of its own");
        return new(Decision.Scratch, ReasonKind.AwaitedAtOnce, "a call through a delegate that is awaited at once", companion) { Calls = [new(call, companion)] };
    }

    const string ThroughDelegate = "the call is made through a delegate";

    string Describe(MethodDefinition callee, bool isDispatched) =>
        isDispatched ? callee.DeclaringType.IsInterface ? "an interface call" : "a call of a virtual method"
        : callee.Module != bodies.Module ? "a call of a known method of another assembly"
        : bodies.WhyNoneDirect(callee) is null ? "a call of a forwarding method" : "a call of a known async method";

    /// <summary>A site whose future is not awaited at once.</summary>
    Verdict WithoutCall(AwaitOrigin origin)
    {
        var callee = origin.Awaited is { } awaited ? (ConfiguredWrapper.WrappedBy(awaited) ?? awaited).ResolveMethod() : null;
        if (callee is null)
            return origin.Detour == Detour.SeveralPlaces
                ? Verdict.Ordinary(ReasonKind.SeveralPlaces, "the awaited value comes from more than one place")
                : Verdict.Ordinary(ReasonKind.NotACall, "the awaited value is not the result of a call");
        if (Against(callee) is { } verdict) return verdict;
        return origin.Detour switch
        {
            Detour.ConfigureAwaitArgument => Verdict.Ordinary(ReasonKind.ConfigureAwaitArgument, "the argument of ConfigureAwait does more than to read variables"),
            Detour.ConfigureAwaitOptions => Verdict.Ordinary(ReasonKind.ConfigureAwaitOptions, "the options of ConfigureAwait ask for more than a context"),
            Detour.ConfigureAwaitHelper => Verdict.Ordinary(ReasonKind.ConfigureAwaitHelper, $"the await is configured by '{SourceNames.OfType(origin.Helper!.Method.DeclaringType)}.{origin.Helper.Method.Name}', {origin.Helper.Obstacle}"),
            _ => new(Decision.Escapes, ReasonKind.Escapes, "the future is " + origin.Use!.Text, callee) { Use = origin.Use },
        };
    }

    static bool IsDispatched(MethodDefinition callee) => callee is { DeclaringType.IsInterface: true, IsVirtual: true } || DispatchedMethods.CanHaveCompanion(callee);

    static Verdict? AgainstCaller(StateMachine caller) =>
        caller.Builder == BuilderKind.Other ? Verdict.Ordinary(ReasonKind.CallerBuilder, "the calling method has a builder that is left alone")
        : caller.Shape.Unknown is { } unknown ? Verdict.Ordinary(ReasonKind.CallerNotUnderstood, "the calling method is left alone: " + unknown)
        : null;

    /// <summary>What speaks against a scratch call of a method.</summary>
    Verdict? Against(MethodDefinition callee)
    {
        if (DelegateCompanions.IsInvoke(callee)) return Verdict.Ordinary(ReasonKind.NotAsync, ThroughDelegate);
        if (IsDispatched(callee)) return AgainstDispatched(callee);
        return callee.Module == bodies.Module ? AgainstDirect(callee) : AgainstForeign(callee);
    }

    /// <summary>What speaks against a scratch call of a method of another assembly that is known statically.</summary>
    Verdict? AgainstForeign(MethodDefinition callee)
    {
        if (bodies.HasEntry(callee))
            return ScratchBodies.IsOpenOverride(callee) ? Verdict.Ordinary(ReasonKind.ForeignOverride, "the call names an override, and which method it overrides was not found") : null;
        var cause = bodies.WhyNoEntry(callee);
        return cause.Kind == ReasonKind.Boxed ? new(Decision.Boxed, cause.Kind, cause.Text, callee) : Verdict.Ordinary(cause.Kind, cause.Text);
    }

    /// <summary>What speaks against a scratch call of a method that is dispatched at run time.</summary>
    Verdict? AgainstDispatched(MethodDefinition callee)
    {
        if (callee.IsStatic) return Verdict.Ordinary(ReasonKind.TypeParameter, "the call is made through a type parameter, which decides what is called");
        if (bodies.Of(callee).Any()) return null;
        if (bodies.WhyBoxedDispatched(callee) is { } boxed) return new(Decision.Boxed, boxed.Kind, boxed.Text, callee);
        if (bodies.IsOverBudget(callee)) return new(Decision.Boxed, ReasonKind.OverBudget, "the future of every implementation is larger than the budget (MaxScratchBytes)", callee);
        // Whether its implementations keep their futures in scratch space is known in other assemblies.
        if (bodies.IsOpen(callee) && !bodies.HasAsync(callee)) return null;
        var cause = bodies.WhyNone(callee);
        return Verdict.Ordinary(cause.Kind, cause.Text);
    }

    /// <summary>What speaks against a scratch call of a method that is known statically.</summary>
    Verdict? AgainstDirect(MethodDefinition callee)
    {
        if (bodies.WhyBoxed(callee) is { } boxed) return new(Decision.Boxed, boxed.Kind, boxed.Text, callee);
        var whyNone = bodies.WhyNoneDirect(callee);
        if (whyNone is null && !bodies.CanRun(callee))
        {
            var cause = bodies.WhyNotPassedOn(callee);
            return Verdict.Ordinary(cause.Kind, cause.Text);
        }
        // An override is called through the method that it overrides.
        if (ScratchBodies.IsOpenOverride(callee)) return Verdict.Ordinary(ReasonKind.ForeignOverride, "the call names an override, and which method it overrides was not found");
        if (bodies.CanRun(callee)) return null;
        if (bodies.IsOverBudgetDirect(callee)) return new(Decision.Boxed, ReasonKind.OverBudget, "the future of the callee is larger than the budget (MaxScratchBytes)", callee);
        return Verdict.Ordinary(whyNone!.Value.Kind, "the callee cannot run in scratch space: " + whyNone.Value.Text);
    }
}

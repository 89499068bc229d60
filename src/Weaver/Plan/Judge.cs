using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>Decides what happens to an await site.</summary>
sealed class Judge(ScratchBodies bodies)
{
    internal Verdict Decide(StateMachine caller, AwaitOrigin origin)
    {
        var callee = origin.Awaited?.Resolve();
        if (callee is null) return Verdict.Ordinary(ReasonKind.NotACall, origin.Detour ?? "the awaited value is not the result of a call");
        bool isDispatched = callee.DeclaringType.IsInterface || DispatchedMethods.CanHaveCompanion(callee);
        if (!isDispatched && callee.Module != caller.Kickoff.Module) return Verdict.Ordinary(ReasonKind.OtherAssembly, "the callee is a method of another assembly");
        if ((isDispatched ? AgainstDispatched(callee) : AgainstDirect(callee)) is { } verdict) return verdict;
        if (origin.Call is null) return new(Decision.Escapes, ReasonKind.Escapes, origin.Detour!, callee);
        if (caller.Builder == BuilderKind.Other) return Verdict.Ordinary(ReasonKind.CallerBuilder, "the calling method has a builder that is left alone");
        if (caller.Shape.Unknown is { } unknown) return Verdict.Ordinary(ReasonKind.CallerNotUnderstood, "the calling method is left alone: " + unknown);
        if (origin.Call.Previous?.OpCode.OpCodeType == OpCodeType.Prefix) return Verdict.Ordinary(ReasonKind.TypeParameter, "the call is made through a type parameter");
        if (isDispatched && origin.Call.OpCode.Code != Code.Callvirt) return Verdict.Ordinary(ReasonKind.BaseCall, "the call is made to a base class or a base interface");
        string call = callee.DeclaringType.IsInterface ? "an interface call" : isDispatched ? "a call of a virtual method" : bodies.WhyNoneDirect(callee) is null ? "a call of a forwarding method" : "a call of a known async method";
        string where = isDispatched && !bodies.Of(callee).Any() ? ", of implementations in other assemblies" : "";
        return new(Decision.Scratch, ReasonKind.AwaitedAtOnce, call + " that is awaited at once" + where, callee);
    }

    /// <summary>What speaks against a scratch call of a method that is dispatched at run time.</summary>
    Verdict? AgainstDispatched(MethodDefinition callee)
    {
        if (bodies.Of(callee).Any()) return null;
        if (bodies.WhyBoxedDispatched(callee) is { } boxed) return new(Decision.Boxed, boxed.Kind, boxed.Text, callee);
        if (bodies.IsOverBudget(callee)) return new(Decision.Boxed, ReasonKind.OverBudget, "the future of every implementation is larger than the budget (MaxScratchBytes)", callee);
        // Whether its implementations keep their futures in scratch space is known in other assemblies.
        return bodies.IsOpen(callee) && !bodies.HasAsync(callee) ? null : Verdict.Ordinary(bodies.WhyNone(callee));
    }

    /// <summary>What speaks against a scratch call of a method that is known statically.</summary>
    Verdict? AgainstDirect(MethodDefinition callee)
    {
        if (bodies.WhyBoxed(callee) is { } boxed) return new(Decision.Boxed, boxed.Kind, boxed.Text, callee);
        var whyNone = bodies.WhyNoneDirect(callee);
        if (whyNone is null && !bodies.CanRun(callee)) return Verdict.Ordinary(ReasonKind.NotAsync, "the callee is not an async method");
        // An override is called through the method that it overrides.
        if (ScratchBodies.IsOpenOverride(callee)) return Verdict.Ordinary(ReasonKind.ForeignOverride, "the call is made to an override of a method of another assembly");
        if (bodies.CanRun(callee)) return null;
        if (bodies.IsOverBudgetDirect(callee)) return new(Decision.Boxed, ReasonKind.OverBudget, "the future of the callee is larger than the budget (MaxScratchBytes)", callee);
        return Verdict.Ordinary(whyNone!.Value.Kind, "the callee cannot run in scratch space: " + whyNone.Value.Text);
    }
}

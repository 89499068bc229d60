using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>Decides what happens to an await site.</summary>
sealed class Judge(ScratchBodies bodies)
{
    internal Verdict Decide(StateMachine caller, AwaitOrigin origin)
    {
        var callee = origin.Awaited?.Resolve();
        if (callee is null || !callee.DeclaringType.IsInterface || callee.Module != caller.Kickoff.Module)
            return Verdict.Ordinary(callee is null ? origin.Detour ?? "the awaited value is not the result of a call" : "the callee is not an interface method of this assembly");
        if (!bodies.Of(callee).Any())
        {
            return bodies.IsOverBudget(callee)
                ? new(Decision.Boxed, "the future of every implementation is larger than the budget (MaxScratchBytes)", callee)
                : Verdict.Ordinary(bodies.WhyNone(callee));
        }
        if (origin.Call is null) return new(Decision.Escapes, origin.Detour!, callee);
        if (caller.Builder == BuilderKind.Other) return Verdict.Ordinary("the calling method has a builder that is left alone");
        if (caller.Shape.Unknown is { } unknown) return Verdict.Ordinary("the calling method is left alone: " + unknown);
        if (origin.Call.OpCode.Code != Code.Callvirt || origin.Call.Previous?.OpCode.OpCodeType == OpCodeType.Prefix)
            return Verdict.Ordinary("the call is made through a type parameter or to a base class");
        return new(Decision.Scratch, "an interface call that is awaited at once", callee);
    }
}

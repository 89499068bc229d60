using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Where debuggers that step over an await see that a root waits for a scratch call, and where it goes on: where it is run the callee may have suspended again. In code without optimisations a root waits for
/// a scratch call where the compiler has it wait, for some look at the next place alone.
/// </summary>
sealed class RootStepping(RootPlan root)
{
    readonly StateMachine machine = root.Machine;

    /// <summary>Places of their own, before the method comes to where the compiler has it wait.</summary>
    readonly List<(Instruction Yield, Instruction Resume)> places = [];
    readonly HashSet<Instruction> yields = [];

    /// <summary>Where the method goes on at an await that has the compiler's place, whatever it has waited for.</summary>
    readonly Dictionary<Suspension, Instruction> resumes = [];

    /// <summary>The compiler's place, where the method waits there for scratch calls too; null where those have places of their own.</summary>
    internal static Instruction? PlaceOf(SuspensionPlan site) => ContinuationOf(site) is null ? null : site.Suspension.Yield;

    /// <summary>Whether the await continues where it captured, where that is known and the same for all calls that meet in it.</summary>
    internal static bool? ContinuationOf(SuspensionPlan site)
    {
        var known = site.Calls[0].Site.Continuation.Constant;
        return site.Calls.All(call => call.Site.Continuation.Constant == known) ? known : null;
    }

    /// <summary>A place at which the method waits for a scratch call.</summary>
    /// <param name="resume">Where it goes on.</param>
    internal Instruction NewPlace(Instruction resume)
    {
        var yield = Instruction.Create(OpCodes.Nop);
        places.Add((yield, resume));
        yields.Add(yield);
        return yield;
    }

    /// <summary>Whether an instruction is such a place, and so has to stay.</summary>
    internal bool Names(Instruction nop) => yields.Contains(nop);

    internal void GoesOnAt(SuspensionPlan site, Instruction resume) => resumes[site.Suspension] = resume;

    /// <summary>Writes it into the symbols of the method, in the order of the code: debuggers look for the next.</summary>
    internal void Write()
    {
        if (machine.MoveNext.CustomDebugInformations.OfType<AsyncMethodBodyDebugInformation>().FirstOrDefault() is not { Yields.Count: > 0 } stepping) return;
        var body = machine.MoveNext.Body.Instructions;
        for (int i = 0; i < body.Count; i++) body[i].Offset = i;
        var resumeBy = resumes.ToDictionary(entry => entry.Key.Yield!.Offset, entry => entry.Value);
        for (int i = 0; i < stepping.Yields.Count; i++)
        {
            if (resumeBy.TryGetValue(stepping.Yields[i].Offset, out var resume)) stepping.Resumes[i] = new(resume);
        }
        foreach (var (yield, resume) in places)
        {
            int next = 0;
            while (next < stepping.Yields.Count && stepping.Yields[next].Offset < yield.Offset) next++;
            stepping.Yields.Insert(next, new(yield));
            stepping.Resumes.Insert(next, new(resume));
            stepping.ResumeMethods.Insert(next, machine.MoveNext);
        }
    }
}

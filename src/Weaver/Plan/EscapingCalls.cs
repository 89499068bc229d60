using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>
/// Finds the calls of methods that could be reached by a scratch call, but whose futures are not awaited in the method with the call: in every method
/// of the module, async or not.
/// </summary>
sealed class EscapingCalls
{
    readonly ModuleAnalysis analysis;
    readonly Judge judge;
    readonly HashSet<Instruction> done;
    readonly Dictionary<MethodDefinition, StateMachine> machines;
    readonly Dictionary<MethodDefinition, bool> eligible = [];

    /// <param name="analysis">The module.</param>
    /// <param name="judge">Decides which callees could be reached.</param>
    /// <param name="passedOn">The calls that a method passes on where it is reached by a scratch call.</param>
    /// <param name="awaited">The calls that are known to be awaited at once: most of all, and nothing needs to be found out about them.</param>
    internal EscapingCalls(ModuleAnalysis analysis, Judge judge, IEnumerable<Instruction> passedOn, IEnumerable<Instruction> awaited)
    {
        (this.analysis, this.judge) = (analysis, judge);
        done = new(passedOn.Concat(awaited));
        machines = analysis.Machines.ToDictionary(machine => machine.MoveNext);
    }

    internal IEnumerable<EscapingCallRow> Find() => analysis.Module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && !IsEntryPointOfCompiler(method)).SelectMany(Find);

    /// <summary>The compiler's caller of an async Main, which waits for it: no code of the user, and nothing that could be done about it.</summary>
    static bool IsEntryPointOfCompiler(MethodDefinition method) => method == method.Module.EntryPoint && method.Name == "<Main>";

    IEnumerable<EscapingCallRow> Find(MethodDefinition method)
    {
        var calls = method.Body.Instructions.Where(instruction => instruction.CalledMethod() is { } called && !done.Contains(instruction) && IsEligible(called)).ToList();
        if (calls.Count == 0) yield break;
        machines.TryGetValue(method, out var machine);
        if ((machine?.Shape.Simulation ?? StackSimulation.Run(method)) is not { } simulation) yield break;
        var graph = new FlowGraph(method.Body, null, machine?.Builder == BuilderKind.Iterator, machine?.Shape.Regions, machine?.Shape.Simulation?.Index);
        var uses = new FutureUses(method.Body, simulation, graph, new(method.Body, graph, simulation, isMachine: machine is not null), machine?.Shape);
        var places = new SourcePlaces(method);
        foreach (var call in calls.Where(simulation.IsReached))
        {
            // Those that are awaited are rows of await sites.
            if (uses.Of(call).Awaits.Count > 0 || machine?.Shape.UnreadAwaits.Count > 0) continue;
            var place = places.Of(call);
            yield return new(
                place.File, place.Line, place.Column, SourceNames.OfMethod(machine?.Kickoff ?? method), SourceNames.OfMethod(call.CalledMethod()!), uses.EscapeOf(call))
            {
                Method = method.MetadataToken.ToInt32(),
                Offset = call.Offset,
            };
        }
    }

    bool IsEligible(MethodReference called)
    {
        if (!DispatchedMethods.IsTaskLike(called.ReturnType) || called.TryResolveMethod() is not { } callee) return false;
        if (!eligible.TryGetValue(callee, out bool isEligible)) eligible[callee] = isEligible = judge.IsEligible(callee);
        return isEligible;
    }
}

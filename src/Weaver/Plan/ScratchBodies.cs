using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>Which async methods get a scratch body, and for which interface methods they serve.</summary>
sealed class ScratchBodies
{
    readonly ModuleAnalysis analysis;
    readonly Dictionary<MethodDefinition, StateMachine> machines;
    readonly HashSet<StateMachine> overBudget = [];

    internal ScratchBodies(ModuleAnalysis analysis)
    {
        this.analysis = analysis;
        machines = analysis.Machines.ToDictionary(machine => machine.Kickoff);
    }

    /// <summary>Takes a method out whose own frame alone is larger than the budget.</summary>
    internal void Exclude(StateMachine machine) => overBudget.Add(machine);

    /// <summary>The implementations of an interface method that have a scratch body.</summary>
    internal IEnumerable<(Implementation Implementation, StateMachine Machine)> Of(MethodDefinition interfaceMethod) =>
        Candidates(interfaceMethod).Where(candidate => !overBudget.Contains(candidate.Machine));

    /// <summary>The scratch body of an async method that is called directly, if it has one.</summary>
    internal StateMachine? Direct(MethodDefinition method) =>
        machines.TryGetValue(method, out var machine) && WhyNot(machine) is null && !overBudget.Contains(machine) ? machine : null;

    /// <summary>Why an async method of this assembly that is called directly has no scratch body; null if it is no such method.</summary>
    internal string? WhyNoneDirect(MethodDefinition method) => machines.TryGetValue(method, out var machine) ? WhyNot(machine) ?? "its future is larger than the budget" : null;

    /// <summary>Whether only the budget keeps an async method that is called directly from a scratch body.</summary>
    internal bool IsOverBudgetDirect(MethodDefinition method) => machines.TryGetValue(method, out var machine) && overBudget.Contains(machine);

    /// <summary>Whether implementations would have a scratch body but for the budget.</summary>
    internal bool IsOverBudget(MethodDefinition interfaceMethod) => Candidates(interfaceMethod).Any();

    IEnumerable<(Implementation Implementation, StateMachine Machine)> Candidates(MethodDefinition interfaceMethod)
    {
        if (!analysis.Implementations.TryGetValue(interfaceMethod, out var implementations)) yield break;
        foreach (var implementation in implementations)
        {
            if (machines.TryGetValue(implementation.Method, out var machine) && WhyNot(machine) is null) yield return (implementation, machine);
        }
    }

    /// <summary>Whether the method is one for which classes of other assemblies may have a companion: this module gives one to all that they can see, and so do others.</summary>
    internal bool IsOpen(MethodDefinition method) =>
        DispatchedMethods.CanHaveCompanion(method) && (method.Module == analysis.Module ? Visibility.IsVisibleOutside(method.DeclaringType) : analysis.Foreign.Of(method) is not null);

    /// <summary>Why no implementation of an interface method has a scratch body.</summary>
    internal string WhyNone(MethodDefinition interfaceMethod)
    {
        if (!DispatchedMethods.CanHaveCompanion(interfaceMethod)) return "methods with ref parameters, and those that do not return a task, have no companion";
        if (interfaceMethod.Module != analysis.Module && !analysis.Implementations.ContainsKey(interfaceMethod)) return ForeignReason(interfaceMethod);
        var implementations = analysis.Implementations[interfaceMethod];
        if (implementations.Count == 0) return "no class of this assembly implements it";
        foreach (var implementation in implementations)
        {
            if (machines.TryGetValue(implementation.Method, out var machine))
                return $"{SourceNames.OfMethod(implementation.Method)} cannot run in scratch space: {WhyNot(machine)}";
        }
        return "no implementation of it in this assembly is an async method";
    }

    /// <summary>Whether an implementation in this assembly is an async method.</summary>
    internal bool HasAsync(MethodDefinition method) =>
        analysis.Implementations.TryGetValue(method, out var implementations) && implementations.Any(implementation => machines.ContainsKey(implementation.Method));

    static string ForeignReason(MethodDefinition method) => WovenMark.AbiOf(method.Module) is { } abi && abi != WovenMark.Abi
        ? $"{method.Module.Assembly.Name.Name} was woven for version {abi} of the ABI, and this weaver is for {WovenMark.Abi}: build it with the same version of Unboxed"
        : "the callee is a method of another assembly";

    /// <summary>Why an async method gets no scratch body; null if it can have one.</summary>
    internal static string? WhyNot(StateMachine machine)
    {
        var kickoff = machine.Kickoff;
        if (machine.Builder is not (BuilderKind.Task or BuilderKind.ValueTask)) return "its builder is not one of the framework's default builders";
        if (machine.Shape.Unknown is { } unknown) return unknown;
        var custom = machine.Shape.Suspensions.FirstOrDefault(suspension => !FrameworkAwaiters.Contains(suspension.AwaiterType));
        return custom is null ? null : $"it awaits through {SourceNames.OfType(custom.AwaiterType)}, which is not one of the framework's awaiters";
    }
}

namespace Unboxed.Fuzzing.Planting;

/// <summary>
/// Bugs that a weaver or its run-time support could have. Each is planted by changing the woven module, so that no switch stands in the
/// code that users run: a call of the run-time support is redirected to <see cref="Sabotage"/>, or emitted instructions are changed.
/// </summary>
static class PlantedBugs
{
    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        Redirection("ContextNotRestored", "Fence", "Exit"),
        Redirection("ContextsNotKept", "Scratch", "SuspendAtCall"),
        Redirection("VariableNotSaved", "Scratch", "KeepWord"),
        Redirection("ReferenceNotSaved", "Scratch", "Keep"),
        Redirection("FaultForgotten", "Scratch", "TakeResult"),
        Redirection("FaultReplaced", "Scratch", "Fail"),
        Redirection("ResultLost", "Chain", "TakeResult"),
        Redirection("ConfigureAwaitIgnored", "Chain", "End"),
        Redirection("ExactTypeNotChecked", "Companion", "IsExactly"),
        Redirection("DeclinedTakenForCompleted", "Companion", "Take"),
        Redirection("ChainNotReturned", "Chain", "Return"),
        new("WrongStateAtResume", Instructions.RotateStates),
        new("FinallyRunsAtSuspension", Instructions.ForgetStateAtSuspension),
        new("ArgumentsInWrongOrder", Instructions.SwapArguments),
        new("FrameTooSmall", Instructions.ShrinkFrames),
        new("OverloadOfAnotherArity", Identities.ConfuseOverloads),
        new("TypeParameterOfSameName", Identities.ConfuseTypeParameters),
    ];

    internal static PlantedBug Named(string name) =>
        All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"There is no bug {name} to plant. There are {string.Join(", ", All.Select(bug => bug.Name))}.");

    static PlantedBug Redirection(string name, string type, string method) => new(name, module => Redirections.Apply(module, type, method));
}

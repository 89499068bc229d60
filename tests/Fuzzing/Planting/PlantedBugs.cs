namespace Unboxed.Fuzzing.Planting;

/// <summary>
/// Bugs that a weaver or its run-time support could have. Each is planted by changing the woven module, so that no switch stands in the
/// code that users run: a call of the run-time support is redirected to <see cref="Sabotage"/>, or emitted instructions are changed.
/// </summary>
static class PlantedBugs
{
    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        Redirection("ContextNotRestored", "Fence", "ExitCompleted"),
        Redirection("ContextNotRestoredAfterException", "Fence", "ExitFaulted"),
        Redirection("OwnContextNotEntered", "Frame", "Enter"),
        Redirection("SlotNotCleared", "Frame", "TakeReference"),
        Redirection("VariableNotSaved", "Frame", "SaveWord"),
        Redirection("ConfigureAwaitInverted", "Frame", "SuspendAtCall"),
        Redirection("FaultForgotten", "Frame", "Rethrow"),
        Redirection("ResultLost", "Chain", "Resume"),
        Redirection("ExactTypeNotChecked", "Companion", "IsExactly"),
        Redirection("DeclinedTakenForPending", "Future", "get_IsDeclined"),
        Redirection("SegmentNotReturned", "Segment", "Return"),
        new("WrongStateAtResume", Instructions.RotateStates),
        new("FilterBeforeContextsAreRestored", Instructions.RestoreInFaultHandler),
        new("FinallyRunsAtSuspension", Instructions.ForgetStateAtSuspension),
        new("ArgumentsInWrongOrder", Instructions.SwapArguments),
        new("NeedTooSmall", module => Redirections.Apply(module, "Frame", "Word") + Redirections.Apply(module, "Frame", "Resume")),
        new("OverloadOfAnotherArity", Identities.ConfuseOverloads),
        new("TypeParameterOfSameName", Identities.ConfuseTypeParameters),
    ];

    internal static PlantedBug Named(string name) =>
        All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"There is no bug {name} to plant. There are {string.Join(", ", All.Select(bug => bug.Name))}.");

    static PlantedBug Redirection(string name, string type, string method) => new(name, module => Redirections.Apply(module, type, method));
}

using Unboxed.Fuzzing.Generation;

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
        Redirection("ContextsNotKept", "Scratch", "SuspendAtCall", "SuspendIfPending"),
        Redirection("VariableNotSaved", "Scratch", "KeepWord"),
        Redirection("ReferenceNotSaved", "Scratch", "Keep"),
        new("FaultForgotten", module => Outcomes.Before(module, typeof(Sabotage), nameof(Sabotage.ForgetFault))),
        Redirection("FaultReplaced", "Scratch", "Fail"),
        Redirection("ResultLost", "Chain", "TakeResult"),
        Redirection("ConfigureAwaitIgnored", "Chain", "End", "EndCompanion"),
        new("ConfigureAwaitOfStructIgnored", module => Redirections.Apply(module, typeof(Sabotage), "ConfiguredCalls", "Continues"), Shape.AwaitUsing),
        Redirection("ExactTypeNotChecked", "Companion", "IsExactly"),
        Redirection("DeclinedTakenForCompleted", "Companion", "Take"),
        Redirection("ChainNotReturned", "Chain", "Return"),
        new("ChangedContextsNotTold", module => Redirections.Apply(module, typeof(Sabotage), "Fence", "Without"), Shape.NeutralBody),
        new("ContextsKeptNowhere", Instructions.ForgetFences, Shape.NeutralBody),
        new("WrongStateAtResume", Instructions.RotateStates),
        new("FinallyRunsAtSuspension", Instructions.ForgetStateAtSuspension),
        new("ArgumentsInWrongOrder", Instructions.SwapArguments),
        new("FrameTooSmall", Instructions.ShrinkFrames),
        new("OverloadOfAnotherArity", Identities.ConfuseOverloads),
        new("TypeParameterOfSameName", Identities.ConfuseTypeParameters),
        new("OnlyTargetOfDelegateCompared", Instructions.CompareTargetsAlone, Shape.DelegateOfOneClosure),
        new("EntryCalledAndThenDeclined", Instructions.DeclineAfterEntries, Shape.DirectCallAcross),
        Redirections.To(typeof(SuppressionForgotten), Shape.SuppressedLeafInCallee, ("Leaves", "SuspendAtValueTaskOf"), ("Leaves", "SuspendAtTask")),
        Redirections.To(typeof(BuilderNotForgotten), Shape.SuppressedLeafInRoot, ("Chain", "ForgetBuilder")),
        Redirections.To(typeof(SourcesThatThrowIgnored), Shape.ThrowingSource, ("Leaves", "SuspendAtValueTaskOf")),
        Redirections.To(typeof(PostsThatThrowIgnored), Shape.ThrowingContext, ("Scratch", "SuspendAtCall"), ("Scratch", "SuspendIfPending")),
        new(nameof(ResultInAStatic), module => Redirections.Apply(module, typeof(ResultInAStatic), "Scratch", "SetResult") + Outcomes.After(module, typeof(ResultInAStatic), nameof(ResultInAStatic.Replace)), Shape.ValueHandler),
        Redirections.To(typeof(ChainReturnedEarly), Shape.CancellationCallback, ("Chain", "TakeResult"), ("Chain", "Return")),
        Redirections.To(typeof(PostedAgainInACopy), Shape.CopyingContext, ("Scratch", "SuspendAtCall"), ("Scratch", "SuspendIfPending")),
        Redirections.To(typeof(QueuedInOwnContext), Shape.CapturingScheduler, ("Scratch", "SuspendAtCall"), ("Scratch", "SuspendIfPending")),
        Redirections.To(typeof(RoomOfTwoCalls), Shape.AdapterCallsOverlap, ("Rooms", "EndOf"), ("Rooms", "End")),
        Redirections.To(typeof(RoomNotFreed), Shape.AdapterOfOnesOwn, ("Rooms", "EndOf"), ("Rooms", "End")),
        Redirections.To(typeof(RoomNotAbandoned), Shape.AdapterThrowsAtOnce, ("Rooms", "Abandon")),
        Redirections.To(typeof(ConsumersContextNotCaptured), Shape.AdapterCalledByUnwoven, ("Rooms", "EndOf"), ("Rooms", "End")),
        Redirections.To(typeof(ConsumersFlowNotCaptured), Shape.AdapterCalledByUnwoven, ("Rooms", "EndOf"), ("Rooms", "End")),
        Redirections.To(typeof(ContextOfAnEarlierCall), Shape.AdapterCalledByUnwoven, ("Rooms", "EndOf"), ("Rooms", "End")),
        Redirections.To(typeof(ContextOfTheCallersFlow), Shape.AdapterCalledByUnwoven, ("Rooms", "EndOf"), ("Rooms", "End")),
    ];

    internal static PlantedBug Named(string name) =>
        All.FirstOrDefault(bug => bug.Name == name) ?? throw new ArgumentException($"There is no bug {name} to plant. There are {string.Join(", ", All.Select(bug => bug.Name))}.");

    static PlantedBug Redirection(string name, string type, params string[] methods) => new(name, module => methods.Sum(method => Redirections.Apply(module, typeof(Sabotage), type, method)));
}

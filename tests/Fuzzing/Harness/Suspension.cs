namespace Unboxed.Fuzzing.Harness;

/// <summary>What a leaf does when it is awaited. Counted in each run, so that it is seen whether all of them occur.</summary>
public enum Suspension
{
    CompletedAlready,
    FailedAlready,
    SourceLater,
    TaskLater,
    TaskLaterAsynchronously,
    WithinRegistration,
    FailedLater,
    CanceledLater,
    Yield,
    CompletedInUi,
    CompletedInOther,
    CompletedOnScheduler,
    CompletedInForeignFlow,
}

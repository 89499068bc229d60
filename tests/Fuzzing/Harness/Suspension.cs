namespace Unboxed.Fuzzing.Harness;

/// <summary>What a leaf does when it is awaited, and what else the harness does. Counted in each run, so that it is seen whether all of them occur.</summary>
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
    ForeignLater,
    LostAtRegistration,
    ThrowsAfterRegistration,
    PostThrows,
    HandlerRuns,
    CompletedInCallback,
    CompletedInUi,
    CompletedInOther,
    CompletedInCopy,
    CompletedOnScheduler,
    CompletedOnCapturing,
    CompletedInForeignFlow,
}

namespace AssemblyToProcess.Harness;

/// <summary>Where a case is started, and where its leaves complete.</summary>
[Flags]
public enum Places
{
    /// <summary>No context; leaves complete on the thread that drives the case.</summary>
    Plain = 1,

    /// <summary>Started in a context like a user interface's; leaves complete on the same thread, outside of the context.</summary>
    Ui = 2,

    /// <summary>Started in a context like a user interface's; leaves complete in it.</summary>
    InsideUi = 4,

    /// <summary>Started on a task scheduler of its own; leaves complete outside of it.</summary>
    Scheduler = 8,

    /// <summary>No context; leaves complete on the thread pool, as soon as somebody waits for them.</summary>
    Pool = 16,

    All = Plain | Ui | InsideUi | Scheduler | Pool,
}

namespace Unboxed.Weaver.Analysis.Escapes;

/// <summary>The uses of a future by which it may outlive the await expression, or be seen while it is pending.</summary>
public enum UseKind
{
    /// <summary>Stored in a field of an object or a class.</summary>
    StoredInField,

    /// <summary>Stored in an array.</summary>
    StoredInArray,

    /// <summary>Stored through a reference: an out or ref parameter, a ref local.</summary>
    StoredByReference,

    /// <summary>Captured by a lambda or a local function.</summary>
    Captured,

    /// <summary>An argument of a call.</summary>
    PassedToMethod,

    /// <summary>The result of its method.</summary>
    Returned,

    /// <summary>Converted into another future: AsTask, Preserve, an upcast.</summary>
    Converted,

    /// <summary>Its result is asked for, which may block: Result, Wait, GetResult.</summary>
    ResultAskedFor,

    /// <summary>Another of its members is called: IsCompleted, ContinueWith, Status.</summary>
    MemberCalled,

    /// <summary>Its awaiter is taken, and not by an await.</summary>
    AwaiterTaken,

    /// <summary>Awaited, but on some path a second time.</summary>
    AwaitedMoreThanOnce,

    /// <summary>Awaited, but not on every path.</summary>
    NotAwaitedOnEveryPath,

    /// <summary>Awaited after another await, while it may be pending.</summary>
    AwaitedAfterSuspension,

    /// <summary>Kept in a variable and awaited after other code.</summary>
    AwaitedLater,

    /// <summary>Not used at all.</summary>
    Dropped,

    /// <summary>Used in a way that is not understood.</summary>
    NotUnderstood,
}

/// <summary>One use of a future.</summary>
/// <param name="Kind">What is done with it.</param>
/// <param name="Name">The field, variable, method or member by which it is done, as the source names it; null where there is none.</param>
public sealed record FutureUse(UseKind Kind, string? Name)
{
    /// <summary>The use as a clause, without a subject: "stored in field '_pending'".</summary>
    public string Text => Kind switch
    {
        UseKind.StoredInField => $"stored in field '{Name}'",
        UseKind.StoredInArray => "stored in an array",
        UseKind.StoredByReference => "stored through a reference",
        UseKind.Captured => $"captured by a lambda as '{Name}'",
        UseKind.PassedToMethod => $"passed to '{Name}'",
        UseKind.Returned => "returned",
        UseKind.Converted => $"converted by {Name}",
        UseKind.ResultAskedFor => $"waited for by {Name}",
        UseKind.MemberCalled => $"asked for its {Name}",
        UseKind.AwaiterTaken => "asked for its awaiter",
        UseKind.AwaitedMoreThanOnce => "awaited more than once",
        UseKind.NotAwaitedOnEveryPath => "not awaited on every path",
        UseKind.AwaitedAfterSuspension => "awaited after another suspension",
        UseKind.AwaitedLater => $"kept in {(Name is null ? "a local variable" : $"'{Name}'")} and awaited later",
        UseKind.Dropped => "dropped",
        _ => "used in a way that is not understood",
    };
}

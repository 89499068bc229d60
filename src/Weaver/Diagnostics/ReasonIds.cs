using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Which diagnostic speaks of which reason.</summary>
static class ReasonIds
{
    /// <summary>The diagnostic about an await at which a future may be boxed; null where it is in scratch space, or where what is awaited is a leaf: no async method of a woven assembly.</summary>
    internal static DiagnosticId? Of(AwaitSiteRow row) => row.IsUnwovenAsync ? DiagnosticId.UnwovenCallee : Of(row.Kind);

    /// <summary>The diagnostic about a reason; null for scratch calls and leaves.</summary>
    internal static DiagnosticId? Of(ReasonKind kind) => kind switch
    {
        ReasonKind.Escapes => DiagnosticId.EscapingAwait,
        ReasonKind.Boxed => DiagnosticId.BoxedByAttribute,
        ReasonKind.OverBudget => DiagnosticId.OverBudget,
        ReasonKind.CallerBuilder => DiagnosticId.CallerBuilder,
        ReasonKind.CallerNotUnderstood => DiagnosticId.CallerNotUnderstood,
        ReasonKind.CalleeBuilder => DiagnosticId.CalleeBuilder,
        ReasonKind.CalleeAwaiter => DiagnosticId.CalleeAwaiter,
        ReasonKind.CalleeNotUnderstood => DiagnosticId.CalleeNotUnderstood,
        ReasonKind.TypeParameter => DiagnosticId.TypeParameter,
        ReasonKind.ReadOnlyAddress => DiagnosticId.ReadOnlyAddress,
        ReasonKind.BaseCall => DiagnosticId.BaseCall,
        ReasonKind.ForeignOverride => DiagnosticId.ForeignOverride,
        ReasonKind.ConfigureAwaitArgument => DiagnosticId.ConfigureAwaitArgument,
        ReasonKind.ConfigureAwaitOptions => DiagnosticId.ConfigureAwaitOptions,
        ReasonKind.ConfigureAwaitHelper => DiagnosticId.ConfigureAwaitHelper,
        ReasonKind.SeveralPlaces => DiagnosticId.SeveralPlaces,
        ReasonKind.NotUnderstood => DiagnosticId.AwaitNotUnderstood,
        ReasonKind.OtherAbi => DiagnosticId.OtherAbi,
        ReasonKind.NoCompanion => DiagnosticId.NoCompanion,
        ReasonKind.AwaitedAtOnceInPart => DiagnosticId.InPart,
        ReasonKind.CallerRuntimeAsync => DiagnosticId.CallerRuntimeAsync,
        ReasonKind.CalleeRuntimeAsync => DiagnosticId.CalleeRuntimeAsync,
        ReasonKind.AwaitedAtOnce or ReasonKind.NotACall or ReasonKind.OtherAssembly or ReasonKind.NoEntry or ReasonKind.NotAsync or ReasonKind.NoImplementation or ReasonKind.NoAsyncImplementation => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

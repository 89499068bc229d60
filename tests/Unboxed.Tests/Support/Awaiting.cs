using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests.Support;

delegate Place SuspendAt<TAwaiter>(ref Scratch scratch, TAwaiter awaiter, Future future, int state, Place place);

delegate TAwaiter TakeAt<TAwaiter>(ref Scratch scratch, Place place);

/// <summary>What woven code calls for an awaiter of this type.</summary>
sealed record Awaiting<TAwaiter>(Func<TAwaiter, bool> IsCompleted, SuspendAt<TAwaiter> Suspend, TakeAt<TAwaiter> Take, Func<TAwaiter, int> GetResult);

static class Awaiting
{
    internal static readonly Awaiting<ValueTaskAwaiter<int>> ValueTaskOf =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtValueTaskOf, Leaves.TakeValueTaskOf<int>, awaiter => awaiter.GetResult());

    internal static readonly Awaiting<ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter> ConfiguredValueTaskOf =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtConfiguredValueTaskOf, Leaves.TakeConfiguredValueTaskOf<int>, awaiter => awaiter.GetResult());

    internal static readonly Awaiting<ValueTaskAwaiter> ValueTask =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtValueTask, Leaves.TakeValueTask, awaiter => { awaiter.GetResult(); return 0; });

    internal static readonly Awaiting<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter> ConfiguredValueTask =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtConfiguredValueTask, Leaves.TakeConfiguredValueTask, awaiter => { awaiter.GetResult(); return 0; });

    internal static readonly Awaiting<TaskAwaiter<int>> TaskOf =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtTask, Leaves.TakeTask<TaskAwaiter<int>>, awaiter => awaiter.GetResult());

    internal static readonly Awaiting<TaskAwaiter> Task =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtTask, Leaves.TakeTask<TaskAwaiter>, awaiter => { awaiter.GetResult(); return 0; });

    internal static readonly Awaiting<ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter> ConfiguredTaskOf =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtConfiguredTask, Leaves.TakeConfiguredTask<ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter>, awaiter => awaiter.GetResult());

    internal static readonly Awaiting<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter> ConfiguredTask =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtConfiguredTask, Leaves.TakeConfiguredTask<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>, awaiter => { awaiter.GetResult(); return 0; });

    internal static readonly Awaiting<YieldAwaitable.YieldAwaiter> Yield =
        new(awaiter => awaiter.IsCompleted, Leaves.SuspendAtYield, Leaves.TakeYield, awaiter => { awaiter.GetResult(); return 0; });

    internal static Awaiting<TAwaiter> Other<TAwaiter>(Func<TAwaiter, int> getResult) where TAwaiter : ICriticalNotifyCompletion =>
        new(_ => false, Leaves.SuspendOther, Leaves.TakeOther<TAwaiter>, getResult);
}

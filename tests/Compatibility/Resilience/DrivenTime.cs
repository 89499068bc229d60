using Microsoft.Extensions.Time.Testing;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Resilience;

/// <summary>A clock that goes on when a scenario says so.</summary>
sealed class DrivenTime(Trace trace)
{
    readonly Clock time = new(trace);

    public TimeProvider Provider => time;

    public TimeSpan Elapsed => time.GetUtcNow() - time.Start;

    /// <summary>Goes on once the scenario waits.</summary>
    public void Advance(TimeSpan span) => trace.Later(() => time.Advance(span));

    /// <summary>
    /// Goes on step by step, and no further when the task is complete: what a timeout cancels goes on in a thread of the pool, and how soon that looks at the task must
    /// make no difference.
    /// </summary>
    public void AdvanceUntil(Task complete, params TimeSpan[] spans)
    {
        if (complete.IsCompleted || spans is not [var span, .. var next]) return;
        trace.Later(() =>
        {
            time.Advance(span);
            AdvanceUntil(complete, next);
        });
    }

    /// <summary>Goes on once somebody waits for the time next: who is about to may be on another thread than the scenario, which waits already.</summary>
    public void AdvanceWithTimer(TimeSpan span) => time.Due = span;

    sealed class Clock(Trace trace) : FakeTimeProvider
    {
        internal TimeSpan? Due;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (Due is { } span)
            {
                Due = null;
                trace.Later(() => Advance(span));
            }
            return timer;
        }
    }
}

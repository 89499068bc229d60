using Microsoft.Extensions.Time.Testing;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Resilience;

/// <summary>A clock that goes on when a scenario says so.</summary>
sealed class DrivenTime(Trace trace)
{
    readonly FakeTimeProvider time = new();

    public TimeProvider Provider => time;

    public TimeSpan Elapsed => time.GetUtcNow() - time.Start;

    /// <summary>Goes on once the scenario waits.</summary>
    public void Advance(TimeSpan span) => trace.Later(() => time.Advance(span));
}

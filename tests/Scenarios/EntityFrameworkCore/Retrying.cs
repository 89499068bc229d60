using Microsoft.EntityFrameworkCore.Storage;

namespace Unboxed.Scenarios.EntityFrameworkCore;

/// <summary>Does what has failed with a <see cref="TimeoutException"/> again, at once.</summary>
sealed class Retrying(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.Zero)
{
    protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;

    protected override TimeSpan? GetNextDelay(Exception lastException) => base.GetNextDelay(lastException) is null ? null : TimeSpan.Zero;
}

using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Data;

/// <summary>SQLite completes all that it does synchronously. This waits before every query and command of the context.</summary>
sealed class Waiting(Trace trace) : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await trace.Leaf();
        trace.Log(command.CommandText);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await trace.LeafTask(cancellationToken);
        return await base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }
}

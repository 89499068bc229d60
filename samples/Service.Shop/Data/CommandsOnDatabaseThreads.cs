using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Shop.Data;

/// <summary>Has the commands of EF Core run on the threads of the database: below all of EF Core's own calls, who has sent one waits for it as for that of a server.</summary>
sealed class CommandsOnDatabaseThreads(DatabaseThreads threads) : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return InterceptionResult<DbDataReader>.SuppressWithResult(await threads.ExecuteReaderAsync(command));
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return InterceptionResult<int>.SuppressWithResult(await threads.ExecuteNonQueryAsync(command));
    }
}

using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Shop.Data;

/// <summary>Sets what SQLite forgets when a connection is closed: with a log that is written ahead, as EF Core makes databases, it need not wait for the disk at each commit to be consistent after a crash.</summary>
sealed class SqliteConnections : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Configure(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // No disk is asked: there is nothing to wait for.
        Configure(connection);
        return Task.CompletedTask;
    }

    static void Configure(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();
    }
}

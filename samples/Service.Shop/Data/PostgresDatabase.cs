using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shop.Data;

/// <summary>A database of this process on the server that PGHOST and PGUSER name; it is deleted at the end.</summary>
sealed class PostgresDatabase : IDatabase, IAsyncDisposable
{
    const int Connections = 8;

    readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
    {
        Host = Environment.GetEnvironmentVariable("PGHOST") ?? throw new InvalidOperationException("PGHOST does not name a PostgreSQL server: run this with eng/with-postgres.sh."),
        Username = Environment.GetEnvironmentVariable("PGUSER"),
        Database = $"shop_{Environment.ProcessId}",
        MaxPoolSize = Connections,
    });
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shop");

    // Half of the connections are left for those who read.
    public int Writers => Connections / 2;

    public string Folder => folder.FullName;

    public void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(source);

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

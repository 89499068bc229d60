using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

/// <summary>A file in a temporary folder. SQLite lets one write at a time.</summary>
sealed class SqliteDatabase(DatabaseThreads threads) : IDatabase, IDisposable
{
    readonly SqliteConnections connections = new();
    readonly CommandsOnDatabaseThreads commands = new(threads);
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shop");

    public int Writers => 1;

    public string Folder => folder.FullName;

    public void Configure(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={Path.Combine(Folder, "shop.db")}").AddInterceptors(connections, commands);

    public void Dispose()
    {
        // Pooled connections have the file open.
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }
}

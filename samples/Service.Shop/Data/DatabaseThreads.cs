using System.Collections.Concurrent;
using System.Data.Common;

namespace Shop.Data;

/// <summary>Runs commands on threads of its own, in the order in which they come. SQLite works on the thread that calls it, async or not: on those of the pool, a slow disk would stop all requests.</summary>
sealed class DatabaseThreads : IDisposable
{
    const int Count = 2;

    readonly BlockingCollection<Task> commands = [];
    readonly Thread[] threads;

    public DatabaseThreads()
    {
        threads = [.. Enumerable.Range(1, Count).Select(number => new Thread(Work) { IsBackground = true, Name = $"database {number}" })];
        foreach (var thread in threads) thread.Start();
    }

    /// <summary>Its continuations run on the thread pool.</summary>
    public Task<DbDataReader> ExecuteReaderAsync(DbCommand command) => Begun(new Task<DbDataReader>(static state => ((DbCommand)state!).ExecuteReader(), command, TaskCreationOptions.RunContinuationsAsynchronously));

    /// <inheritdoc cref="ExecuteReaderAsync"/>
    public Task<int> ExecuteNonQueryAsync(DbCommand command) => Begun(new Task<int>(static state => ((DbCommand)state!).ExecuteNonQuery(), command, TaskCreationOptions.RunContinuationsAsynchronously));

    T Begun<T>(T command) where T : Task
    {
        commands.Add(command);
        return command;
    }

    // What a command throws is its task's.
    void Work()
    {
        foreach (var command in commands.GetConsumingEnumerable()) command.RunSynchronously(TaskScheduler.Default);
    }

    public void Dispose()
    {
        commands.CompleteAdding();
        foreach (var thread in threads) thread.Join();
        commands.Dispose();
    }
}

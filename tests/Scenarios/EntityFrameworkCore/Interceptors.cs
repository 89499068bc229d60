using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Unboxed.Scenarios.EntityFrameworkCore;

/// <summary>
/// SQLite completes all that it does synchronously. These suspend every command, transaction and save, before and after, and say in what order, with
/// what command, and where they are called.
/// </summary>
sealed class Suspending(Transcript transcript)
{
    /// <summary>Set by the test around what it does; each interceptor sees it, and what it changes of it stays its own.</summary>
    internal readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The command with this text fails, once.</summary>
    internal string? Failing;

    internal IInterceptor[] All => [new Commands(this), new Transactions(this), new Saves(this)];

    async ValueTask<T> Note<T>(string what, T result, CancellationToken cancellation)
    {
        transcript.Write($"    {what} [{Ambient.Value}{(SynchronizationContext.Current is null ? "" : ", in a context")}]");
        Ambient.Value = "changed by an interceptor";
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    ValueTask<T> Command<T>(DbCommand command, string what, T result, CancellationToken cancellation)
    {
        string text = command.CommandText.ReplaceLineEndings(" ");
        if (text != Failing) return Note($"{what} {text}", result, cancellation);
        Failing = null;
        return Fail<T>(cancellation);
    }

    async ValueTask<T> Fail<T>(CancellationToken cancellation) => throw await Note("fails", new TimeoutException("The command was made to fail."), cancellation);

    sealed class Commands(Suspending suspending) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result, CancellationToken cancellation = default) =>
            suspending.Command(command, "reader", result, cancellation);

        public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData data, DbDataReader result, CancellationToken cancellation = default) =>
            suspending.Note<DbDataReader>("read", new SuspendingReader(result), cancellation);

        public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<object> result, CancellationToken cancellation = default) =>
            suspending.Command(command, "scalar", result, cancellation);

        public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData data, object? result, CancellationToken cancellation = default) =>
            suspending.Note($"scalar {result}", result, cancellation);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<int> result, CancellationToken cancellation = default) =>
            suspending.Command(command, "command", result, cancellation);

        public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData data, int result, CancellationToken cancellation = default) =>
            suspending.Note($"rows {result}", result, cancellation);

        public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData data, CancellationToken cancellation = default) =>
            suspending.Note($"failed with {data.Exception.GetType().Name}", 0, CancellationToken.None).AsTask();

        public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData data, CancellationToken cancellation = default) =>
            suspending.Note("canceled", 0, CancellationToken.None).AsTask();

        public override ValueTask<InterceptionResult> DataReaderClosingAsync(DbCommand command, DataReaderClosingEventData data, InterceptionResult result) =>
            suspending.Note($"reader closes after {data.ReadCount} reads", result, CancellationToken.None);
    }

    sealed class Transactions(Suspending suspending) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData data, InterceptionResult<DbTransaction> result, CancellationToken cancellation = default) =>
            suspending.Note("transaction", result, cancellation);

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData data, InterceptionResult result, CancellationToken cancellation = default) =>
            suspending.Note("commit", result, cancellation);

        public override ValueTask<InterceptionResult> TransactionRollingBackAsync(DbTransaction transaction, TransactionEventData data, InterceptionResult result, CancellationToken cancellation = default) =>
            suspending.Note("rollback", result, cancellation);

        public override ValueTask<InterceptionResult> CreatingSavepointAsync(DbTransaction transaction, TransactionEventData data, InterceptionResult result, CancellationToken cancellation = default) =>
            suspending.Note("savepoint", result, cancellation);

        public override ValueTask<InterceptionResult> RollingBackToSavepointAsync(DbTransaction transaction, TransactionEventData data, InterceptionResult result, CancellationToken cancellation = default) =>
            suspending.Note("rollback to savepoint", result, cancellation);
    }

    sealed class Saves(Suspending suspending) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData data, InterceptionResult<int> result, CancellationToken cancellation = default) =>
            suspending.Note("saving", result, cancellation);

        public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData data, int result, CancellationToken cancellation = default) => suspending.Note($"saved {result}", result, cancellation);

        public override Task SaveChangesFailedAsync(DbContextErrorEventData data, CancellationToken cancellation = default) =>
            suspending.Note($"not saved: {data.Exception.GetType().Name}", 0, CancellationToken.None).AsTask();
    }
}

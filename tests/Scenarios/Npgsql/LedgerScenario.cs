using System.Data;
using System.Globalization;
using System.Text;
using global::Npgsql;
using NpgsqlTypes;

namespace Unboxed.Scenarios.Npgsql;

/// <summary>Commands, batches, transactions, bulk copies, notifications and cancellation against a PostgreSQL server.</summary>
sealed class LedgerScenario(Transcript transcript)
{
    const int ManyRows = 5000;

    internal async Task Run()
    {
        string host = Environment.GetEnvironmentVariable("PGHOST") ?? throw new InvalidOperationException("There is no server: run this with eng/with-postgres.sh.");
        transcript.Hide(host, "folder");
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder { Host = host, Username = Environment.GetEnvironmentVariable("PGUSER"), Database = "postgres", MaxPoolSize = 4 }.ConnectionString);
        await using var source = builder.Build();
        await Create(source);
        await Query(source);
        await Copy(source);
        await Transactions(source);
        await Failures(source);
        await Notifications(source);
        await Cancellation(source);
        // Twice as many as there are connections: some wait for one.
        await transcript.AtOnce(8, (number, own) => Client(source, number, own));
    }

    async Task Create(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        connection.Notice += (_, e) => transcript.Write($"notice: {e.Notice.MessageText}");
        await using var create = new NpgsqlCommand("CREATE TABLE account (id int PRIMARY KEY, owner text NOT NULL UNIQUE, balance numeric NOT NULL CHECK (balance >= 0), photo bytea); DROP TABLE IF EXISTS nothing", connection);
        transcript.Write($"created: {await create.ExecuteNonQueryAsync()}");
        await using var insert = new NpgsqlCommand("INSERT INTO account VALUES ($1, $2, $3, $4)", connection)
        {
            Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Integer }, new() { NpgsqlDbType = NpgsqlDbType.Text }, new() { NpgsqlDbType = NpgsqlDbType.Numeric }, new() { NpgsqlDbType = NpgsqlDbType.Bytea } },
        };
        await insert.PrepareAsync();
        for (int i = 0; i < 10; i++)
        {
            // Larger than the buffers.
            object photo = i % 3 == 0 ? DBNull.Value : Enumerable.Range(0, 20_000 * i).Select(value => (byte)value).ToArray();
            foreach (var (parameter, value) in insert.Parameters.Zip([i, $"owner {i}", 100.5m * i, photo])) parameter.Value = value;
            transcript.Write($"inserted: {await insert.ExecuteNonQueryAsync()}");
        }
    }

    async Task Query(NpgsqlDataSource source)
    {
        await using (var command = source.CreateCommand("SELECT id, owner, balance, length(photo) FROM account WHERE id > @least ORDER BY id"))
        {
            command.Parameters.AddWithValue("least", 4);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                transcript.Write($"{reader.GetInt32(0)} {reader.GetString(1)} {reader.GetDecimal(2)} {(await reader.IsDBNullAsync(3) ? "nothing" : await reader.GetFieldValueAsync<int>(3))}");
        }
        await using (var command = source.CreateCommand("SELECT owner, photo FROM account WHERE photo IS NOT NULL ORDER BY id"))
        {
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess);
            while (await reader.ReadAsync())
            {
                string owner = await reader.GetFieldValueAsync<string>(0);
                await using var photo = await reader.GetStreamAsync(1);
                transcript.Write($"{owner}: {await Sum(photo)}");
            }
        }
        await using (var batch = source.CreateBatch())
        {
            batch.BatchCommands.Add(new("SELECT count(*) FROM account"));
            batch.BatchCommands.Add(new("UPDATE account SET balance = balance + 1 WHERE id < 3"));
            batch.BatchCommands.Add(new("SELECT sum(balance) FROM account"));
            await using var reader = await batch.ExecuteReaderAsync();
            do
            {
                while (await reader.ReadAsync()) transcript.Write($"batch: {reader.GetValue(0)}");
            }
            while (await reader.NextResultAsync());
            transcript.Write("batch commands", batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(command => $"{command.StatementType} {command.RecordsAffected}"));
        }
        await using var many = source.CreateCommand($"SELECT i, repeat('x', i % 100) FROM generate_series(1, {ManyRows}) i");
        await using var rows = await many.ExecuteReaderAsync();
        long sum = 0;
        for (; await rows.ReadAsync(); sum += rows.GetInt32(0) + rows.GetString(1).Length) ;
        transcript.Write($"many: {sum}");
    }

    static async Task<string> Sum(Stream stream)
    {
        var (buffer, count, sum) = (new byte[1000], 0, 0L);
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; count += read) sum += buffer.AsSpan(0, read).ToArray().Sum(value => value);
        return $"{count} bytes, sum {sum}";
    }

    async Task Copy(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE entry (id int, note text, at timestamptz)", connection)) await create.ExecuteNonQueryAsync();
        await using (var writer = await connection.BeginBinaryImportAsync("COPY entry FROM STDIN (FORMAT BINARY)"))
        {
            for (int i = 0; i < ManyRows; i++)
            {
                await writer.StartRowAsync();
                await writer.WriteAsync(i, NpgsqlDbType.Integer);
                if (i % 7 == 0) await writer.WriteNullAsync();
                else await writer.WriteAsync($"note {i}", NpgsqlDbType.Text);
                await writer.WriteAsync(DateTime.UnixEpoch.AddDays(i), NpgsqlDbType.TimestampTz);
            }
            transcript.Write($"imported: {await writer.CompleteAsync()}");
        }
        await using (var abandoned = await connection.BeginBinaryImportAsync("COPY entry FROM STDIN (FORMAT BINARY)"))
        {
            await abandoned.StartRowAsync();
            await abandoned.WriteAsync(1, NpgsqlDbType.Integer);
        }
        var (rows, nothing, notes) = (0, 0, new StringBuilder());
        await using (var exporter = await connection.BeginBinaryExportAsync("COPY (SELECT * FROM entry ORDER BY id) TO STDOUT (FORMAT BINARY)"))
        {
            for (; await exporter.StartRowAsync() != -1; rows++)
            {
                int id = await exporter.ReadAsync<int>(NpgsqlDbType.Integer);
                if (exporter.IsNull)
                {
                    await exporter.SkipAsync();
                    nothing++;
                }
                else
                {
                    string note = await exporter.ReadAsync<string>(NpgsqlDbType.Text);
                    if (id % 1000 == 1) notes.Append(note).Append(' ');
                }
                var at = await exporter.ReadAsync<DateTime>(NpgsqlDbType.TimestampTz);
                if (id % 1000 == 1) notes.Append(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd}, ");
            }
        }
        transcript.Write($"exported: {rows}, {nothing} without a note, {notes}");
        await using (var text = await connection.BeginTextImportAsync("COPY entry FROM STDIN")) await text.WriteAsync("-1\tas text\t2001-02-03\n");
        using var lines = await connection.BeginTextExportAsync("COPY (SELECT * FROM entry WHERE id < 2 ORDER BY id) TO STDOUT");
        while (await lines.ReadLineAsync() is { } line) transcript.Write("line: " + line.Replace('\t', '|'));
    }

    async Task Transactions(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        async Task<object?> Execute(string text)
        {
            await using var command = new NpgsqlCommand(text, connection);
            return await command.ExecuteScalarAsync();
        }
        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable))
        {
            transcript.Write($"moved: {await Execute("UPDATE account SET balance = balance - 10 WHERE id = 3 RETURNING balance")} {await Execute("UPDATE account SET balance = balance + 10 WHERE id = 4 RETURNING balance")}");
            await transaction.RollbackAsync();
        }
        transcript.Write($"rolled back: {await Execute("SELECT balance FROM account WHERE id = 3")}");
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Execute("UPDATE account SET balance = balance - 10 WHERE id = 3");
            await transaction.SaveAsync("here");
            await transcript.Fails<PostgresException>("below zero", () => Execute("UPDATE account SET balance = -1 WHERE id = 4"));
            await transcript.Fails<PostgresException>("aborted", () => Execute("SELECT 1"));
            await transaction.RollbackAsync("here");
            await Execute("UPDATE account SET balance = balance + 10 WHERE id = 4");
            await transaction.CommitAsync();
        }
        transcript.Write($"committed: {await Execute("SELECT balance FROM account WHERE id = 3")} {await Execute("SELECT balance FROM account WHERE id = 4")}");
        await using (await connection.BeginTransactionAsync()) await Execute("DELETE FROM account");
        transcript.Write($"left without an end: {await Execute("SELECT count(*) FROM account")}");
    }

    async Task Failures(NpgsqlDataSource source)
    {
        await transcript.Fails<PostgresException>("unique", () => source.CreateCommand("INSERT INTO account VALUES (99, 'owner 1', 0)").ExecuteNonQueryAsync());
        await transcript.Fails<PostgresException>("syntax", () => source.CreateCommand("SELEKT").ExecuteNonQueryAsync());
        await transcript.Fails<PostgresException>("in the middle of rows", async () =>
        {
            await using var reader = await source.CreateCommand("SELECT 6 / (3 - i) FROM generate_series(1, 5) i").ExecuteReaderAsync();
            while (await reader.ReadAsync()) transcript.Write($"row {reader.GetInt32(0)}");
        });
        await transcript.Fails<PostgresException>("in the second of a batch", async () =>
        {
            await using var batch = source.CreateBatch();
            foreach (string text in new[] { "SELECT 1", "SELECT * FROM nowhere", "SELECT 3" }) batch.BatchCommands.Add(new(text));
            await using var reader = await batch.ExecuteReaderAsync();
            do transcript.Write($"batch has rows: {await reader.ReadAsync()}");
            while (await reader.NextResultAsync());
        });
        await transcript.Fails<InvalidCastException>("conversion", async () =>
        {
            await using var reader = await source.CreateCommand("SELECT 'text'").ExecuteReaderAsync();
            await reader.ReadAsync();
            await reader.GetFieldValueAsync<int>(0);
        });
        // The server ends the connection in the middle of what it does.
        await transcript.Fails<PostgresException>("ended by the server", () => source.CreateCommand("SELECT pg_terminate_backend(pg_backend_pid())").ExecuteNonQueryAsync());
        transcript.Write($"and after that: {await source.CreateCommand("SELECT 'works'").ExecuteScalarAsync()}");
        await using var nowhere = NpgsqlDataSource.Create("Host=/nowhere/at/all;Username=nobody");
        await transcript.Fails<NpgsqlException>("no server", async () => await nowhere.OpenConnectionAsync());
    }

    async Task Notifications(NpgsqlDataSource source)
    {
        await using var listening = await source.OpenConnectionAsync();
        listening.Notification += (_, e) => transcript.Write($"notified of {e.Channel}: {e.Payload}");
        await using (var listen = new NpgsqlCommand("LISTEN news", listening)) await listen.ExecuteNonQueryAsync();
        for (int i = 0; i < 3; i++)
        {
            var wait = listening.WaitAsync();
            await using var notify = source.CreateCommand($"SELECT pg_notify('news', 'number {i}')");
            await notify.ExecuteScalarAsync();
            await wait;
        }
        using var cancellation = new CancellationTokenSource();
        var forever = listening.WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("canceled wait", () => forever);
    }

    /// <summary>Cancels a command once the server is seen to be at it.</summary>
    async Task Cancellation(NpgsqlDataSource source)
    {
        using var cancellation = new CancellationTokenSource();
        var sleep = source.CreateCommand("SELECT 1, pg_sleep(1000)").ExecuteReaderAsync(cancellation.Token);
        await using (var activity = source.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
        {
            while (await activity.ExecuteScalarAsync() is not 1L) ;
        }
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("canceled command", () => sleep);
        await transcript.Fails<OperationCanceledException>("canceled before", () => source.CreateCommand("SELECT 1").ExecuteScalarAsync(cancellation.Token));
        transcript.Write($"and after that: {await source.CreateCommand("SELECT 'works'").ExecuteScalarAsync()}");
    }

    static async Task Client(NpgsqlDataSource source, int number, Transcript own)
    {
        decimal sum = 0;
        for (int i = 0; i < 20; i++)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("SELECT id, balance FROM account WHERE id <= @number ORDER BY id", connection, transaction) { Parameters = { new("number", number) } };
            await using (var reader = await command.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync()) sum += reader.GetInt32(0) * reader.GetDecimal(1);
            }
            await transaction.CommitAsync();
        }
        own.Write($"sum {sum}");
    }
}

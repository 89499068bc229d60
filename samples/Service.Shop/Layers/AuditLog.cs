using System.Globalization;
using System.Threading.Channels;
using Shop.Data;

namespace Shop.Layers;

/// <summary>Writes entries to a file, one line each, while requests go on; all that have come meanwhile are flushed at once.</summary>
sealed class AuditLog(IDatabase database) : BackgroundService, IAudit
{
    const int Unwritten = 256;

    readonly Channel<AuditEntry> entries = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(Unwritten) { SingleReader = true });

    public async ValueTask RecordAsync(AuditEntry entry, CancellationToken cancellation) => await entries.Writer.WriteAsync(entry, cancellation);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        entries.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    // Not ended by the token, but by the end of the entries: those that were taken are written.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var file = new StreamWriter(Path.Combine(database.Folder, "audit.log"));
        while (await entries.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (entries.Reader.TryRead(out var entry))
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"customer {entry.Customer} product {entry.Product} amount {entry.Amount}"));
            await file.FlushAsync(CancellationToken.None);
        }
    }
}

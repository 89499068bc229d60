using System.IO.Pipelines;

namespace LogPipeline;

/// <summary>The receiving end of a pipe.</summary>
sealed class Connection(PipeReader reader) : IConnection
{
    public long Suspensions { get; private set; }

    public async ValueTask<ReadResult> ReceiveAsync()
    {
        ValueTask<ReadResult> read = reader.ReadAsync();
        if (!read.IsCompleted) Suspensions++;
        return await read;
    }

    public void Release(SequencePosition consumed, SequencePosition examined) => reader.AdvanceTo(consumed, examined);
}

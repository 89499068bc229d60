using System.Buffers;
using System.IO.Pipelines;

namespace LogPipeline;

/// <summary>Cuts what a connection receives into lines.</summary>
sealed class LineSource(IConnection connection) : ILineSource
{
    ReadOnlySequence<byte> _received;
    bool _holds;
    bool _ended;

    public long Lines { get; private set; }

    public async ValueTask<ReadOnlySequence<byte>?> ReadLineAsync()
    {
        while (true)
        {
            if (TryTakeLine(out var line)) return line;
            if (_ended) return null;
            if (_holds) connection.Release(_received.Start, _received.End);
            ReadResult result = await connection.ReceiveAsync();
            _received = result.Buffer;
            _ended = result.IsCompleted;
            _holds = true;
        }
    }

    bool TryTakeLine(out ReadOnlySequence<byte> line)
    {
        if (_received.PositionOf((byte)'\n') is { } end)
        {
            line = _received.Slice(0, end);
            _received = _received.Slice(_received.GetPosition(1, end));
        }
        else
        {
            // The last line may have no end.
            line = _ended ? _received : default;
            if (line.IsEmpty) return false;
            _received = default;
        }
        Lines++;
        return true;
    }
}

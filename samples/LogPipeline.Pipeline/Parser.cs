using System.Buffers;
using System.Buffers.Text;

namespace LogPipeline;

/// <summary>Reads the common log format, with the time taken in milliseconds after it.</summary>
sealed class Parser(ILineSource source) : IParser
{
    byte[] _joined = new byte[1024];

    public async ValueTask<Request?> ReadRequestAsync() =>
        await source.ReadLineAsync() is { } line ? Parse(line) : null;

    Request Parse(ReadOnlySequence<byte> line)
    {
        ReadOnlySpan<byte> text = line.IsSingleSegment ? line.FirstSpan : Join(line);
        var unparsed = new Request(0, line, 0, 0, 0);
        int quote = text.IndexOf((byte)'"');
        int close = text.LastIndexOf((byte)'"');
        if (quote < 0 || close == quote || !TryParseHost(text, out uint host)) return unparsed;

        var request = text[(quote + 1)..close];
        int start = request.IndexOf((byte)' ') + 1;
        int length = request[start..].IndexOf((byte)' ');
        if (start == 0 || length < 0) return unparsed;

        var rest = text[(close + 1)..];
        return TryTakeNumber(ref rest, out int status) && TryTakeNumber(ref rest, out int size) && TryTakeNumber(ref rest, out int time)
            ? new Request(host, line.Slice(quote + 1 + start, length), status, size, time)
            : unparsed;
    }

    ReadOnlySpan<byte> Join(ReadOnlySequence<byte> line)
    {
        if (line.Length > _joined.Length) _joined = new byte[2 * line.Length];
        line.CopyTo(_joined);
        return _joined.AsSpan(0, (int)line.Length);
    }

    static bool TryParseHost(ReadOnlySpan<byte> text, out uint host)
    {
        host = 0;
        for (int part = 0; part < 4; part++)
        {
            if (!Utf8Parser.TryParse(text, out byte value, out int read)) return false;
            if (read == text.Length || text[read] != (part < 3 ? '.' : ' ')) return false;
            host = host << 8 | value;
            text = text[(read + 1)..];
        }
        return true;
    }

    static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text is not [(byte)' ', ..]) return false;
        if (text is [_, (byte)'-', ..])
        {
            text = text[2..];
            return true;
        }
        bool parsed = Utf8Parser.TryParse(text[1..], out value, out int read);
        text = text[(1 + read)..];
        return parsed;
    }
}

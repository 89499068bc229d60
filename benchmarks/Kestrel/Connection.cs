extern alias plain;
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Unicode;
using plain::Benchmarks.Kestrel;

namespace Benchmarks.Kestrel;

/// <summary>Asks one request after the other. No more than the answers of this server is understood: an HTTP client would cost more than the server does, and be what is measured.</summary>
sealed class Connection : IDisposable
{
    const int Ids = 100_000;

    readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] request = new byte[256], response = new byte[4096];
    int received;

    public static async Task<Connection> OpenAsync(int port)
    {
        var connection = new Connection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>Until a time stamp has passed.</summary>
    /// <returns>The number of requests.</returns>
    public async Task<long> RunAsync(int calls, long end)
    {
        long requests = 0;
        for (; Stopwatch.GetTimestamp() < end; requests++)
        {
            int id = Cache.Held + (int)(requests % Ids);
            if (!Utf8.TryWrite(request, $"GET /{calls}/{id} HTTP/1.1\r\nHost: localhost\r\n\r\n", out int length)) throw new InvalidOperationException("The request is too long.");
            await socket.SendAsync(request.AsMemory(0, length));
            long answer = await AnswerAsync(), expected = Endpoints.Answer(calls, id);
            if (answer != expected) throw new InvalidOperationException($"{calls} calls of {id} gave {answer} instead of {expected}.");
        }
        return requests;
    }

    async ValueTask<long> AnswerAsync()
    {
        received = 0;
        long? answer;
        while ((answer = Received()) is null)
        {
            int count = await socket.ReceiveAsync(response.AsMemory(received));
            received += count > 0 ? count : throw new InvalidOperationException("The server has closed the connection.");
        }
        return answer.Value;
    }

    /// <summary>What has been received, where that is all.</summary>
    long? Received()
    {
        ReadOnlySpan<byte> all = response.AsSpan(0, received), name = "\r\nContent-Length: "u8, end = "\r\n\r\n"u8;
        int heads = all.IndexOf(end);
        if (heads < 0) return null;
        if (!all.StartsWith("HTTP/1.1 200 "u8)) throw new InvalidOperationException("The server has refused a request.");
        int at = all.IndexOf(name);
        if (at < 0 || !Utf8Parser.TryParse(all[(at + name.Length)..], out int length, out _)) throw new InvalidOperationException("The answer has no length.");
        var body = all[(heads + end.Length)..];
        if (body.Length < length) return null;
        return Utf8Parser.TryParse(body, out long answer, out int read) && read == length ? answer : throw new InvalidOperationException("The answer is no number.");
    }

    public void Dispose() => socket.Dispose();
}

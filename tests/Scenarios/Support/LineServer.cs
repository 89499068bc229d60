using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Unboxed.Scenarios.Support;

/// <summary>A server of a protocol of lines, on loopback: one connection after the other.</summary>
sealed class LineServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly Task running;

    /// <param name="serve">Serves one connection.</param>
    internal LineServer(Func<LineConnection, Task> serve)
    {
        listener.Start();
        running = Run(serve);
    }

    /// <summary>A client's end of a new connection, on which every call suspends.</summary>
    internal async Task<Stream> Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(listener.LocalEndpoint);
        return new SuspendingStream(new NetworkStream(socket, ownsSocket: true), 100);
    }

    async Task Run(Func<LineConnection, Task> serve)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(end.Token);
                client.NoDelay = true;
                await serve(new(client.GetStream()));
            }
            catch (OperationCanceledException)
            {
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        listener.Dispose();
        end.Dispose();
    }
}

/// <summary>The server's end of a connection.</summary>
sealed class LineConnection(Stream stream)
{
    readonly List<byte> line = [];
    readonly byte[] one = new byte[1];

    /// <summary>Reads to the end of the line; null where the client has gone.</summary>
    internal async Task<string?> ReadLine()
    {
        line.Clear();
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }

    internal async Task<byte[]> Read(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    /// <summary>Writes lines, and ends each.</summary>
    internal async Task Write(params string[] lines)
    {
        foreach (string each in lines) await stream.WriteAsync(Encoding.UTF8.GetBytes(each + "\r\n"));
    }

    internal async Task WriteBytes(byte[] bytes) => await stream.WriteAsync(bytes);
}

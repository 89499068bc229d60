using System.Net.Sockets;

namespace LogPipeline.Driver;

/// <summary>Sends a log through Unix-domain sockets, from a thread of its own, in pieces that do not end where lines do.</summary>
sealed class LogSender : IDisposable
{
    readonly byte[] _log;
    readonly int _pieceSize;
    readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public LogSender(byte[] log, int pieceSize)
    {
        _log = log;
        _pieceSize = pieceSize;
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
    }

    /// <summary>Starts to send the log from its beginning.</summary>
    /// <returns>The receiving end.</returns>
    public Socket Connect()
    {
        var receiver = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        receiver.Connect(new UnixDomainSocketEndPoint(_path));
        var sender = _listener.Accept();
        new Thread(() => Send(sender)) { IsBackground = true, Name = "log sender" }.Start();
        return receiver;
    }

    void Send(Socket socket)
    {
        using (socket)
        {
            try
            {
                for (ReadOnlySpan<byte> rest = _log; !rest.IsEmpty;)
                {
                    rest = rest[socket.Send(rest[..Math.Min(_pieceSize, rest.Length)])..];
                }
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The receiver has gone before the end of the log, and says itself why.
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_path);
    }
}

using System.IO.Pipelines;
using System.Net.Sockets;

namespace LogPipeline.Driver;

/// <summary>Receives from a socket into a pipe.</summary>
static class LogReceiver
{
    /// <summary>
    /// A pipe whose reader continues inside the flush that has brought it bytes. It is through with them when the flush
    /// returns, so that each read waits for the next piece: the number of suspensions does not depend on the machine.
    /// </summary>
    public static Pipe CreatePipe() =>
        new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));

    /// <summary>Moves what the socket receives into the pipe, at most <paramref name="pieceSize"/> bytes at a time.</summary>
    public static async Task PumpAsync(Socket socket, PipeWriter writer, int pieceSize)
    {
        while (true)
        {
            int received = await socket.ReceiveAsync(writer.GetMemory(pieceSize)[..pieceSize], SocketFlags.None);
            if (received == 0) break;
            writer.Advance(received);
            var flushed = await writer.FlushAsync();
            if (flushed.IsCompleted) break;
        }
        await writer.CompleteAsync();
    }
}

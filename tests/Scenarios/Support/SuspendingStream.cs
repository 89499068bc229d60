namespace Unboxed.Scenarios.Support;

/// <summary>A stream that suspends every asynchronous call, and reads in small pieces.</summary>
/// <param name="inner">Where the bytes come from and go to.</param>
/// <param name="most">The most bytes that one call reads.</param>
sealed class SuspendingStream(Stream inner, int most) : Stream
{
    int calls;

    /// <summary>Where the inner stream ends, this waits for it.</summary>
    internal Task End { get; init; } = Task.CompletedTask;

    /// <summary>Told of each call that is going to suspend, by its number.</summary>
    internal Action<int>? Called { get; init; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanTimeout => inner.CanTimeout;

    public override int ReadTimeout { get => inner.ReadTimeout; set => inner.ReadTimeout = value; }

    public override int WriteTimeout { get => inner.WriteTimeout; set => inner.WriteTimeout = value; }

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Suspend(cancellationToken);
        int read = await inner.ReadAsync(buffer.Length > most ? buffer[..most] : buffer, cancellationToken);
        if (read == 0 && buffer.Length > 0) await End.WaitAsync(cancellationToken);
        return read;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Suspend(cancellationToken);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Suspend(cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    async Task Suspend(CancellationToken cancellationToken)
    {
        Called?.Invoke(++calls);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

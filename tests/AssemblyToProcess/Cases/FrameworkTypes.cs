using System.Threading.Channels;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Interfaces and classes of the framework, implemented and derived from here.</summary>
public static class FrameworkTypes
{
    sealed class Numbers(Trace trace, int count) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current { get; private set; }

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        [Expect(Decision.Ordinary)]
        public async ValueTask<bool> MoveNextAsync()
        {
            if (Current == count) return false;
            Current = await trace.Leaf(Current + 1);
            return true;
        }

        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync()
        {
            await trace.Leaf();
            trace.Log("disposed after", Current);
            if (count == 3) throw trace.Register(new InvalidOperationException("disposed"));
        }
    }

    [Case(Variants = 4)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task AsyncEnumerators(Trace trace, int variant)
    {
        try
        {
            await foreach (int number in new Numbers(trace, variant)) trace.Log("number", number);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
    }

    class Words(Trace trace, params string[] words) : IAsyncEnumerator<string>
    {
        int index = -1;

        protected Trace Log => trace;

        public string Current => words[index];

        [Expect(Decision.Ordinary)]
        async ValueTask<bool> IAsyncEnumerator<string>.MoveNextAsync()
        {
            await trace.Leaf();
            return ++index < words.Length;
        }

        public virtual ValueTask DisposeAsync()
        {
            trace.Log("disposed at once");
            return default;
        }
    }

    sealed class MoreWords(Trace trace, params string[] words) : Words(trace, words)
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public override async ValueTask DisposeAsync()
        {
            await Log.Leaf();
            // A call of the base class: no scratch call.
            await base.DisposeAsync();
            Log.Log("disposed later");
        }
    }

    /// <summary>Through a variant interface the receiver has another companion.</summary>
    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task VarianceAndInheritance(Trace trace, int variant)
    {
        var words = variant == 0 ? new Words(trace, "a", "b") : new MoreWords(trace, "c");
        IAsyncEnumerator<string> exact = words;
        IAsyncEnumerator<object> variantOne = words;
        if (await exact.MoveNextAsync()) trace.Log("exact", exact.Current);
        if (await variantOne.MoveNextAsync()) trace.Log("variant", variantOne.Current);
        await ((IAsyncDisposable)words).DisposeAsync();
    }

    sealed class Bytes(Trace trace, int length) : Stream
    {
        int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        [Expect(Decision.Ordinary)]
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = await trace.Leaf(Math.Min(buffer.Length, Math.Min(3, length - position)));
            buffer.Span[..count].Fill((byte)(position + 1));
            position += count;
            return count;
        }

        [Expect(Decision.Ordinary)]
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await trace.LeafTask();
            trace.Log("flushed");
        }

        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public override async ValueTask DisposeAsync()
        {
            await FlushAsync(CancellationToken.None);
            await base.DisposeAsync();
            trace.Log("disposed");
        }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    [Expect(Decision.Scratch)]
    static async Task<int> SumAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[4];
        int sum = 0;
        for (int count; (count = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            for (int i = 0; i < count; i++) sum += buffer[i];
        }
        return sum;
    }

    [Case(Variants = 3)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Streams(Trace trace, int variant)
    {
        using var cancellation = new CancellationTokenSource();
        if (variant == 2) await cancellation.CancelAsync();
        await using Stream stream = variant == 0 ? new Bytes(trace, 7) : variant == 1 ? new MemoryStream([1, 2, 3]) : new Bytes(trace, 2);
        try
        {
            trace.Log("sum", await SumAsync(stream, cancellation.Token));
        }
        catch (OperationCanceledException exception)
        {
            trace.Log(exception.GetType().Name, exception.CancellationToken == cancellation.Token);
        }
    }

    sealed class Items<T>(Trace trace, params T[] items) : ChannelReader<T>
    {
        int index;

        public override bool TryRead(out T item)
        {
            bool isThere = index < items.Length;
            item = isThere ? items[index++] : default!;
            return isThere;
        }

        [Expect(Decision.Ordinary)]
        public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => index < await trace.Leaf(items.Length);
    }

    /// <summary>A generic class of the framework, from another of its assemblies.</summary>
    [Case(Variants = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task GenericBaseClasses(Trace trace, int variant)
    {
        if (variant == 0) await ReadAll(trace, new Items<int>(trace, 1, 2));
        else await ReadAll(trace, new Items<(string, DateTime?)>(trace, ("a", null), ("b", DateTime.UnixEpoch)));
    }

    [Expect(Decision.Scratch)]
    static async Task ReadAll<T>(Trace trace, ChannelReader<T> reader)
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var item)) trace.Log("item", item);
        }
    }

    struct Once(Trace trace) : IAsyncDisposable
    {
        int disposals;

        [Expect(Decision.Ordinary)]
        public async ValueTask DisposeAsync()
        {
            disposals++;
            await trace.Leaf();
            trace.Log("disposals", disposals);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task BoxedStructs(Trace trace)
    {
        IAsyncDisposable once = new Once(trace);
        await once.DisposeAsync();
        await once.DisposeAsync();
    }
}

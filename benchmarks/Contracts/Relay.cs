namespace Benchmarks.Contracts;

/// <summary>
/// Two threads that complete leaves. A chain that suspends on one of them is completed by the other, so that every
/// suspension ends on another thread than it began on. Allocates nothing once started.
/// </summary>
public sealed class Relay : IDisposable
{
    readonly Completer first, second;

    /// <param name="capacity">The largest number of leaves that are pending at once.</param>
    public Relay(int capacity)
    {
        first = new(capacity);
        second = new(capacity);
    }

    internal void Post(Pump pump) => (first.IsCurrent ? second : first).Post(pump);

    public void Dispose()
    {
        first.Stop();
        second.Stop();
    }

    sealed class Completer
    {
        readonly object gate = new();
        readonly Pump[] queue;
        readonly Thread thread;
        int head, count;
        bool stopped;

        public Completer(int capacity)
        {
            queue = new Pump[capacity];
            thread = new(Complete) { IsBackground = true, Name = "completer" };
            thread.Start();
        }

        public bool IsCurrent => Thread.CurrentThread == thread;

        public void Post(Pump pump)
        {
            lock (gate)
            {
                if (count == queue.Length) throw new InvalidOperationException("More leaves are pending than the relay was made for.");
                queue[(head + count++) % queue.Length] = pump;
                if (count == 1) Monitor.Pulse(gate);
            }
        }

        public void Stop()
        {
            lock (gate)
            {
                stopped = true;
                Monitor.Pulse(gate);
            }
            thread.Join();
        }

        void Complete()
        {
            while (Take() is { } pump) pump.Complete();
        }

        Pump? Take()
        {
            lock (gate)
            {
                while (count == 0)
                {
                    if (stopped) return null;
                    Monitor.Wait(gate);
                }
                var pump = queue[head];
                head = (head + 1) % queue.Length;
                count--;
                return pump;
            }
        }
    }
}

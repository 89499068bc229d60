using System.Threading.Tasks.Sources;

namespace ByHand.Differential;

/// <summary>When a leaf completes: as seen from the registration of its continuation.</summary>
enum Moment
{
    /// <summary>Inside it, on the same thread.</summary>
    Inside,

    /// <summary>Before it returns, on another thread, which runs as far as it comes.</summary>
    Beside,

    /// <summary>On another thread that begins before it returns, and goes on while the callers are still on their way out.</summary>
    Along,

    /// <summary>After all callers have returned.</summary>
    After,
}

/// <summary>Runs scripts with every combination of moments at which their leaves may complete, against the same in plain C#.</summary>
static class Interleavings
{
    const int Longest = 4;

    internal static int Run(int seed, int count)
    {
        int runs = 0;
        for (int i = 0; i < count; i++)
        {
            var script = Only(Script.Random(new(seed + i)));
            int leaves = Leaves(script);
            if (leaves is 0 or > Longest) continue;
            for (int combination = 0; combination < 1 << 2 * leaves; combination++, runs++)
            {
                string plain = new InterleavedWorld(script, combination).Trace(new PlainForm().Start), scratch = new InterleavedWorld(script, combination).Trace(new ScratchForm().Start);
                if (plain == scratch) continue;
                var moments = Enumerable.Range(0, leaves).Select(leaf => (Moment)(combination >> 2 * leaf & 3));
                Console.WriteLine($"seed {seed + i}\n{script}\n{string.Join(", ", moments)}\n-- plain\n{plain}\n-- scratch\n{scratch}");
                return 1;
            }
        }
        Console.WriteLine($"{runs} interleavings, no difference");
        return 0;
    }

    /// <summary>Without what the framework completes by itself.</summary>
    static Script Only(Script script) => new()
    {
        Levels = [.. script.Levels.Select((level, depth) => level.Where(step => step.Op is Op.SetLocal or Op.Throw or Op.CallHanded || IsCall(step.Op) || depth > 0 && IsSource(step.Op)).ToArray())],
        Kinds = script.Kinds,
        AtOnce = 0,
        Expected = script.Expected,
    };

    static bool IsCall(Op op) => op is Op.Call or Op.TryCall or Op.CallAnywhere or Op.CallHeld or Op.CallHeldAnywhere;

    static bool IsSource(Op op) => op is Op.Source or Op.SourceAnywhere or Op.FailingSource;

    /// <summary>How many leaves there are at most.</summary>
    static int Leaves(Script script)
    {
        int leaves = 0;
        for (int i = script.Levels.Length - 1; i >= 0; i--)
        {
            int inner = leaves;
            leaves = 0;
            foreach (var step in script.Levels[i]) leaves += IsSource(step.Op) || step.Op == Op.CallHanded ? 1 : IsCall(step.Op) ? inner : 0;
        }
        return leaves;
    }
}

/// <summary>One combination of moments.</summary>
sealed class InterleavedWorld(Script script, int combination) : World(script)
{
    readonly List<string> lines = [];
    readonly List<Action> later = [];
    readonly List<Thread> threads = [];
    int leaves;

    internal override void Log(string line)
    {
        lock (lines) lines.Add($"{line} local {Local.Value}");
    }

    internal override ValueTask<int> Source(bool fails = false)
    {
        var source = new MomentousSource(this, (Moment)(combination >> 2 * leaves++ & 3), fails);
        return new(source, 0);
    }

    bool HasMore
    {
        get
        {
            lock (lines) return threads.Count > 0 || later.Count > 0;
        }
    }

    internal string Trace(Func<World, Task<int>> start)
    {
        Local.Value = 1;
        var task = start(this);
        // Where a callee has completed just before it is awaited, plain C# goes on in the pool.
        while (!task.IsCompleted)
        {
            if (!SpinWait.SpinUntil(() => task.IsCompleted || HasMore, 5000)) return string.Join('\n', [.. lines, "hangs"]);
            Thread? thread = null;
            Action? next = null;
            lock (lines)
            {
                if (threads.Count > 0) (thread, _) = (threads[0], threads.Remove(threads[0]));
                else if (later.Count > 0) (next, _) = (later[0], later.Remove(later[0]));
            }
            thread?.Join();
            next?.Invoke();
        }
        return string.Join('\n', [.. lines, task.IsFaulted ? task.Exception!.InnerException!.Message : $"{task.Result}"]);
    }

    sealed class MomentousSource(InterleavedWorld world, Moment moment, bool fails) : IValueTaskSource<int>
    {
        bool isCompleted;

        public ValueTaskSourceStatus GetStatus(short token) => !isCompleted ? ValueTaskSourceStatus.Pending : fails ? ValueTaskSourceStatus.Faulted : ValueTaskSourceStatus.Succeeded;

        public int GetResult(short token) => !isCompleted ? throw new InvalidOperationException("asked too early") : fails ? throw new InvalidOperationException("leaf") : 1;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            void Complete()
            {
                isCompleted = true;
                continuation(state);
            }
            switch (moment)
            {
                case Moment.Inside:
                    Complete();
                    break;
                case Moment.Beside:
                    var beside = new Thread(Complete);
                    beside.UnsafeStart();
                    beside.Join();
                    break;
                case Moment.Along:
                    var along = new Thread(Complete);
                    lock (world.lines)
                    {
                        along.UnsafeStart();
                        world.threads.Add(along);
                    }
                    break;
                default:
                    lock (world.lines) world.later.Add(Complete);
                    break;
            }
        }
    }
}

using System.Collections.Concurrent;

namespace ByHand.Differential;

/// <summary>Many chains at once, whose leaves are completed on other threads while their callers may still be suspending.</summary>
static class Stress
{
    internal static int Run(int seconds)
    {
        long until = Environment.TickCount64 + 1000L * seconds;
        long calls = 0;
        var failures = new ConcurrentQueue<string>();
        var roots = Enumerable.Range(0, 64).Select(number => Task.Run(async () =>
        {
            var random = new Random(number);
            while (Environment.TickCount64 < until && failures.IsEmpty)
            {
                var script = Script.Random(random);
                var levels = script.Levels.Select(level => level.Where(step => IsFinal(step.Op)).ToArray()).ToArray();
                var world = new PoolWorld(new() { Levels = levels, Kinds = script.Kinds, AtOnce = script.AtOnce, Expected = script.Expected });
                string expected = await OutcomeAsync(new PlainForm().Start(world)), actual = await OutcomeAsync(new ScratchForm().Start(world));
                Interlocked.Increment(ref calls);
                if (expected != actual) failures.Enqueue($"{expected} {actual}\n{script}");
            }
        })).ToArray();
        if (!Task.WaitAll(roots, TimeSpan.FromSeconds(seconds + 60))) failures.Enqueue("hangs");
        foreach (string failure in failures) Console.WriteLine(failure);
        Console.WriteLine($"{calls} pairs of chains, {failures.Count} failures");
        return failures.IsEmpty ? 0 : 1;
    }

    static async Task<string> OutcomeAsync(Task<int> task)
    {
        try
        {
            return $"{await task}";
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>What gives the same whenever its leaves complete.</summary>
    static bool IsFinal(Op op) => op is Op.Source or Op.SourceAnywhere or Op.Task or Op.TaskAnywhere or Op.AsyncTask or Op.SetLocal or Op.Log or Op.Throw or Op.FailingSource || Script.IsCall(op);
}

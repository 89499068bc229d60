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
                var levels = script.Levels.Select(level => level.Where(step => step.Op is Op.Source or Op.SourceAnywhere or Op.Task or Op.TaskAnywhere or Op.AsyncTask or Op.Call or Op.CallAnywhere or Op.TryCall or Op.SetLocal or Op.Log).ToArray()).ToArray();
                script = new() { Levels = levels, AtOnce = script.AtOnce, Expected = script.Expected };
                int depth = levels.Length;
                ILevel? plain = null, scratch = null;
                var world = new PoolWorld(script);
                for (int k = depth - 1; k > 0; k--) (plain, scratch) = (new Plain(world, k, plain), new Scripted(world, k, scratch));
                int expected = await Plain.Run(world, plain!);
                int actual = await ScriptedRoot.Run(world, scratch!);
                Interlocked.Increment(ref calls);
                if (expected != actual) failures.Enqueue($"{expected} {actual}\n{script}");
            }
        })).ToArray();
        if (!Task.WaitAll(roots, TimeSpan.FromSeconds(seconds + 60))) failures.Enqueue("hangs");
        foreach (string failure in failures) Console.WriteLine(failure);
        Console.WriteLine($"{calls} pairs of chains, {failures.Count} failures");
        return failures.IsEmpty ? 0 : 1;
    }
}

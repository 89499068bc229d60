using System.Diagnostics;

namespace ByHand.Measuring;

/// <summary>The levels by hand against the same in plain C#, taking turns.</summary>
static class Measurement
{
    const int Rounds = 15, WarmUp = 5, Roots = 100_000, Pending = 50_000;

    static readonly int[] Depths = [1, 4, 16];

    /// <summary>
    /// Each workload in a process of its own: the JIT's profile of one would decide how another is compiled. Code that has learned that nothing suspends takes twice as long
    /// to suspend.
    /// </summary>
    internal static int Run()
    {
        foreach (string workload in new[] { "sync", "suspend", "loop", "root", "pending" })
        {
            foreach (int depth in Depths)
            {
                using var process = Process.Start(Environment.ProcessPath!, [typeof(Measurement).Assembly.Location, "measure", workload, $"{depth}"]);
                process.WaitForExit();
                if (process.ExitCode != 0) return process.ExitCode;
            }
        }
        return 0;
    }

    internal static int Run(string workload, int depth)
    {
        string name = $"{workload}-d{depth}";
        switch (workload)
        {
            case "sync":
                return Show(name, depth, isSynchronous: true, times: 1, calls: 1_000_000);
            case "suspend":
                return Show(name, depth, isSynchronous: false, times: 1, calls: depth > 4 ? 200_000 : 500_000);
            case "loop":
                return Show(name, depth, isSynchronous: false, times: 1000, calls: 300);
            case "root":
                ShowRoots(name, depth);
                return 0;
            case "pending":
                double plain = PendingBytes(pump => PlainRoot.Run(Plain(pump, false, 1, depth), 1)), scratch = PendingBytes(pump => ScratchRoot.Run(Scratch(pump, false, 1, depth), 1));
                Console.WriteLine($"{name,-12} valuetask {plain,7:F0} B    scratch {scratch,7:F0} B    (levels and pump in both)");
                return 0;
            default:
                throw new ArgumentException($"There is no workload {workload}.");
        }
    }

    static ILevel Plain(Pump pump, bool isSynchronous, int times, int depth)
    {
        ILevel level = new PlainLeaf(pump, isSynchronous, times);
        for (int i = 1; i < depth; i++) level = new PlainRelay(level);
        return level;
    }

    static ILevel Scratch(Pump pump, bool isSynchronous, int times, int depth)
    {
        ILevel level = new ScratchLeaf(pump, isSynchronous, times);
        for (int i = 1; i < depth; i++) level = new ScratchRelay(level);
        return level;
    }

    /// <summary>One chain through so many levels, whose leaf suspends three times in each of four calls.</summary>
    internal static int Deep(int depth)
    {
        const int Calls = 4, Times = 3, Waits = Calls * Times;
        long expected = Waits * (Waits + 1) / 2 + Calls * (long)depth, result = Once(pump => ScratchRoot.Run(Scratch(pump, false, Times, depth), Calls), 1).Result;
        Console.WriteLine($"{depth} levels{(result == expected ? "" : $": {result} instead of {expected}")}");
        return result == expected ? 0 : 1;
    }

    static int Show(string name, int depth, bool isSynchronous, int times, int calls)
    {
        var ratios = new List<double>();
        double plain = double.MaxValue, scratch = double.MaxValue;
        (double Time, double Bytes, long Result) ofPlain = default, ofScratch = default;
        int operations = calls * times;
        for (int round = 0; round < Rounds; round++)
        {
            ofPlain = Once(pump => PlainRoot.Run(Plain(pump, isSynchronous, times, depth), calls), operations);
            ofScratch = Once(pump => ScratchRoot.Run(Scratch(pump, isSynchronous, times, depth), calls), operations);
            if (round >= WarmUp) ratios.Add(ofScratch.Time / ofPlain.Time);
            (plain, scratch) = (Math.Min(plain, ofPlain.Time), Math.Min(scratch, ofScratch.Time));
        }
        bool same = ofPlain.Result == ofScratch.Result;
        Row(name, plain, ofPlain.Bytes, scratch, ofScratch.Bytes, ratios, same ? "" : "  RESULTS DIFFER");
        return same ? 0 : 1;
    }

    static (double Time, double Bytes, long Result) Once(Func<Pump, Task<long>> start, int operations)
    {
        var pump = new Pump();
        long before = GC.GetAllocatedBytesForCurrentThread();
        double started = Clock.Nanoseconds;
        var task = start(pump);
        while (pump.Step())
        {
        }
        long result = task.GetAwaiter().GetResult();
        return ((Clock.Nanoseconds - started) / operations, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)operations, result);
    }

    static void ShowRoots(string name, int depth)
    {
        var ratios = new List<double>();
        double plain = double.MaxValue, scratch = double.MaxValue;
        (double Time, double Bytes) ofPlain = default, ofScratch = default;
        for (int round = 0; round < Rounds; round++)
        {
            ofPlain = Many(pump => PlainRoot.Run(Plain(pump, false, 1, depth), 1));
            ofScratch = Many(pump => ScratchRoot.Run(Scratch(pump, false, 1, depth), 1));
            if (round >= WarmUp) ratios.Add(ofScratch.Time / ofPlain.Time);
            (plain, scratch) = (Math.Min(plain, ofPlain.Time), Math.Min(scratch, ofScratch.Time));
        }
        Row(name, plain, ofPlain.Bytes, scratch, ofScratch.Bytes, ratios, "  (levels in both)");
    }

    static (double Time, double Bytes) Many(Func<Pump, Task<long>> start)
    {
        var pump = new Pump();
        long before = GC.GetAllocatedBytesForCurrentThread();
        double started = Clock.Nanoseconds;
        for (int i = 0; i < Roots; i++)
        {
            var task = start(pump);
            while (pump.Step())
            {
            }
            task.GetAwaiter().GetResult();
        }
        return ((Clock.Nanoseconds - started) / Roots, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Roots);
    }

    static double PendingBytes(Func<Pump, Task<long>> start)
    {
        var pumps = Enumerable.Range(0, Pending).Select(_ => new Pump()).ToArray();
        var tasks = new object[Pending];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Pending; i++) tasks[i] = start(pumps[i]);
        double held = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Pending;
        foreach (var pump in pumps) pump.Step();
        GC.KeepAlive(tasks);
        return held;
    }

    static void Row(string name, double plain, double plainBytes, double scratch, double scratchBytes, List<double> ratios, string remark)
    {
        ratios.Sort();
        Console.WriteLine($"{name,-12} valuetask {plain,7:F1} ns {plainBytes,5:F0} B   scratch {scratch,7:F1} ns {scratchBytes,5:F0} B   ratio {ratios[ratios.Count / 2]:F2}{remark}");
    }
}

using System.Reflection;

namespace AssemblyToProcess.Harness;

/// <summary>Runs a case in all its places, variants and patterns. The test runner calls it by reflection, in each copy of the assembly.</summary>
public static class CaseRunner
{
    /// <summary>The trace of all runs.</summary>
    public static string[] Run(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<CaseAttribute>()!;
        var lines = new List<string>();
        foreach (var place in Enum.GetValues<Places>())
        {
            if (place == Places.All || !attribute.In.HasFlag(place)) continue;
            for (int variant = 0; variant < attribute.Variants; variant++) Run(method, place, variant, place == Places.Plain ? attribute.Bits : Math.Min(attribute.Bits, 3), lines);
        }
        return [.. lines];
    }

    /// <summary>The trace of runs on the thread pool in which one side has a start; nothing where the case is kept off the pool.</summary>
    public static string[] RunRace(MethodInfo method, bool isWonByTheCompleter)
    {
        var attribute = method.GetCustomAttribute<CaseAttribute>()!;
        if (!attribute.In.HasFlag(Places.Pool)) return [];
        return [.. Enumerable.Range(0, attribute.Variants).SelectMany(variant =>
            Driver.Run(Body(method, variant), Places.Pool, 0, 0, isWonByTheCompleter ? Race.WonByTheCompleter : Race.WonByTheCaller).Lines.Prepend($"== variant {variant}"))];
    }

    /// <summary>Runs a method that asserts on its own account.</summary>
    public static void RunOnce(MethodInfo method)
    {
        var trace = Driver.Run(Body(method, 0), Places.Plain, 0, 0);
        if (trace.Lines.Count != 0) throw new InvalidOperationException(string.Join('\n', trace.Lines));
    }

    static void Run(MethodInfo method, Places place, int variant, int maxBits, List<string> lines)
    {
        var all = Driver.Run(Body(method, variant), place, 0, 0);
        Add(all, "all suspend");
        int bits = Math.Min(all.LeafCount, maxBits);
        for (ulong pattern = 0; pattern < (1UL << bits); pattern++)
        {
            // With every bit set it has been run.
            if (bits > 0 && pattern != (1UL << bits) - 1) Add(Driver.Run(Body(method, variant), place, pattern, bits), $"pattern {pattern:b} of {bits}");
        }

        void Add(Trace trace, string pattern)
        {
            lines.Add($"== {place}, variant {variant}, {pattern}");
            lines.AddRange(trace.Lines);
        }
    }

    static Func<Trace, Task?> Body(MethodInfo method, int variant)
    {
        bool hasVariants = method.GetParameters().Length == 2;
        if (hasVariants && method.ReturnType == typeof(Task))
        {
            var call = method.CreateDelegate<Func<Trace, int, Task>>();
            return trace => call(trace, variant);
        }
        if (hasVariants)
        {
            var call = method.CreateDelegate<Action<Trace, int>>();
            return trace =>
            {
                call(trace, variant);
                return null;
            };
        }
        if (method.ReturnType == typeof(Task)) return method.CreateDelegate<Func<Trace, Task>>();
        var action = method.CreateDelegate<Action<Trace>>();
        return trace =>
        {
            action(trace);
            return null;
        };
    }
}

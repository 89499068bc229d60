using System.Text;

namespace Benchmarks.Cold;

/// <summary>
/// Makes the source of a program that calls each of its async methods once: interfaces of five methods, of each a class that calls the methods of the next interface, in chains of ten levels. It prints what
/// <see cref="Start"/> reads.
/// </summary>
static class GeneratedSource
{
    public const int Levels = 10;
    const int Interfaces = 100, MethodsOfInterface = 5, Chains = Interfaces / Levels;

    /// <summary>The leaves suspend where this is the argument of the program.</summary>
    public const string Suspended = "suspended", Completed = "completed";

    /// <param name="variant">One of the variants of <see cref="GeneratedProgram"/>.</param>
    public static string Of(string variant)
    {
        bool isByHand = variant == GeneratedProgram.Floor;
        var source = new StringBuilder($$"""
            using System.Diagnostics;
            using System.Runtime;
            using System.Runtime.CompilerServices;
            using Benchmarks.Contracts;
            {{(isByHand ? "using Benchmarks.Floors;" : "")}}

            {{(variant == GeneratedProgram.Woven ? "[assembly: Unboxed.ScratchSpace]" : "")}}

            var pump = new Pump(synchronous: args is not ["{{Suspended}}"]);
            Func<Task<long>>[] roots = [{{string.Join(", ", Enumerable.Range(0, Chains).Select(chain => $"new Root{chain}({Chain(chain * Levels)}).Run"))}}];
            Figures.Now();
            var before = Figures.Now();
            long sum = 0;
            foreach (var root in roots)
            {
                var task = root();
                while (pump.Step()) { }
                sum += task.GetAwaiter().GetResult();
            }
            var after = Figures.Now();
            long expected = {{Chains}} * ({{MethodsOfInterface}} * (Pump.Value + {{Levels}}) + {{Levels - 1}} * {{Enumerable.Range(0, MethodsOfInterface).Sum()}});
            if (sum != expected) throw new InvalidOperationException($"The calls gave {sum} instead of {expected}.");
            Console.WriteLine($"{(after.Processor - before.Processor).Ticks} {Stopwatch.GetElapsedTime(before.Time, after.Time).Ticks} {after.Processor.Ticks} {after.Methods - before.Methods} {after.Bytes - before.Bytes}");

            readonly record struct Figures(TimeSpan Processor, long Time, long Methods, long Bytes)
            {
                public static Figures Now() => new(Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), JitInfo.GetCompiledMethodCount(), JitInfo.GetCompiledILBytes());
            }

            """);
        for (int chain = 0; chain < Chains; chain++) source.Append(isByHand ? GeneratedFloor.Root(chain) : Root(chain));
        for (int type = 0; type < Interfaces; type++) source.Append(isByHand ? GeneratedFloor.Level(type) : Level(type));
        return source.ToString();
    }

    static string Chain(int type) => $"new C{type}({(IsLeaf(type) ? "pump" : Chain(type + 1))})";

    public static bool IsLeaf(int type) => type % Levels == Levels - 1;

    static string Root(int chain) => $$"""

        sealed class Root{{chain}}(I{{chain * Levels}} first)
        {
            public async Task<long> Run()
            {
                long sum = 0;
        {{Methods(method => $"        sum += await first.M{method}(1);")}}
                return sum;
            }
        }

        """;

    static string Level(int type) => $$"""

        interface I{{type}}
        {
        {{Methods(method => $"    ValueTask<int> M{method}(int x);")}}
        }

        sealed class C{{type}}({{(IsLeaf(type) ? "Pump pump" : $"I{type + 1} next")}}) : I{{type}}
        {
        {{Methods(method => $"    public async ValueTask<int> M{method}(int x) => {(IsLeaf(type) ? "x + await pump.Next()" : $"{method} + await next.M{method}(x + 1)")};")}}
        }

        """;

    public static string Methods(Func<int, string> line) => string.Join('\n', Enumerable.Range(0, MethodsOfInterface).Select(line));
}

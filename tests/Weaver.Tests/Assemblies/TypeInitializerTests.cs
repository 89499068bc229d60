using Microsoft.CodeAnalysis;
using Unboxed.Weaver.Plan;
using Xunit;

namespace Unboxed.Weaver.Tests.Assemblies;

/// <summary>Type initializers run once in a process: each run is one in a context of its own.</summary>
public sealed class TypeInitializerTests
{
    /// <summary>A log, and leaves that suspend; <c>Program.Run</c> runs <c>Shapes.Run</c> to its end.</summary>
    const string Harness = """
        public static class T
        {
            public static readonly List<string> Lines = new();
            static readonly Queue<TaskCompletionSource<int>> waiting = new();
            public static void Log(string line) => Lines.Add(line);
            public static Task<int> Leaf() { var source = new TaskCompletionSource<int>(); waiting.Enqueue(source); return source.Task; }
            public static bool Step() { if (waiting.Count == 0) return false; waiting.Dequeue().SetResult(1); return true; }
        }
        public static class Program
        {
            public static string Run()
            {
                var run = RunAsync();
                while (T.Step()) T.Log("-");
                run.GetAwaiter().GetResult();
                return string.Join("; ", T.Lines);
            }
            static async Task RunAsync()
            {
                try { T.Log("result " + await Shapes.Run()); }
                catch (Exception exception) { T.Log(exception.GetType().Name + ": " + exception.InnerException?.Message); }
            }
        }
        public class Callee
        {
            public static async Task<int> GetAsync() { T.Log("starts"); await T.Leaf(); T.Log("ends"); return 1; }
        }

        """;

    const string Log = "T.Log(\"initializer\");", Fail = "T.Log(\"initializer\"); throw new InvalidOperationException(\"failed\");";

    const string Helper = "public static ConfiguredTaskAwaitable<int> Free(this Task<int> task) => task.ConfigureAwait(false);";

    public static TheoryData<string, Decision> Shapes => new()
    {
        // A helper that is seen through is not called.
        { $"static class Helpers {{ static Helpers() {{ {Log} }} {Helper} }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().Free(); }}", Decision.Ordinary },
        { $"static class Helpers {{ static Helpers() {{ {Fail} }} {Helper} }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().Free(); }}", Decision.Ordinary },
        { $"static class Helpers {{ static int first = First(); static int First() {{ {Log} return 1; }} {Helper} public static int Value => first; }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().Free(); }}", Decision.Scratch },
        { $"static class Helpers {{ static readonly int first; static Helpers() {{ first = 1; }} {Helper} public static int Value => first; }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().Free() + Helpers.Value; }}", Decision.Scratch },
        { $"static class Helpers {{ [ThreadStatic] public static bool First; static Helpers() {{ First = true; }} {Helper} }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().Free(); }}", Decision.Ordinary },
        // Neither is a getter.
        { "static class Settings { [ThreadStatic] public static bool Continue = true; } static class Shapes { public static async Task<int> Run() => await Callee.GetAsync().ConfigureAwait(Settings.Continue); }", Decision.Ordinary },
        { "sealed class Settings { bool f; public bool Continue { [MethodImpl(MethodImplOptions.Synchronized)] get => f; } } static class Shapes { static Settings own = new(); public static async Task<int> Run() { var settings = own; return await Callee.GetAsync().ConfigureAwait(settings.Continue); } }", Decision.Ordinary },
        { $"static class Settings {{ static Settings() {{ {Log} }} public static bool Continue {{ get; set; }} }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().ConfigureAwait(Settings.Continue); }}", Decision.Ordinary },
        { $"static class Settings {{ static bool Make() {{ {Fail} }} public static bool Continue {{ get; set; }} = Make(); }} static class Shapes {{ public static async Task<int> Run() => await Callee.GetAsync().ConfigureAwait(Settings.Continue); }}", Decision.Ordinary },
        { "static class Settings { public static bool Continue { get; set; } = true; } static class Shapes { public static async Task<int> Run() => await Callee.GetAsync().ConfigureAwait(!Settings.Continue); }", Decision.Scratch },
        { $"class Settings {{ static Settings() {{ {Log} }} public bool Continue {{ get; set; }} }} static class Shapes {{ public static async Task<int> Run() {{ Settings none = null; return await Callee.GetAsync().ConfigureAwait(none.Continue); }} }}", Decision.Scratch },
        // The way into a scratch body is a method of the user's class.
        { $"class Own {{ static Own() {{ {Log} }} public static async Task<int> GetAsync() {{ T.Log(\"own\"); return await T.Leaf(); }} }} static class Shapes {{ public static async Task<int> Run() {{ T.Log(\"before\"); return await Own.GetAsync(); }} }}", Decision.Scratch },
        { $"class Own {{ static Own() {{ {Fail} }} public static async Task<int> GetAsync() => await T.Leaf(); }} static class Shapes {{ public static async Task<int> Run() {{ try {{ return await Own.GetAsync(); }} catch (TypeInitializationException) {{ T.Log(\"caught\"); }} return await Own.GetAsync(); }} }}", Decision.Scratch },
        { $"class Own<V> {{ static Own() {{ T.Log(typeof(V).Name); }} public static async Task<int> GetAsync() => await T.Leaf(); }} static class Shapes {{ public static async Task<int> Run() => await Own<int>.GetAsync() + await Own<string>.GetAsync(); }}", Decision.Scratch },
        { $"class Own {{ static int first = First(); static int First() {{ {Fail} }} public static async Task<int> GetAsync() {{ await T.Leaf(); return first; }} }} static class Shapes {{ public static async Task<int> Run() => await Own.GetAsync(); }}", Decision.Scratch },
        { $"struct Own {{ static Own() {{ {Log} }} public int Value; public async Task<int> GetAsync() => Value + await T.Leaf(); }} static class Shapes {{ public static async Task<int> Run() {{ Own own = default; own.Value = 3; T.Log(\"before\"); return await own.GetAsync(); }} }}", Decision.Scratch },
        { $"interface IOwn {{ static IOwn() {{ {Log} }} Task<int> GetAsync() => Callee.GetAsync(); Task<int> OtherAsync() {{ T.Log(\"other\"); return GetAsync(); }} }} class Own : IOwn {{ }} static class Shapes {{ public static async Task<int> Run() {{ IOwn own = new Own(); T.Log(\"before\"); return await own.OtherAsync(); }} }}", Decision.Scratch },
        // Methods that pass a call on.
        { $"class Own {{ static Own() {{ {Log} }} public static Task<int> GetAsync() => Callee.GetAsync(); }} static class Shapes {{ public static async Task<int> Run() {{ T.Log(\"before\"); return await Own.GetAsync(); }} }}", Decision.Scratch },
        { $"class Own {{ static Own() {{ {Fail} }} public static Task<int> GetAsync() {{ T.Log(\"own\"); return Callee.GetAsync(); }} }} static class Shapes {{ public static async Task<int> Run() => await Own.GetAsync(); }}", Decision.Scratch },
        { $"class Own {{ static Own() {{ {Fail} }} public static async Task<int> GetAsync() => await T.Leaf(); }} class Other {{ public static Task<int> GetAsync() {{ T.Log(\"other\"); return Own.GetAsync(); }} }} static class Shapes {{ public static async Task<int> Run() => await Other.GetAsync(); }}", Decision.Scratch },
        // The call of an instance method runs no initializer, not even one that has failed.
        { $"class Own {{ public static Own Left; static Own() {{ Keeper.Left = new Own(); {Fail} }} async Task<int> InnerAsync() => await T.Leaf(); public Task<int> GetAsync() {{ T.Log(\"own\"); return InnerAsync(); }} }} static class Keeper {{ public static Own Left; }} static class Shapes {{ public static async Task<int> Run() {{ try {{ new Own(); }} catch (TypeInitializationException) {{ }} return await Keeper.Left.GetAsync(); }} }}", Decision.Scratch },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void An_initializer_runs_when_it_runs_unwoven(string shape, Decision decision)
    {
        foreach (var level in new[] { OptimizationLevel.Debug, OptimizationLevel.Release })
        {
            using var set = new AssemblySet(level).Add("App", Harness + shape);
            Assert.All(set.Decisions("App", "Shapes."), site => Assert.Equal(decision, site));
            Assert.NotEmpty(set.Decisions("App", "Shapes."));
            Assert.Equal(set.RunUnwoven(), set.RunWoven());
        }
    }
}

namespace Unboxed.Weaver.Tests.VisualBasic;

/// <summary>What the programs in Visual Basic run in, and the programs.</summary>
static class Sources
{
    /// <summary>The harness, which is not woven: leaves that suspend or do not, and a trace.</summary>
    internal const string Harness = """
        namespace Harness
        {
            public static class Gate
            {
                static readonly Queue<TaskCompletionSource<int>> waiting = new();

                public static bool Suspends { get; set; }

                public static System.Text.StringBuilder Trace { get; } = new();

                public static void Note(string text) => Trace.Append(text).Append(';');

                public static Task<int> Pass(int value)
                {
                    Note("leaf " + value);
                    if (!Suspends) return Task.FromResult(value);
                    var source = new TaskCompletionSource<int>(value);
                    waiting.Enqueue(source);
                    return source.Task;
                }

                public static string Run(bool suspends, Func<Task> program)
                {
                    (Suspends, int suspensions) = (suspends, 0);
                    Trace.Clear();
                    SynchronizationContext.SetSynchronizationContext(null);
                    var task = program();
                    while (waiting.TryDequeue(out var source))
                    {
                        suspensions++;
                        source.SetResult((int)source.Task.AsyncState!);
                    }
                    // What comes last may be on another thread.
                    ((IAsyncResult)task).AsyncWaitHandle.WaitOne(10_000);
                    if (!task.IsCompleted) throw new InvalidOperationException("The program waits for nothing. " + Trace);
                    return $"{Trace}{suspensions} suspensions, {task.Status} {task.Exception?.InnerException?.GetType().Name}\n";
                }
            }

            /// <summary>A leaf that allocates nothing.</summary>
            public sealed class Signal : IValueTaskSource
            {
                ManualResetValueTaskSourceCore<bool> core;

                public ValueTask Wait()
                {
                    core.Reset();
                    return new(this, core.Version);
                }

                public void Set() => core.SetResult(true);

                public void GetResult(short token) => core.GetResult(token);

                public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

                public void OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
            }
        }
        """;

    /// <summary>Every statement and expression of the language that an await may stand in.</summary>
    internal static string Program { get; } = Read("Program.vb");

    /// <summary>Suspended calls by one root.</summary>
    internal static string Allocations { get; } = Read("Allocations.vb");

    static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Sources).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

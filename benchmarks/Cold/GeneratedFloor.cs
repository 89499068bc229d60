namespace Benchmarks.Cold;

/// <summary>
/// The classes of the program as <c>benchmarks/Floors</c> has levels: what is called has the guarantees of an async method, and nothing else. It cannot suspend. The async methods are there for other callers,
/// and are not called.
/// </summary>
static class GeneratedFloor
{
    public static string Root(int chain) => $$"""

        sealed class Root{{chain}}(I{{chain * GeneratedSource.Levels}} first)
        {
            public async Task<long> Run()
            {
                long sum = 0;
                var thread = Thread.CurrentThread;
        {{GeneratedSource.Methods(method => $"        sum += first is {Companion(chain * GeneratedSource.Levels, method)} companion{method} ? Call(companion{method}, thread) : await first.M{method}(1);")}}
                return sum;
            }
        {{GeneratedSource.Methods(method => $$"""

                static int Call({{Companion(chain * GeneratedSource.Levels, method)}} companion, Thread thread)
                {
                    Space space = default;
                    space.Handle.Self = Handles.AddressOf(ref space.Handle);
                    space.Thread = thread;
                    var answer = companion.M(1, ref space.Handle, out int value);
                    if (answer == typeof(Completed)) return value;
                    Thrown.Again(ref space, answer);
                    throw new NotSupportedException("A method has declined.");
                }
            """)}}
        }

        """;

    public static string Level(int type) => $$"""

        interface I{{type}}
        {
        {{GeneratedSource.Methods(method => $"    ValueTask<int> M{method}(int x);")}}
        }
        {{GeneratedSource.Methods(method => $$"""

            interface {{Companion(type, method)}}
            {
                Type? M(int x, ref Handle handle, out int result);
            }
            """)}}

        sealed class C{{type}}({{(GeneratedSource.IsLeaf(type) ? "Pump" : $"I{type + 1}")}} next) : I{{type}}, {{string.Join(", ", GeneratedSource.Methods(method => Companion(type, method)).Split('\n'))}}
        {
            readonly {{(GeneratedSource.IsLeaf(type) ? "Pump" : $"I{type + 1}")}} next = next;
        {{GeneratedSource.Methods(method => $$"""

                public async ValueTask<int> M{{method}}(int x) => {{(GeneratedSource.IsLeaf(type) ? "x + await next.Next()" : $"{method} + await next.M{method}(x + 1)")}};

                Type? {{Companion(type, method)}}.M(int x, ref Handle handle, out int result)
                {
                    if (Handles.IsOwn(ref handle)) return M{{method}}(this, x, ref Handles.SpaceOf(ref handle), out result);
                    result = 0;
                    return null;
                }

                static Type? M{{method}}(C{{type}} self, int x, ref Space space, out int result)
                {
                    var execution = ThreadContexts.Execution(space.Thread);
                    var synchronization = ThreadContexts.Synchronization(space.Thread);
                    Unsafe.SkipInit(out result);
                    try
                    {
                        {{(GeneratedSource.IsLeaf(type) ? Leaf : Call(type, method))}}
                        return typeof(Completed);
                    }
                    // Whatever it is: the boundary of an async method.
                    catch (Exception exception)
                    {
                        ThreadContexts.Restore(space.Thread, execution, synchronization);
                        return Thrown.Answer(ref space, exception);
                    }
                }
            """)}}
        }

        """;

    const string Leaf = """
        var awaiter = self.next.Next().GetAwaiter();
                        if (!awaiter.IsCompleted) return null;
                        result = x + awaiter.GetResult();
        """;

    static string Call(int type, int method) => $$"""
        if (self.next is not {{Companion(type + 1, method)}} companion) return null;
                        var answer = companion.M(x + 1, ref space.Handle, out int value);
                        if (answer != typeof(Completed)) return Thrown.Again(ref space, answer);
                        result = {{method}} + value;
        """;

    /// <summary>The name of the companion of a method.</summary>
    static string Companion(int type, int method) => $"I{type}M{method}";
}

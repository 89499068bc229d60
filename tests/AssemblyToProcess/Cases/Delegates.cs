using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Calls through delegates: of lambdas, local functions and methods, those of this object and others, one or several.</summary>
public static class Delegates
{
    delegate Task Step(List<int> seen);

    delegate ValueTask<int> Nine(int a, int b, int c, int d, int e, int f, int g, int h, int i);

    delegate Task ByReference(in int value);

    delegate ValueTask<int> OverSpan(ReadOnlySpan<int> values);

    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task Pipeline(Trace trace)
    {
        Func<Task> next = async () =>
        {
            trace.Log("last");
            await trace.Leaf();
        };
        for (int i = 0; i < 4; i++)
        {
            int step = i;
            var inner = next;
            next = async () =>
            {
                trace.Log("before", step);
                await trace.Leaf();
                await inner();
                trace.Log("after", step);
                await trace.Leaf();
            };
        }
        await next();
    }

    /// <summary>Several lambdas of one closure, with one signature: the object alone does not say which is called.</summary>
    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task SeveralOfOneClosure(Trace trace)
    {
        int count = 10;
        Func<int, ValueTask<int>> add = async (x) => count += x + await trace.Leaf(1);
        Func<int, ValueTask<int>> multiply = async (x) => count *= x + await trace.Leaf(1);
        Func<int, ValueTask<int>> atOnce = x => new(count -= x);
        Func<int, ValueTask<int>>[] all = [add, multiply, atOnce, add];
        foreach (var one in all) trace.Log("result", await one(2));
        trace.Log("result", await add.Invoke(3));
        trace.Log("result", await multiply(4).ConfigureAwait(false));
        if (count > 0) trace.Log("result", await atOnce(5));
    }

    [Case]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary, Count = 2)]
    public static async Task Signatures(Trace trace)
    {
        List<int> seen = [];
        Step step = async (list) => list.Add(await trace.Leaf(1));
        await step(seen);
        Func<int, int, int, int, string, string, object?, DateTime, Task<string>> eight = async (a, b, c, d, e, f, g, h) => $"{a}{b}{c}{d}{e}{f}{g}{h.Year}{await trace.Leaf(2)}";
        trace.Log("eight", await eight(1, 2, 3, 4, "5", "6", null, new(2020, 1, 1)));
        Func<(int, string), ValueTask<(string, int)>> tuples = async (pair) => (pair.Item2, pair.Item1 + await trace.Leaf(3));
        trace.Log("tuples", await tuples((1, "one")));
        Nine nine = async (a, b, c, d, e, f, g, h, i) => a + b + c + d + e + f + g + h + i + await trace.Leaf(4);
        trace.Log("nine", await nine(1, 2, 3, 4, 5, 6, 7, 8, 9));
        trace.Log("seen", seen);
    }

    [Case]
    [Expect(Decision.Ordinary, Count = 4)]
    public static async Task References(Trace trace)
    {
        int value = 3;
        ByReference byReference = (in int x) => Log(x);
        await byReference(in value);
        OverSpan overSpan = values => Sum(values.ToArray());
        trace.Log("sum", await overSpan([1, 2, 3]));

        async Task Log(int x) => trace.Log("value", x + await trace.Leaf(1));

        async ValueTask<int> Sum(int[] values) => values.Sum() + await trace.Leaf(1);
    }

    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task Several(Trace trace)
    {
        int ended = 0;
        Func<Task> first = async () =>
        {
            trace.Log("first");
            await trace.Leaf();
            Interlocked.Increment(ref ended);
        };
        Func<Task> second = async () =>
        {
            trace.Log("second");
            await trace.Leaf();
        };
        var both = first + second;
        await both();
        await (first + first)();
        var alone = (both - second)!;
        await alone();
        trace.Log("equal", (alone == first, alone.Equals(first), alone.GetHashCode() == first.GetHashCode(), ReferenceEquals(alone.Target, first.Target), alone.Method == first.Method));
        await ((first + second + first - first)!)();
        await ((Func<Task>)both.GetInvocationList()[1])();
        var none = first - first;
        try
        {
            await none!();
        }
        catch (NullReferenceException exception)
        {
            trace.Log("null", exception.Message);
        }
    }

    [Case]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch)]
    public static async Task Identity(Trace trace)
    {
        int calls = 0;
        Func<int, Task<int>> called = async (x) =>
        {
            await trace.Leaf();
            return ++calls + x;
        };
        trace.Log("result", await called(1));
        trace.Log("method", (called.Method.Name, called.Method.ReturnType, called.Method.GetParameters().Length, called.Target!.GetType() == called.Method.DeclaringType, called.GetInvocationList().Length));
        trace.Log("result", await (Task<int>)called.DynamicInvoke(2)!);
        trace.Log("result", await (Task<int>)called.Method.Invoke(called.Target, [3])!);
        var again = (Func<int, Task<int>>)Delegate.CreateDelegate(typeof(Func<int, Task<int>>), called.Target, called.Method);
        trace.Log("equal", (again == called, again.GetHashCode() == called.GetHashCode()));
        trace.Log("result", await again(4));
    }

    static int counter;

    [Expect(Decision.Ordinary)]
    static async ValueTask<int> StaticAsync(Trace trace) => ++counter + await trace.Leaf(1);

    [Expect(Decision.Ordinary)]
    static async ValueTask<int> ExtendedAsync(this Trace trace) => --counter + await trace.Leaf(1);

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 3)]
    [Expect(Decision.Ordinary, Count = 2)]
    public static async Task StaticMethods(Trace trace)
    {
        counter = 5;
        Func<Trace, ValueTask<int>> method = StaticAsync;
        trace.Log("result", await method(trace));
        Func<ValueTask<int>> extension = trace.ExtendedAsync;
        trace.Log("result", await extension());
        Func<Trace, ValueTask<int>> lambda = static async (trace) => counter + await trace.Leaf(1);
        trace.Log("result", await lambda(trace));
        Func<Trace, ValueTask<int>> local = Local;
        trace.Log("result", await local(trace));
        Func<int, ValueTask<int>> capturing = Capturing;
        trace.Log("result", await capturing(1));

        static async ValueTask<int> Local(Trace trace) => counter + 100 + await trace.Leaf(1);

        async ValueTask<int> Capturing(int x) => counter + x + await trace.Leaf(1);
    }

    class Animal(Trace trace)
    {
        protected Trace Trace => trace;

        [Expect(Decision.Ordinary)]
        public virtual async Task<string> NameAsync(int x) => $"animal {x + await trace.Leaf(1)}";

        [Expect(Decision.Ordinary)]
        public async Task<string> FamilyAsync(int x) => $"family {x + await trace.Leaf(1)} of {GetType().Name}";

        public Func<int, Task<string>> Lambda { [Expect(Decision.Ordinary)] get => async (x) => $"lambda of animal {x + await trace.Leaf(1)}"; }
    }

    class Dog(Trace trace) : Animal(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async Task<string> NameAsync(int x) => $"dog {x + await Trace.Leaf(1)}";

        public Func<int, Task<string>> Base => base.NameAsync;

        public Func<int, Task<string>> OwnLambda { [Expect(Decision.Ordinary)] get => async (x) => $"lambda of dog {x + await Trace.Leaf(1)} {GetType().Name}"; }
    }

    sealed class Poodle(Trace trace) : Dog(trace)
    {
        public override Task<string> NameAsync(int x) => Task.FromResult($"poodle {x}");
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task MethodsOfClasses(Trace trace)
    {
        var animal = new Animal(trace);
        var dog = new Dog(trace);
        var poodle = new Poodle(trace);
        Animal hidden = dog;
        Func<int, Task<string>>[] all =
        [
            animal.NameAsync, animal.FamilyAsync, animal.Lambda, dog.NameAsync, dog.FamilyAsync, dog.Lambda, dog.Base, dog.OwnLambda,
            poodle.NameAsync, poodle.FamilyAsync, poodle.Lambda, poodle.Base, poodle.OwnLambda, hidden.NameAsync,
        ];
        for (int i = 0; i < all.Length; i++) trace.Log("name", await all[i](i));
    }

    struct Counting(Trace trace)
    {
        int count;

        [Expect(Decision.Ordinary)]
        public async Task<int> NextAsync() => count = count + 1 + await trace.Leaf(1);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task MethodsOfStructs(Trace trace)
    {
        var counting = new Counting(trace);
        Func<Task<int>> next = counting.NextAsync;
        trace.Log("next", await next());
        trace.Log("next", await next());
    }

    sealed class Generic<T>(Trace trace, T own)
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<string> RunAsync<U>(U other, Func<T, U, Task<string>> call)
        {
            Func<T, U, Task<string>> around = async (mine, theirs) =>
            {
                await trace.Leaf();
                return $"<{await call(mine, theirs)} {typeof(T).Name} {typeof(U).Name}>";
            };
            return await around(own, other);
        }

        [Expect(Decision.Ordinary)]
        public async Task<string> TextAsync(T value) => $"{value} {own} {typeof(T).Name} {await trace.Leaf(1)}";

        [Expect(Decision.Ordinary)]
        public async Task<string> AnyAsync<U>(U value) => $"{value} {typeof(U).Name} {await trace.Leaf(1)}";
    }

    [Case]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 7)]
    public static async Task GenericClosures(Trace trace)
    {
        trace.Log("strings", await new Generic<string>(trace, "own").RunAsync("other", async (a, b) => $"{a}{b}{await trace.Leaf(1)}"));
        trace.Log("objects", await new Generic<object>(trace, "own").RunAsync(Environment.NewLine.Length > 0, async (a, b) => $"{a}{b}{await trace.Leaf(1)}"));
        trace.Log("numbers", await new Generic<int>(trace, 1).RunAsync(2L, async (a, b) => $"{a}{b}{await trace.Leaf(1)}"));
        Func<string, Task<string>> ofString = new Generic<string>(trace, "s").TextAsync, any = new Generic<string>(trace, "s").AnyAsync;
        Func<object, Task<string>> ofObject = new Generic<object>(trace, "o").TextAsync, anyObject = new Generic<string>(trace, "s").AnyAsync;
        Func<int, Task<string>> ofInt = new Generic<int>(trace, 1).TextAsync;
        trace.Log("text", await ofString("x"));
        trace.Log("text", await any("y"));
        trace.Log("text", await ofObject("z"));
        trace.Log("text", await anyObject("o"));
        trace.Log("text", await ofInt(5));
        trace.Log("two", await Both(trace, 1, 2));
        trace.Log("two", await Both(trace, "one", 2));
    }

    /// <summary>Two signatures that are one where T is a number.</summary>
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    static async Task<string> Both<T>(Trace trace, T value, int number)
    {
        string seen = "";
        Func<T, Task> generic = async (x) => seen += $"generic {x} {value} {await trace.Leaf(1)};";
        Func<int, Task> plain = async (x) => seen += $"plain {x} {number} {await trace.Leaf(1)};";
        await generic(value);
        await plain(number);
        return seen;
    }

    [Case]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task Variance(Trace trace)
    {
        Func<object, Task<string>> wide = async (x) => $"{x}{await trace.Leaf(1)}";
        Func<string, Task<string>> narrow = wide;
        trace.Log("narrow", await narrow("a"));
        Func<string, Task> without = wide;
        await without("b");
        Func<string, Task> group = wide.Invoke;
        await group("c");
    }

    [Case]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task NullReceivers(Trace trace)
    {
        Func<int, Task>? none = null;
        try
        {
            await none!(Logged(trace, 1));
        }
        catch (NullReferenceException exception)
        {
            trace.Log("null", exception.Message);
            trace.Frames(exception);
        }
        Func<int, Task<int>> called = async (x) => x + await trace.Leaf(1);
        Func<int, Task<int>> other = async (x) => x - await trace.Leaf(1);
        // What is called is known before its arguments.
        trace.Log("result", await called(Logged(trace, Replace(ref called, other))));
        trace.Log("result", await called(Logged(trace, 3)));
        try
        {
            await called(int.Parse("not a number"));
        }
        catch (FormatException)
        {
            trace.Log("not called");
        }
    }

    static int Replace<T>(ref T place, T value)
    {
        place = value;
        return 2;
    }

    static int Logged(Trace trace, int value)
    {
        trace.Log("argument", value);
        return value;
    }

    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task Failures(Trace trace)
    {
        Func<int, Task> fails = async (how) =>
        {
            if (how == 0) throw trace.Register(new InvalidOperationException("before"));
            await trace.Leaf();
            if (how == 1) throw trace.Register(new InvalidOperationException("after"));
            await trace.FailingLeaf(trace.Register(new IOException("leaf")));
        };
        Func<int, Task> passesOn = how => fails(how);
        Func<int, Task> throws = how => throw trace.Register(new ArgumentException("at once"));
        Func<int, Task> cleans = async (how) =>
        {
            try
            {
                await fails(how);
            }
            finally
            {
                trace.Log("cleaned");
                await trace.Leaf();
            }
        };
        foreach (var call in new[] { fails, passesOn, throws, cleans })
        {
            for (int how = 0; how < 3; how++)
            {
                try
                {
                    await call(how);
                }
                // Whatever it is, it is compared.
                catch (Exception exception)
                {
                    trace.Caught(exception);
                    trace.Frames(exception);
                }
            }
        }
    }

    static readonly AsyncLocal<int> local = new();

    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch)]
    public static async Task Contexts(Trace trace)
    {
        local.Value = 1;
        Func<int, Task> changes = async (value) =>
        {
            trace.Where("in it");
            trace.Log("local", local.Value);
            local.Value = value;
            SynchronizationContext.SetSynchronizationContext(new());
            await trace.Leaf();
            trace.Log("local after the leaf", local.Value);
            await trace.Leaf().ConfigureAwait(false);
        };
        Func<int, Task> notAsync = value =>
        {
            local.Value = value + 100;
            return changes(value);
        };
        foreach (var call in new[] { changes, notAsync, changes })
        {
            await call(7);
            trace.Where("after it");
            trace.Log("local", local.Value);
        }
    }

    [Case]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Ordinary, Reason = "The future is kept while other code runs.", Count = 2)]
    public static async Task TwiceAtOnce(Trace trace)
    {
        int running = 0;
        Func<int, Task<int>> call = async (x) =>
        {
            Interlocked.Increment(ref running);
            trace.Log("called", x);
            await trace.Leaf();
            Interlocked.Decrement(ref running);
            return x;
        };
        await call(0);
        await call(0);
        trace.Log("all", await Task.WhenAll(call(1), call(2)));
        var (first, second) = (call(3), call(4));
        trace.Log("second", await second);
        trace.Log("first", await first);
        trace.Log("running", running);
    }

    [Case]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Recursion(Trace trace)
    {
        Func<int, ValueTask<int>> factorial = null!;
        factorial = async (n) =>
        {
            await trace.Leaf();
            return n <= 1 ? 1 : n * await factorial(n - 1);
        };
        trace.Log("factorial", await factorial(10));
    }

    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task NestedClosures(Trace trace)
    {
        int outer = 1;
        List<Func<Task<int>>> made = [];
        for (int i = 0; i < 3; i++)
        {
            int inLoop = i;
            Func<int, Func<Task<int>>> make = x =>
            {
                int inner = x + outer;
                return async () =>
                {
                    inner += inLoop + await trace.Leaf(1);
                    outer++;
                    Func<Task<int>> deepest = async () => inner + outer + await trace.Leaf(1);
                    return await deepest();
                };
            };
            made.Add(make(i * 10));
        }
        foreach (var call in made) trace.Log("result", await call());
    }

    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    static async IAsyncEnumerable<int> Mapped(Trace trace, int count, Func<int, ValueTask<int>> map, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (int i = 0; i < count && !cancellation.IsCancellationRequested; i++)
        {
            await trace.Leaf();
            yield return await map(i);
        }
    }

    [Expect(Decision.Ordinary)]
    static IEnumerable<Func<Task<int>>> Made(Trace trace)
    {
        for (int i = 0; i < 3; i++)
        {
            int kept = i;
            yield return async () => kept + await trace.Leaf(1);
        }
    }

    [Case]
    [Expect(Decision.Scratch, Count = 2)]
    [Expect(Decision.Ordinary)]
    [Expect(Decision.Scratch)]
    public static async Task Iterators(Trace trace)
    {
        int offset = 5;
        await foreach (int item in Mapped(trace, 3, async (x) => x + offset + await trace.Leaf(1))) trace.Log("item", item);
        foreach (var made in Made(trace)) trace.Log("made", await made());
    }

    sealed class Fields(Trace trace)
    {
        Func<Task>? handler;

        public event Func<int, Task>? Raised;

        public required Func<Task> Handler { get => handler!; init => handler = value; }

        [Expect(Decision.Scratch, Count = 3)]
        public async Task RunAsync()
        {
            await handler!();
            await Handler();
            if (Raised is { } raised) await raised(1);
            trace.Log("ran");
        }
    }

    [Case]
    [Expect(Decision.Ordinary, Count = 3)]
    [Expect(Decision.Scratch)]
    public static async Task FieldsAndEvents(Trace trace)
    {
        int count = 0;
        var fields = new Fields(trace) { Handler = async () => trace.Log("handler", ++count + await trace.Leaf(1)) };
        fields.Raised += async (x) =>
        {
            trace.Log("raised", x);
            await trace.Leaf();
        };
        fields.Raised += async (x) =>
        {
            trace.Log("raised again", x);
            await trace.Leaf();
        };
        await fields.RunAsync();
    }

    /// <summary>Which of two is called is decided where they meet in the await.</summary>
    [Case]
    [Expect(Decision.Ordinary, Count = 2)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task MeetingCalls(Trace trace)
    {
        Func<int, Task<int>> one = async (x) => x + await trace.Leaf(1);
        Func<string, Task<int>> other = async (x) => x.Length + await trace.Leaf(1);
        foreach (bool which in new[] { true, false }) trace.Log("result", await (which ? one(3) : other("four")));
        Func<Task>? none = null;
        await (none?.Invoke() ?? Task.CompletedTask);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [Expect(Decision.Ordinary)]
    static (Func<Task> Call, WeakReference[] Kept) Collectable(Trace trace)
    {
        object kept = new();
        Func<Task> call = async () =>
        {
            await trace.Leaf();
            GC.KeepAlive(kept);
        };
        return (call, [new(kept), new(call.Target), new(call)]);
    }

    [Expect(Decision.Scratch)]
    static async Task<WeakReference[]> CallOnceAsync(Trace trace)
    {
        var (call, kept) = Collectable(trace);
        await call();
        return kept;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int CountAlive(WeakReference[] references)
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return references.Count(reference => reference.IsAlive);
    }

    [Case]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    public static async Task Lifetime(Trace trace)
    {
        var kept = await CallOnceAsync(trace);
        await trace.AlwaysSuspends();
        trace.Log("alive", CountAlive(kept));
    }
}

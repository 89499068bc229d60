using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// Methods that change no context themselves, on their usual way: what they call may, where that is not async, in a handler, or where the call is not the usual one.
/// What they have seen they note in fields, since a log would not be neutral.
/// </summary>
public static class Fences
{
    static readonly AsyncLocal<string?> local = new();

    interface IInner
    {
        ValueTask<int> GetAsync(int how);

        Task<int> FindAsync(int how);

        Task RunAsync(int how);
    }

    /// <summary>The innermost: async, and fenced.</summary>
    sealed class Store(Trace trace) : IInner
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int how)
        {
            local.Value = "store";
            if (how % 2 == 1) await trace.Leaf();
            if (how == 6) throw trace.Register(new InvalidOperationException("six"));
            local.Value = "store after";
            return how;
        }

        [Expect(Decision.Scratch)]
        public async Task<int> FindAsync(int how) => await ((IInner)this).GetAsync(how);

        [Expect(Decision.Scratch)]
        public async Task RunAsync(int how) => await ((IInner)this).FindAsync(how);
    }

    /// <summary>Not async: what it changes reaches its caller. It passes on, hands back, returns a result, or throws.</summary>
    sealed class Changing(Trace trace, IInner inner) : IInner
    {
        public ValueTask<int> GetAsync(int how)
        {
            local.Value = "changed " + how;
            if (how == 5) throw trace.Register(new InvalidOperationException("five"));
            if (how == 4) return new ValueTask<int>(4);
            if (how == 3) return trace.Leaf(3);
            return inner.GetAsync(how);
        }

        public Task<int> FindAsync(int how)
        {
            SynchronizationContext.SetSynchronizationContext(new Named("changed " + how));
            return how == 4 ? Task.FromResult(4) : inner.FindAsync(how);
        }

        public Task RunAsync(int how)
        {
            local.Value = "ran " + how;
            return inner.RunAsync(how);
        }
    }

    /// <summary>Not async, and changes after a callee has been called.</summary>
    sealed class ChangingLate(IInner inner) : IInner
    {
        public ValueTask<int> GetAsync(int how)
        {
            var pending = inner.GetAsync(how);
            local.Value = "late";
            return pending;
        }

        public Task<int> FindAsync(int how)
        {
            try
            {
                return inner.FindAsync(how);
            }
            finally
            {
                local.Value = "late";
            }
        }

        public Task RunAsync(int how) => inner.RunAsync(how);
    }

    /// <summary>Only passes on.</summary>
    sealed class Passing(IInner inner) : IInner
    {
        public ValueTask<int> GetAsync(int how) => inner.GetAsync(how);

        public Task<int> FindAsync(int how) => inner.FindAsync(how);

        public Task RunAsync(int how) => inner.RunAsync(how);
    }

    sealed class Named(string name) : SynchronizationContext
    {
        /// <summary>At once, and in this context: what runs there sees the same whoever is faster.</summary>
        public override void Post(SendOrPostCallback d, object? state)
        {
            var before = Current;
            SetSynchronizationContext(this);
            d(state);
            SetSynchronizationContext(before);
        }

        public override string ToString() => name;
    }

    /// <summary>Not woven: the calls are the ordinary ones.</summary>
    [Unboxed.Boxed]
    sealed class Ordinary(Trace trace) : IInner
    {
        public ValueTask<int> GetAsync(int how)
        {
            local.Value = "ordinary";
            return how == 3 ? new(new Source(trace), 0) : new(how);
        }

        public Task<int> FindAsync(int how)
        {
            local.Value = "ordinary";
            return how == 5 ? throw trace.Register(new InvalidOperationException("ordinary")) : Task.FromResult(how);
        }

        public Task RunAsync(int how)
        {
            SynchronizationContext.SetSynchronizationContext(new Named("ordinary"));
            return Task.CompletedTask;
        }
    }

    /// <summary>A source that changes a context whenever it is asked.</summary>
    sealed class Source(Trace trace) : System.Threading.Tasks.Sources.IValueTaskSource<int>
    {
        public int GetResult(short token)
        {
            trace.Log("result with", local.Value);
            local.Value = "source";
            return 3;
        }

        public System.Threading.Tasks.Sources.ValueTaskSourceStatus GetStatus(short token)
        {
            local.Value = "source asked";
            return System.Threading.Tasks.Sources.ValueTaskSourceStatus.Succeeded;
        }

        public void OnCompleted(Action<object?> continuation, object? state, short token, System.Threading.Tasks.Sources.ValueTaskSourceOnCompletedFlags flags) => throw new NotSupportedException();
    }

    interface IMiddle
    {
        Task<int> OnceAsync(int how);

        ValueTask<int> TwiceAsync(int how);

        Task CaughtAsync(int how);

        ValueTask<int> ThrowAsync(int how);

        Task<int> ThroughAsync(int how);

        Task<int> WaitAsync(int how);
    }

    /// <summary>Neutral on its usual way.</summary>
    sealed class Middle(Trace trace, IInner inner) : IMiddle
    {
        internal string? First, Second;
        internal SynchronizationContext? Synchronization;

        [Expect(Decision.Scratch)]
        public async Task<int> OnceAsync(int how)
        {
            int result = await inner.GetAsync(how);
            First = local.Value;
            return result + 1;
        }

        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> TwiceAsync(int how)
        {
            int sum = 0;
            for (int i = 0; i < 2; i++)
            {
                sum += await inner.FindAsync(how);
                First = local.Value;
                Synchronization = SynchronizationContext.Current;
                await inner.RunAsync(how);
                Second = local.Value;
            }
            return sum;
        }

        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        public async Task CaughtAsync(int how)
        {
            try
            {
                await inner.GetAsync(how);
                First = local.Value;
            }
            catch (InvalidOperationException)
            {
                First = local.Value;
                local.Value = "in the handler";
            }
            await inner.FindAsync(how);
            Second = local.Value;
        }

        [Expect(Decision.Scratch)]
        public async ValueTask<int> ThrowAsync(int how)
        {
            int result = await inner.GetAsync(how);
            if (result != how) return 0;
            throw trace.Register(new ChangingException());
        }

        [Expect(Decision.Scratch)]
        public async Task<int> ThroughAsync(int how) => await ((IMiddle)this).OnceAsync(how);

        /// <summary>Changes only after it has been resumed.</summary>
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async Task<int> WaitAsync(int how)
        {
            int result = await inner.GetAsync(how);
            First = local.Value;
            await trace.Leaf();
            local.Value = "resumed";
            return result;
        }

        internal void Tell()
        {
            trace.Log("first", First);
            trace.Log("second", Second);
            trace.Log("synchronization", Synchronization);
        }
    }

    /// <summary>Its constructor changes a context.</summary>
    sealed class ChangingException : InvalidOperationException
    {
        internal ChangingException() : base("changing") => local.Value = "exception";
    }

    static IInner InnerOf(Trace trace, int kind) => kind switch
    {
        0 => new Store(trace),
        1 => new Changing(trace, new Store(trace)),
        2 => new Passing(new Changing(trace, new Store(trace))),
        3 => new Changing(trace, new Passing(new Changing(trace, new Store(trace)))),
        4 => new ChangingLate(new Store(trace)),
        5 => new Ordinary(trace),
        6 => new Passing(new Ordinary(trace)),
        _ => new Passing(new Store(trace)),
    };

    [Case(Variants = 56)]
    [Expect(Decision.Scratch)]
    public static async Task Once(Trace trace, int variant)
    {
        var middle = new Middle(trace, InnerOf(trace, variant % 8));
        IMiddle called = middle;
        local.Value = "caller";
        try
        {
            trace.Log("result", await called.OnceAsync(variant / 8));
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("caller has", local.Value);
        trace.Where("caller");
        middle.Tell();
    }

    [Case(Variants = 56)]
    [Expect(Decision.Scratch)]
    public static async Task Twice(Trace trace, int variant)
    {
        var middle = new Middle(trace, InnerOf(trace, variant % 8));
        IMiddle called = middle;
        local.Value = "caller";
        try
        {
            trace.Log("result", await called.TwiceAsync(variant / 8));
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("caller has", local.Value);
        trace.Where("caller");
        middle.Tell();
    }

    [Case(Variants = 56)]
    [Expect(Decision.Scratch)]
    public static async Task Caught_between(Trace trace, int variant)
    {
        var middle = new Middle(trace, InnerOf(trace, variant % 8));
        IMiddle called = middle;
        local.Value = "caller";
        try
        {
            await called.CaughtAsync(variant / 8);
        }
        catch (InvalidOperationException exception)
        {
            trace.Caught(exception);
        }
        trace.Log("caller has", local.Value);
        trace.Where("caller");
        middle.Tell();
    }

    [Case(Variants = 56)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Scratch)]
    public static async Task Thrown_through_and_waited(Trace trace, int variant)
    {
        var middle = new Middle(trace, InnerOf(trace, variant % 8));
        IMiddle called = middle;
        local.Value = "caller";
        for (int i = 0; i < 3; i++)
        {
            try
            {
                int result = i switch
                {
                    0 => await called.ThrowAsync(variant / 8),
                    1 => await called.ThroughAsync(variant / 8),
                    _ => await called.WaitAsync(variant / 8),
                };
                trace.Log("result", result);
            }
            catch (InvalidOperationException exception) when (Filter(trace))
            {
                trace.Caught(exception);
            }
            trace.Log("caller has", local.Value);
            trace.Where("caller");
            middle.Tell();
        }
    }

    static bool Filter(Trace trace)
    {
        trace.Log("filter has", local.Value);
        return true;
    }

    interface IHelped
    {
        Task<int> DeepAsync();

        Task<int> VirtualAsync();

        Task<int> GetterAsync();

        Task<int> DelegateAsync();

        Task<int> InitializerAsync();

        Task<int> OperatorAsync();

        Task<int> GenericAsync();

        Task<int> LocalFunctionAsync();

        Task<int> IteratorAsync();

        Task<int> HashAsync();

        Task<int> RecursiveAsync();

        Task<int> ConstructorAsync();

        Task<int> LazyAsync();

        Task<int> NeutralAsync();
    }

    /// <summary>Each calls a helper of its own, which changes a context in another way: none of these bodies is neutral, but the last.</summary>
    sealed class Helped(IInner inner, Func<int> function) : IHelped
    {
        readonly Base helper = new Derived();
        readonly Lazy<int> lazy = new(function);

        [Expect(Decision.Scratch)]
        public async Task<int> DeepAsync() => Deep(3) + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> VirtualAsync() => helper.Virtual() + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> GetterAsync() => helper.Property + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> DelegateAsync() => function() + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> InitializerAsync() => Initialized.Value + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> OperatorAsync() => new Struct(1) + new Struct(2) + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> GenericAsync() => Generic<Derived>() + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> LocalFunctionAsync()
        {
            return Local() + await inner.GetAsync(0);

            static int Local()
            {
                local.Value = "local function";
                return 1;
            }
        }

        [Expect(Decision.Scratch)]
        public async Task<int> IteratorAsync() => Sum([1, 2]) + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> HashAsync() => helper.GetHashCode() + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> RecursiveAsync() => Recursive(4) + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> ConstructorAsync() => Constructed() + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> LazyAsync() => lazy.Value + await inner.GetAsync(0);

        [Expect(Decision.Scratch)]
        public async Task<int> NeutralAsync() => Neutral(12) + await inner.GetAsync(0);

        static int Deep(int depth) => depth == 0 ? Change("deep") : Deep(depth - 1);

        static int Recursive(int depth) => depth == 0 ? 0 : Mutual(depth - 1);

        static int Mutual(int depth) => depth == 1 ? Change("mutual") : Recursive(depth - 1);

        static int Constructed() => new Derived(true).Property;

        static int Generic<T>() where T : Base, new() => new T().Virtual();

        static int Sum(IEnumerable<int> values)
        {
            int sum = 0;
            foreach (int value in Changed(values)) sum += value;
            return sum;
        }

        static IEnumerable<int> Changed(IEnumerable<int> values)
        {
            foreach (int value in values)
            {
                local.Value = "iterator";
                yield return value;
            }
        }

        static int Neutral(int value) => value % 2 == 0 ? Math.Abs(value) : Neutral(value - 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Change(string value)
    {
        local.Value = value;
        return 1;
    }

    class Base
    {
        public virtual int Property => 1;

        public virtual int Virtual() => 1;
    }

    class Derived : Base
    {
        public Derived()
        {
        }

        internal Derived(bool isChanging) => local.Value = isChanging ? "constructor" : null;

        public override int Property => Change("getter");

        public override int Virtual() => Change("override");

        public override int GetHashCode() => Change("hash");
    }

    static class Initialized
    {
        internal static readonly int Value = Change("initializer");
    }

    readonly record struct Struct(int Value)
    {
        public static int operator +(Struct left, Struct right)
        {
            local.Value = "operator";
            return left.Value + right.Value;
        }
    }

    interface IRunner
    {
        ValueTask<int> RunAsync(int variant);
    }

    /// <summary>Between the root and the methods, so that what they leave behind is not given back by the root's builder.</summary>
    sealed class Runner(Trace trace) : IRunner
    {
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> RunAsync(int variant)
        {
            IHelped helped = new Helped(new Store(trace), () => Change("delegate"));
            int result = variant switch
            {
                0 => await helped.DeepAsync(),
                1 => await helped.VirtualAsync(),
                2 => await helped.GetterAsync(),
                3 => await helped.DelegateAsync(),
                4 => await helped.InitializerAsync(),
                5 => await helped.OperatorAsync(),
                6 => await helped.GenericAsync(),
                7 => await helped.LocalFunctionAsync(),
                8 => await helped.IteratorAsync(),
                9 => await helped.HashAsync(),
                10 => await helped.RecursiveAsync(),
                11 => await helped.ConstructorAsync(),
                12 => await helped.LazyAsync(),
                _ => await helped.NeutralAsync(),
            };
            trace.Log("runner has", local.Value);
            return result;
        }
    }

    [Case(Variants = 14)]
    [Expect(Decision.Scratch)]
    public static async Task Helpers_that_change(Trace trace, int variant)
    {
        IRunner runner = new Runner(trace);
        local.Value = "caller";
        trace.Log("result", await runner.RunAsync(variant));
        trace.Log("caller has", local.Value);
    }
}

using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Methods whose own code changes contexts by what it calls: helpers, whatever they are, of which the proof has to see each.</summary>
public static class FencesOfHelpers
{
    static readonly AsyncLocal<string?> local = new();

    interface IInner
    {
        ValueTask<int> GetAsync(int number);
    }

    sealed class Store(Trace trace) : IInner
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int number) => await trace.Leaf(number);
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
        [Expect(Decision.Scratch, Count = 14)]
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

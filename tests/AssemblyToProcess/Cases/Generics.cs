using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Type parameters of interfaces, methods, implementers and callers, over references, values and mixtures.</summary>
public static class Generics
{
    interface ISource<T>
    {
        ValueTask<T> GetAsync(int count);
    }

    class Repeat<T>(Trace trace, T value) : ISource<T>
    {
        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<T> GetAsync(int count)
        {
            T result = value;
            for (int i = 0; i < count; i++)
            {
                await trace.Leaf();
                trace.Log("repeat", result);
                result = value;
            }
            return result;
        }
    }

    sealed class Convert<TFrom, TTo>(ISource<TFrom> inner, Func<TFrom, TTo> convert) : ISource<TTo>
    {
        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask<TTo> GetAsync(int count)
        {
            TFrom first = await inner.GetAsync(count + 1);
            await inner.GetAsync(1);
            return convert(first);
        }
    }

    interface IBoth : ISource<int>, ISource<string>
    {
        Task<string> NameAsync<T>(T value) where T : struct;
    }

    sealed class Both(Trace trace) : IBoth
    {
        [Expect(Decision.Ordinary)]
        async ValueTask<int> ISource<int>.GetAsync(int count)
        {
            await trace.Leaf();
            return count * 10;
        }

        [Expect(Decision.Ordinary)]
        async ValueTask<string> ISource<string>.GetAsync(int count)
        {
            await trace.Leaf();
            return "text " + count;
        }

        [Expect(Decision.Ordinary)]
        public async Task<string> NameAsync<T>(T value) where T : struct
        {
            T copy = value;
            await trace.Leaf();
            return $"{typeof(T).Name} {copy}";
        }
    }

    struct Counter(Trace trace) : ISource<int>
    {
        int calls;

        [Expect(Decision.Ordinary)]
        public async ValueTask<int> GetAsync(int count)
        {
            calls++;
            await trace.Leaf();
            return calls += count;
        }
    }

    abstract class Base<T>(Trace trace)
    {
        protected Trace Trace => trace;

        public abstract ValueTask<T> GetAsync(int count);

        [Expect(Decision.Ordinary)]
        public virtual async Task<int> SizeAsync(int count)
        {
            await trace.Leaf();
            return count;
        }

        [Expect(Decision.Scratch, Count = 2)]
        public async Task<string> BothAsync(int count) => $"{await GetAsync(count)}/{await SizeAsync(count)}";
    }

    class Texts(Trace trace) : Base<string>(trace)
    {
        [Expect(Decision.Ordinary)]
        public override async ValueTask<string> GetAsync(int count)
        {
            await Trace.Leaf();
            return "text " + count;
        }

        [Expect(Decision.Scratch)]
        public override async Task<int> SizeAsync(int count) => 100 + await base.SizeAsync(count);
    }

    sealed class NotAsync(Trace trace) : Texts(trace)
    {
        public override Task<int> SizeAsync(int count) => Task.FromResult(-count);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task Interfaces(Trace trace)
    {
        ISource<string> texts = new Repeat<string>(trace, "a");
        ISource<int> numbers = new Repeat<int>(trace, 7);
        ISource<(int Number, string Text)> pairs = new Repeat<(int, string)>(trace, (1, "x"));
        ISource<decimal> decimals = new Repeat<decimal>(trace, 1.5m);
        ISource<List<string>> lists = new Convert<string, List<string>>(texts, text => [text, text]);
        trace.Log("text", await texts.GetAsync(2));
        trace.Log("number", await numbers.GetAsync(1));
        trace.Log("pair", (await pairs.GetAsync(1)).Text);
        trace.Log("decimal", await decimals.GetAsync(1));
        trace.Log("list", (await lists.GetAsync(0)).Count);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task OneInterfaceTwice_and_generic_methods(Trace trace)
    {
        IBoth both = new Both(trace);
        trace.Log("int", await ((ISource<int>)both).GetAsync(1));
        trace.Log("string", await ((ISource<string>)both).GetAsync(2));
        trace.Log("value", await both.NameAsync(3));
        trace.Log("mixture", await both.NameAsync((4, "four")));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 4)]
    public static async Task Structs(Trace trace)
    {
        ISource<int> boxed = new Counter(trace);
        trace.Log("boxed", await boxed.GetAsync(1));
        trace.Log("boxed again", await boxed.GetAsync(2));
        var counter = new Counter(trace);
        trace.Log("value", await counter.GetAsync(3));
        trace.Log("value again", await counter.GetAsync(4));
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task VirtualMethods(Trace trace)
    {
        foreach (Base<string> texts in new Base<string>[] { new Texts(trace), new NotAsync(trace) })
        {
            trace.Log("both", await texts.BothAsync(1));
            trace.Log("get", await texts.GetAsync(2));
            trace.Log("size", await texts.SizeAsync(3));
        }
    }
}

using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>Scratch calls within scratch calls.</summary>
public static class Depth
{
    interface INode
    {
        ValueTask<int> VisitAsync(int value);
    }

    sealed class Bottom(Trace trace) : INode
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> VisitAsync(int value) => value + await trace.Leaf(1);
    }

    /// <summary>Suspends of its own accord too.</summary>
    sealed class Middle(Trace trace, INode next) : INode
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async ValueTask<int> VisitAsync(int value)
        {
            int before = await trace.Leaf(value);
            int result = await next.VisitAsync(before + 1);
            int after = await trace.Leaf(result);
            trace.Log($"{value} {before} {result} {after}");
            return after * 2;
        }
    }

    [Case(Variants = 6)]
    [Expect(Decision.Scratch)]
    public static async Task OneToSix(Trace trace, int variant)
    {
        INode node = new Bottom(trace);
        for (int i = 0; i < variant; i++) node = new Middle(trace, node);
        trace.Log("result", await node.VisitAsync(1));
    }

    interface IA
    {
        Task<string> AAsync(string text);
    }

    interface IB
    {
        ValueTask<int> BAsync(string text);
    }

    interface IC
    {
        ValueTask CAsync(List<string> output, string text);
    }

    interface ID
    {
        Task DAsync(List<string> output, string text);
    }

    sealed class A(IB b, IC c) : IA
    {
        [Expect(Decision.Scratch, Count = 3)]
        public async Task<string> AAsync(string text)
        {
            var output = new List<string>();
            int length = await b.BAsync(text);
            await c.CAsync(output, text + length);
            length += await b.BAsync(string.Concat(output));
            return string.Join(';', output) + length;
        }
    }

    sealed class B(ID d) : IB
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> BAsync(string text)
        {
            var own = new List<string>();
            await d.DAsync(own, "b" + text);
            return own[0].Length;
        }
    }

    sealed class C(ID d) : IC
    {
        [Expect(Decision.Scratch, Count = 2)]
        public async ValueTask CAsync(List<string> output, string text)
        {
            await d.DAsync(output, "c1" + text);
            await d.DAsync(output, "c2" + text);
        }
    }

    sealed class D(Trace trace) : ID
    {
        [Expect(Decision.Ordinary)]
        public async Task DAsync(List<string> output, string text)
        {
            trace.Log(text);
            await trace.LeafTask();
            output.Add(text);
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Diamond(Trace trace)
    {
        ID d = new D(trace);
        IA a = new A(new B(d), new C(d));
        trace.Log("result", await a.AAsync("x"));
    }

    static readonly int[] Counts = [1, 2, 3, 10, 31, 63, 64, 65, 66, 100];

    [Case(Variants = 10, Bits = 3)]
    [Expect(Decision.Scratch, Count = 2)]
    public static async Task Decorators(Trace trace, int variant)
    {
        INode node = new Bottom(trace);
        for (int i = 0; i < Counts[variant]; i++) node = new Decorator(node);
        trace.Log("result", await node.VisitAsync(1));
        trace.Log("again", await node.VisitAsync(2));
    }

    sealed class Decorator(INode inner) : INode
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> VisitAsync(int value) => await inner.VisitAsync(value + 1) + 1;
    }

    interface IRecursive
    {
        ValueTask<long> SumAsync(int n);

        Task<int> FibonacciAsync(int n);
    }

    sealed class Recursive(Trace trace) : IRecursive
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async ValueTask<long> SumAsync(int n)
        {
            await trace.Leaf();
            return n == 0 ? 0 : n + await ((IRecursive)this).SumAsync(n - 1);
        }

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> FibonacciAsync(int n)
        {
            IRecursive self = this;
            if (n < 2) return await trace.Leaf(n);
            return await self.FibonacciAsync(n - 1) + await self.FibonacciAsync(n - 2);
        }
    }

    [Case(Variants = 10, Bits = 3)]
    [Expect(Decision.Scratch)]
    public static async Task RecursionThatSuspendsAtEveryLevel(Trace trace, int variant)
    {
        IRecursive recursive = new Recursive(trace);
        trace.Log("sum", await recursive.SumAsync(2 * Counts[variant]));
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task Tree(Trace trace)
    {
        IRecursive recursive = new Recursive(trace);
        trace.Log("fibonacci", await recursive.FibonacciAsync(8));
    }

    interface IPing
    {
        ValueTask<int> PingAsync(IPong pong, int n);
    }

    interface IPong
    {
        Task<int> PongAsync(IPing ping, int n);
    }

    sealed class PingPong(Trace trace) : IPing, IPong
    {
        [Expect(Decision.Scratch)]
        public async ValueTask<int> PingAsync(IPong pong, int n) => n == 0 ? 0 : 1 + await pong.PongAsync(this, n - 1);

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async Task<int> PongAsync(IPing ping, int n)
        {
            await trace.Leaf();
            return n == 0 ? 0 : 1 + await ping.PingAsync(this, n - 1);
        }
    }

    [Case(Variants = 4, Bits = 3)]
    [Expect(Decision.Scratch)]
    public static async Task MutualRecursion(Trace trace, int variant)
    {
        var players = new PingPong(trace);
        IPing ping = players;
        trace.Log("result", await ping.PingAsync(players, 1 + (50 * variant)));
    }

    interface IThrower
    {
        ValueTask<int> DescendAsync(int depth, int throwAt);
    }

    sealed class Thrower(Trace trace) : IThrower
    {
        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch)]
        public async ValueTask<int> DescendAsync(int depth, int throwAt)
        {
            await trace.Leaf();
            if (depth == throwAt) throw trace.Register(new InvalidOperationException($"at {depth}"));
            try
            {
                return depth == 90 ? depth : await ((IThrower)this).DescendAsync(depth + 1, throwAt);
            }
            finally
            {
                if (depth % 15 == 0) trace.Log("finally", depth);
            }
        }
    }

    [Case(Variants = 3, Bits = 2)]
    [Expect(Decision.Scratch)]
    public static async Task ExceptionsThroughManyFrames(Trace trace, int variant)
    {
        IThrower thrower = new Thrower(trace);
        for (int i = 0; i < 2; i++)
        {
            try
            {
                trace.Log("result", await thrower.DescendAsync(0, variant switch { 0 => 3, 1 => 80, _ => -1 }));
            }
            catch (InvalidOperationException exception)
            {
                trace.Caught(exception);
            }
        }
    }
}

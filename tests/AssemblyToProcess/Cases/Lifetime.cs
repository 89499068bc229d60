using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>A completed call leaves no reference behind while its root runs on, and an abandoned chain can be collected.</summary>
public static class Lifetime
{
    sealed class Token;

    struct Mixed
    {
        public object Reference;
        public long Number, More;
    }

    /// <summary>Hands out objects and remembers them weakly.</summary>
    sealed class Tokens
    {
        readonly List<WeakReference> references = [];

        [MethodImpl(MethodImplOptions.NoInlining)]
        public object New()
        {
            var token = new Token();
            references.Add(new(token));
            return token;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public int CountAlive()
        {
            // What a first collection leaves may be held by what is finalized only then.
            for (int i = 0; i < 3 && references.Any(reference => reference.IsAlive); i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            return references.Count(reference => reference.IsAlive);
        }
    }

    interface ICallee
    {
        /// <summary>0: returns; 1: throws; 2: throws before its leaf.</summary>
        ValueTask<object> KeepAsync(object argument, int how);

        Task<int> DeepAsync(int depth);
    }

    sealed class Callee(Trace trace, Tokens tokens) : ICallee
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<object> KeepAsync(object argument, int how)
        {
            var local = tokens.New();
            var mixed = new Mixed { Reference = tokens.New(), Number = 1, More = 2 };
            (int, object) pair = (2, tokens.New());
            object[] array = [tokens.New()];
            var result = tokens.New();
            Func<object> closure = () => array[0];
            if (how == 2) throw new InvalidOperationException("before");
            await trace.Leaf();
            if (how == 1) throw new InvalidOperationException("after");
            await trace.Leaf(tokens.New());
            GC.KeepAlive(local);
            GC.KeepAlive(mixed.Reference);
            GC.KeepAlive(pair.Item2);
            GC.KeepAlive(closure());
            GC.KeepAlive(argument);
            return result;
        }

        [Expect(Decision.Ordinary)]
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> DeepAsync(int depth)
        {
            var local = tokens.New();
            await trace.Leaf();
            if (depth > 0) await ((ICallee)this).DeepAsync(depth - 1);
            else await ((ICallee)this).KeepAsync(tokens.New(), 0);
            GC.KeepAlive(local);
            return depth;
        }
    }

    [Case(In = Places.Plain | Places.Ui, Variants = 3, Bits = 2)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    public static async Task A_completed_call_leaves_nothing_behind(Trace trace, int variant)
    {
        var tokens = new Tokens();
        ICallee callee = new Callee(trace, tokens);
        for (int i = 0; i < 2; i++)
        {
            try
            {
                await callee.KeepAsync(tokens.New(), variant);
            }
            catch (InvalidOperationException exception)
            {
                trace.Log(exception.Message);
            }
            // The stack frames of the call are gone only now.
            await trace.AlwaysSuspends();
            trace.Log("alive", tokens.CountAlive());
        }
    }

    [Case(In = Places.Plain | Places.Ui, Variants = 3, Bits = 2)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    public static async Task Deep_calls_leave_nothing_behind(Trace trace, int variant)
    {
        var tokens = new Tokens();
        ICallee callee = new Callee(trace, tokens);
        trace.Log("depth", await callee.DeepAsync(variant switch { 0 => 2, 1 => 40, _ => 100 }));
        await trace.AlwaysSuspends();
        trace.Log("alive", tokens.CountAlive());
    }

    interface IElsewhere
    {
        ValueTask<object> EndAsync(bool throws);
    }

    /// <summary>Ends outside of the context of its caller, which keeps the outcome until it is back there.</summary>
    sealed class Elsewhere(Trace trace, Tokens tokens) : IElsewhere
    {
        [Expect(Decision.Ordinary)]
        public async ValueTask<object> EndAsync(bool throws)
        {
            await trace.AlwaysSuspends().ConfigureAwait(false);
            return throws ? throw new InvalidOperationException("elsewhere") { Data = { ["token"] = tokens.New() } } : tokens.New();
        }
    }

    [Case(In = Places.Ui | Places.Scheduler, Variants = 2)]
    [Expect(Decision.Scratch)]
    [Expect(Decision.Ordinary)]
    public static async Task An_outcome_that_has_waited_for_its_context_is_forgotten(Trace trace, int variant)
    {
        var tokens = new Tokens();
        IElsewhere elsewhere = new Elsewhere(trace, tokens);
        for (int i = 0; i < 2; i++)
        {
            try
            {
                await elsewhere.EndAsync(variant == 1);
            }
            catch (InvalidOperationException exception)
            {
                trace.Log(exception.Message);
            }
            await trace.AlwaysSuspends();
            trace.Log("alive", tokens.CountAlive());
        }
    }

    interface IWaiter
    {
        ValueTask WaitAsync(object argument, int depth);
    }

    sealed class Waiter(Tokens tokens) : IWaiter
    {
        [Expect(Decision.Scratch)]
        [Expect(Decision.Ordinary)]
        public async ValueTask WaitAsync(object argument, int depth)
        {
            var local = tokens.New();
            if (depth > 0) await ((IWaiter)this).WaitAsync(local, depth - 1);
            // Nobody but the chain refers to the leaf.
            else await new ManualLeaf().Task;
            GC.KeepAlive(local);
            GC.KeepAlive(argument);
        }
    }

    [Expect(Decision.Scratch)]
    static async Task AbandonAsync(Tokens tokens, int depth)
    {
        IWaiter waiter = new Waiter(tokens);
        await waiter.WaitAsync(tokens.New(), depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Abandon(Tokens tokens, int depth) => _ = AbandonAsync(tokens, depth);

    [Case(In = Places.Plain, Variants = 3)]
    public static void An_abandoned_chain_is_collected(Trace trace, int variant)
    {
        var tokens = new Tokens();
        for (int i = 0; i < 10; i++) Abandon(tokens, variant switch { 0 => 0, 1 => 3, _ => 80 });
        trace.Log("alive", tokens.CountAlive());
    }

    interface IForgetting
    {
        ValueTask<int> GoAsync(ManualLeaf first, ManualLeaf second);
    }

    sealed class Forgetting(Tokens tokens) : IForgetting
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async ValueTask<int> GoAsync(ManualLeaf first, ManualLeaf second)
        {
            object? token = tokens.New();
            await first.Task;
            GC.KeepAlive(token);
            token = null;
            // In the places of what was kept at the first await is room for what the JIT puts into words.
            DateTime one = DateTime.MinValue.AddDays(tokens.CountAlive()), two = one.AddDays(1), three = two.AddDays(1), four = three.AddDays(1);
            await second.Task;
            return one.Day + two.Day + three.Day + four.Day;
        }
    }

    [Expect(Decision.Scratch)]
    static async Task<int> ForgetAsync(IForgetting forgetting, ManualLeaf first, ManualLeaf second) => await forgetting.GoAsync(first, second);

    [Case(In = Places.Plain)]
    public static void What_is_no_longer_needed_is_not_kept_at_the_next_await(Trace trace)
    {
        var tokens = new Tokens();
        var (first, second) = (new ManualLeaf(), new ManualLeaf());
        var root = ForgetAsync(new Forgetting(tokens), first, second);
        first.Complete();
        trace.Log("alive", tokens.CountAlive());
        second.Complete();
        trace.Log("completed", root.IsCompletedSuccessfully);
    }
}

using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>What adapters promise to callers that are not woven, beyond what the object itself does.</summary>
public static class AdapterRules
{
    interface ISource : IDisposable
    {
        ValueTask<int> GetAsync(int number);

        ValueTask RunAsync(int number);

        Task<int> TaskAsync(int number);
    }

    sealed class Source(Func<ValueTask<int>> leaf) : ISource
    {
        internal bool IsDisposed { get; private set; }

        [Expect(Decision.Scratch)]
        public async ValueTask<int> GetAsync(int number) => number + await leaf();

        [Expect(Decision.Scratch)]
        public async ValueTask RunAsync(int number)
        {
            if (number < 0) throw new ArgumentOutOfRangeException(nameof(number));
            await leaf();
        }

        [Expect(Decision.Scratch)]
        public async Task<int> TaskAsync(int number) => number + await leaf();

        public void Dispose() => IsDisposed = true;
    }

    static bool HasRoom(ValueTask<int> task) => !IsTask(task);

    /// <summary>Of a task, AsTask gives that one, twice the same.</summary>
    static bool IsTask(ValueTask<int> task)
    {
        var field = typeof(ValueTask<int>).GetField("_obj", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        return field.GetValue(task) is Task;
    }

    static void Check(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException(what);
    }

    static T Throws<T>(Action action) where T : Exception
    {
        try
        {
            action();
        }
        catch (T exception)
        {
            return exception;
        }
        throw new InvalidOperationException($"No {typeof(T).Name} was thrown.");
    }

    [WovenOnly]
    public static void A_call_that_is_suspended_has_room(Trace trace)
    {
        var leaf = new ManualLeaf();
        foreach (var adapter in new[] { Inlining.Of<ISource>(new Source(() => leaf.Task)), Caching.Of<ISource>(new Source(() => leaf.Task)), Allocating.Of<ISource>(new Source(() => leaf.Task), ScratchAllocator.Unpooled) })
        {
            for (int i = 0; i < 3; i++)
            {
                leaf = new();
                var call = adapter.GetAsync(i);
                Check(HasRoom(call) && !call.IsCompleted, "The call is not in the room.");
                leaf.Complete();
                Check(call.IsCompletedSuccessfully && call.Result == i + 1, "The call has not completed.");
            }
        }
    }

    [WovenOnly]
    public static void A_second_call_is_an_ordinary_one(Trace trace)
    {
        var leaves = new[] { new ManualLeaf(), new ManualLeaf(), new ManualLeaf() };
        int next = 0;
        var adapter = Inlining.Of<ISource>(new Source(() => leaves[next++].Task));
        var (first, second) = (adapter.GetAsync(10), adapter.GetAsync(20));
        Check(HasRoom(first) && !HasRoom(second), "There is more than one room, or none.");
        leaves[1].Complete();
        leaves[0].Complete();
        Check(second.Result == 21 && !HasRoom(adapter.GetAsync(30)), "The room is free before its result is taken.");
        Check(first.Result == 11, "The result is another.");
    }

    [WovenOnly]
    public static void As_many_calls_have_an_allocators_memory_as_there_are(Trace trace)
    {
        var leaves = Enumerable.Range(0, 40).Select(_ => new ManualLeaf()).ToArray();
        int next = 0;
        var adapter = Allocating.Of<ISource>(new Source(() => leaves[next++].Task), ScratchAllocator.Bounded(1000));
        var calls = leaves.Select((_, i) => adapter.GetAsync(i)).ToArray();
        Check(calls.All(HasRoom), "Some have no room.");
        foreach (var leaf in leaves) leaf.Complete();
        for (int i = 0; i < calls.Length; i++) Check(calls[i].Result == i + 1, "The result is another's.");
    }

    [WovenOnly]
    public static void What_is_consumed_twice_or_too_early_fails(Trace trace)
    {
        var leaf = new ManualLeaf();
        var adapter = Caching.Of<ISource>(new Source(() => leaf.Task));
        var call = adapter.GetAsync(1);
        Throws<InvalidOperationException>(() => _ = call.GetAwaiter().GetResult());
        call.GetAwaiter().OnCompleted(() => { });
        Throws<InvalidOperationException>(() => call.GetAwaiter().OnCompleted(() => { }));
        leaf.Complete();
        Check(call.Result == 2, "The result is another.");
        Throws<InvalidOperationException>(() => _ = call.Result);
        leaf = new();
        var next = adapter.GetAsync(2);
        Check(HasRoom(next), "The room is lost.");
        // Asked on the finalizer's thread too, where the framework describes what waits.
        Check(call.IsFaulted && call.ToString() is "" && !next.IsCompleted, "It is taken for another's, or throws.");
        Throws<InvalidOperationException>(() => _ = call.AsTask().GetAwaiter().GetResult());
        Throws<InvalidOperationException>(() => call.GetAwaiter().OnCompleted(() => { }));
        leaf.Complete();
        Throws<InvalidOperationException>(() => _ = call.Result);
        Check(next.AsTask().Result == 3, "The result is another.");
    }

    [WovenOnly]
    public static void The_room_is_free_after_faults_and_after_calls_that_complete_at_once(Trace trace)
    {
        var adapter = Inlining.Of<ISource>(new Source(() => new(1)));
        for (int i = 0; i < 3; i++)
        {
            var failed = adapter.RunAsync(-1);
            Check(failed.IsFaulted, "It has not failed.");
            Throws<ArgumentOutOfRangeException>(() => failed.GetAwaiter().GetResult());
            Check(adapter.GetAsync(3).Result == 4, "The result is another.");
            Check(adapter.TaskAsync(3).Result == 4, "The result is another.");
        }
        var leaf = new ManualLeaf();
        var late = Inlining.Of<ISource>(new Source(() => leaf.Task));
        for (int i = 0; i < 2; i++)
        {
            leaf = new();
            var call = late.GetAsync(3);
            Check(HasRoom(call), "The room is lost.");
            leaf.Complete();
            call.GetAwaiter().GetResult();
        }
    }

    [WovenOnly]
    public static void Disposal_passes_on_and_lets_go(Trace trace)
    {
        var leaf = new ManualLeaf();
        var source = new Source(() => leaf.Task);
        var adapter = Caching.Of<ISource>(source);
        var call = adapter.GetAsync(1);
        adapter.Dispose();
        Check(source.IsDisposed, "The object is not disposed of.");
        leaf.Complete();
        Check(call.Result == 2, "A call that is pending does not go on.");
        leaf = new();
        var after = adapter.GetAsync(2);
        Check(!HasRoom(after), "There is room after the end.");
        leaf.Complete();
        Check(after.Result == 3, "The result is another.");
        var other = Inlining.Of<ISource>(source);
        other.Dispose();
        leaf = new();
        Check(!HasRoom(other.GetAsync(1)), "There is room after the end.");
    }

    [WovenOnly]
    public static void What_an_adapter_is_seen_as(Trace trace)
    {
        var source = new Source(() => default);
        var adapter = Caching.Of(Allocating.Of<ISource>(source, ScratchAllocator.Pooling));
        Check(adapter is IDisposable and not Source && !ReferenceEquals(adapter, source) && !adapter.Equals(source), "It is seen as something else.");
        Check(ReferenceEquals(Adapting.Unwrap(adapter), source) && ReferenceEquals(Adapting.Unwrap<ISource>(source), source), "It is around something else.");
        Check(ReferenceEquals(Boxing.Of<ISource>(source), source), "Boxing puts something around it.");
        Throws<ArgumentNullException>(() => Inlining.Of<ISource>(null!));
        Throws<ArgumentNullException>(() => Allocating.Of<ISource>(source, null!));
        Throws<ArgumentNullException>(() => Adapting.Of<ISource>(source, null!));
    }

    static I Wrap<I>(I x) where I : class => Inlining.Of(x);

    interface INobodyAsks
    {
        ValueTask GoAsync();
    }

    sealed class NobodyAsks : INobodyAsks
    {
        public ValueTask GoAsync() => default;
    }

    [WovenOnly]
    public static void An_interface_that_is_a_type_parameter_is_looked_up(Trace trace)
    {
        var leaf = new ManualLeaf();
        var call = Wrap<ISource>(new Source(() => leaf.Task)).GetAsync(1);
        Check(HasRoom(call), "It has no room.");
        leaf.Complete();
        Check(call.Result == 2, "The result is another.");
        Check(Throws<InvalidOperationException>(() => Wrap<INobodyAsks>(new NobodyAsks())).Message.Contains("Adapts(typeof(INobodyAsks))", StringComparison.Ordinal), "The message is another.");
        Check(Throws<InvalidOperationException>(() => Wrap(new NobodyAsks())).Message.Contains("is no interface", StringComparison.Ordinal), "The message is another.");
    }

    /// <summary>Somebody's own strategy: a ring of rooms that are made ahead.</summary>
    sealed class Ring(int count) : AdapterStrategy
    {
        readonly Room[] rooms = [.. Enumerable.Range(0, count).Select(_ => new Room())];

        protected override void Prepare(int slots, int words)
        {
            foreach (var room in rooms) room.Reserve(slots, words);
        }

        protected override Room? Take() => rooms.FirstOrDefault(room => room.TryTake());

        protected override void Release()
        {
            foreach (var room in rooms) room.Close();
        }
    }

    sealed class Wrong(Room room, bool takes) : AdapterStrategy
    {
        protected override Room? Take()
        {
            if (takes) room.TryTake();
            return room;
        }
    }

    [WovenOnly]
    public static void Ones_own_strategy(Trace trace)
    {
        var leaves = new[] { new ManualLeaf(), new ManualLeaf(), new ManualLeaf() };
        int next = 0;
        using var adapter = Adapting.Of<ISource>(new Source(() => leaves[next++].Task), new Ring(2));
        var calls = new[] { adapter.GetAsync(0), adapter.GetAsync(1), adapter.GetAsync(2) };
        Check(HasRoom(calls[0]) && HasRoom(calls[1]) && !HasRoom(calls[2]), "There is other room.");
        foreach (var leaf in leaves) leaf.Complete();
        for (int i = 0; i < 3; i++) Check(calls[i].Result == i + 1, "The result is another's.");
    }

    [WovenOnly]
    public static void A_strategy_that_gives_what_it_may_not(Trace trace)
    {
        var leaf = new ManualLeaf();
        var source = new Source(() => leaf.Task);
        Check(Throws<InvalidOperationException>(() => Adapting.Of<ISource>(source, new Wrong(new(), takes: false)).GetAsync(1)).Message.Contains(nameof(Wrong), StringComparison.Ordinal), "The message names somebody else.");
        var adapter = Adapting.Of<ISource>(source, new Wrong(new(), takes: true));
        var first = adapter.GetAsync(1);
        Throws<InvalidOperationException>(() => adapter.GetAsync(2));
        leaf.Complete();
        Check(first.Result == 2, "The result is another.");
        leaf = new();
        var next = adapter.GetAsync(3);
        leaf.Complete();
        Check(next.Result == 4, "The result is another.");
    }
}

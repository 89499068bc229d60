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

    /// <summary>A neutral method over each kind of callee, in each of its ways.</summary>
    [Case(Variants = 56)]
    [Expect(Decision.Scratch, Count = 6)]
    public static async Task Between_a_caller_and_what_changes_contexts(Trace trace, int variant)
    {
        int how = variant / 8;
        var middle = new Middle(trace, InnerOf(trace, variant % 8));
        IMiddle called = middle;
        local.Value = "caller";
        for (int i = 0; i < 6; i++)
        {
            try
            {
                int result = 0;
                if (i == 2)
                {
                    await called.CaughtAsync(how);
                }
                else
                {
                    result = i switch
                    {
                        0 => await called.OnceAsync(how),
                        1 => await called.TwiceAsync(how),
                        3 => await called.ThrowAsync(how),
                        4 => await called.ThroughAsync(how),
                        _ => await called.WaitAsync(how),
                    };
                }
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
}

using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Trace = AssemblyToProcess.Harness.Trace;

namespace AssemblyToProcess.Cases;

/// <summary>
/// Methods that are not async and pass a call on after they have done something else, in stack traces and call sites: woven, a copy runs, and the user's method is
/// named. Not optimised, because the JIT would make tail calls in one of the programs or in both, and leave no frame.
/// </summary>
public static class PassThroughNames
{
    const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    interface ILink
    {
        Task<int> GoAsync(int how);
    }

    interface ITyped<T, U>
    {
        ValueTask<T> GoAsync(U how);
    }

    sealed class Leaf(Trace trace) : ILink
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GoAsync(int how)
        {
            if (how == 0) throw new InvalidOperationException("before");
            await trace.Leaf();
            throw new InvalidOperationException("after");
        }
    }

    class Checking(Trace trace, ILink next) : ILink
    {
        protected Trace Trace => trace;

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public virtual Task<int> GoAsync(int how)
        {
            trace.CallSite();
            if (how == 2)
                throw new ArgumentOutOfRangeException(nameof(how), "two");
            return next.GoAsync(how);
        }

        protected virtual string Describe<T>(T value, ref int count) => $"base {value} {count++}";
    }

    class Overriding(Trace trace, ILink next) : Checking(trace, next)
    {
        [MethodImpl(MethodImplOptions.NoOptimization)]
        public override Task<int> GoAsync(int how)
        {
            int count = how;
            Trace.Log("described", base.Describe("text", ref count) + Describe(1.5, ref count) + base.ToString()!.Length + count);
            if (how == 3) throw new InvalidOperationException("three");
            return base.GoAsync(how);
        }

        protected override string Describe<T>(T value, ref int count) => "derived " + base.Describe(value, ref count);
    }

    /// <summary>Calls a method that nobody can override, on another object.</summary>
    sealed class Disposing(Trace trace, ILink next) : ILink, IDisposable
    {
        sealed class Other(Trace trace) : IDisposable
        {
            public void Dispose() => trace.Log("disposed", trace.LeafCount);
        }

        readonly Other other = new(trace);

        public void Dispose() => trace.Log("itself");

        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task<int> GoAsync(int how)
        {
            new Other(trace).Dispose();
            other.Dispose();
            Dispose();
            if (how == 2) throw new InvalidOperationException("disposed");
            return next.GoAsync(how);
        }
    }

    interface IThrowing
    {
        Task<int> GoAsync(string how);
    }

    sealed class ThrowingLeaf(Trace trace) : IThrowing
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GoAsync(string how) => await trace.Leaf(how.Length);
    }

    /// <summary>Optimised: what it throws itself, it throws by its own name.</summary>
    sealed class Throwing<T>(ThrowingLeaf next) : IThrowing
    {
        public Task<int> GoAsync(string how)
        {
            if (how.Length == 7) throw new ArgumentException(typeof(T).Name);
            return next.GoAsync(how);
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task OfWhatIsThrown(Trace trace)
    {
        IThrowing[] all = [new Throwing<string>(new(trace)), new Throwing<int>(new(trace)), new Throwing<Trace>(new(trace))];
        foreach (var throwing in all)
        {
            foreach (string how in new[] { "six", "seventh" })
            {
                try
                {
                    trace.Log("gone", await throwing.GoAsync(how));
                }
                catch (ArgumentException exception)
                {
                    trace.Log("thrown by", exception.TargetSite?.Name);
                    trace.Frames(exception);
                }
            }
        }
    }

    sealed class OverridingGeneric<T>(Trace trace, ILink next) : Checking(trace, next)
    {
        [MethodImpl(MethodImplOptions.NoOptimization)]
        public override Task<int> GoAsync(int how)
        {
            int count = how;
            Trace.Log("described", base.Describe(new List<T>(), ref count));
            return how == 3 ? DeeperAsync<T[]>(null, how) : base.GoAsync(how);
        }

        [MethodImpl(MethodImplOptions.NoOptimization)]
        Task<int> DeeperAsync<U>(U? value, int how) where U : IEnumerable<T>
        {
            Trace.CallSite();
            try
            {
                Trace.Log(typeof(U).Name, Describe(value, ref how));
            }
            catch (InvalidCastException)
            {
                return Task.FromResult(0);
            }
            if (how > 3) throw new InvalidOperationException(typeof(T).Name);
            return base.GoAsync(how);
        }
    }

    readonly struct InStruct(Trace trace, ILink next) : ILink, ITyped<int, string>
    {
        [MethodImpl(MethodImplOptions.NoOptimization)]
        Task<int> ILink.GoAsync(int how)
        {
            trace.CallSite();
            if (how == 2) throw new InvalidOperationException(base.ToString());
            return next.GoAsync(how);
        }

        [Expect(Decision.Scratch)]
        async ValueTask<int> ITyped<int, string>.GoAsync(string how) => await next.GoAsync(int.Parse(how));
    }

    /// <summary>Overloads, one of them an explicit implementation; and a local function.</summary>
    sealed class Overloaded(Trace trace, ITyped<int, string> next) : ILink, ITyped<int, string>
    {
        [Expect(Decision.Scratch)]
        public async Task<int> GoAsync(int how) => await GoAsync(how.ToString());

        [MethodImpl(MethodImplOptions.NoOptimization)]
        ValueTask<int> GoAsync(string how)
        {
            trace.CallSite();
            trace.Log("methods", GetType().GetMethods(All).Count(method => method.Name == nameof(GoAsync)));
            ITyped<int, string> self = this;
            return Local() ? self.GoAsync(how) : throw new InvalidOperationException("local");

            bool Local() => how != "2";
        }

        [MethodImpl(MethodImplOptions.NoOptimization)]
        ValueTask<int> ITyped<int, string>.GoAsync(string how)
        {
            trace.CallSite();
            if (how == "3") throw new InvalidOperationException("explicit");
            return next.GoAsync(how);
        }
    }

    interface IWithBody : ILink
    {
        Trace Trace { get; }

        ILink Next { get; }

        [MethodImpl(MethodImplOptions.NoOptimization)]
        Task<int> ILink.GoAsync(int how)
        {
            Trace.CallSite();
            if (how == 2) throw new InvalidOperationException("default");
            return Next.GoAsync(how);
        }
    }

    sealed class WithoutBody(Trace trace, ILink next) : IWithBody
    {
        public Trace Trace => trace;

        public ILink Next => next;
    }

    sealed class Hidden(Trace trace, ILink next) : ILink
    {
        [StackTraceHidden]
        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task<int> GoAsync(int how)
        {
            trace.CallSite();
            if (how == 2) throw new InvalidOperationException("hidden");
            return next.GoAsync(how);
        }
    }

    [StackTraceHidden]
    sealed class HiddenType(Trace trace, ILink next) : ILink
    {
        [MethodImpl(MethodImplOptions.NoOptimization)]
        public Task<int> GoAsync(int how)
        {
            if (how == 2) throw new InvalidOperationException("hidden");
            trace.Log("type");
            return next.GoAsync(how);
        }
    }

    static ILink Link(Trace trace, int kind)
    {
        ILink leaf = new Leaf(trace);
        return kind switch
        {
            0 => new Checking(trace, leaf),
            1 => new Overriding(trace, leaf),
            2 => new OverridingGeneric<string>(trace, new OverridingGeneric<int>(trace, leaf)),
            3 => new InStruct(trace, leaf),
            4 => new Overloaded(trace, new InStruct(trace, new Checking(trace, leaf))),
            5 => new WithoutBody(trace, leaf),
            6 => new Checking(trace, new Hidden(trace, leaf)),
            7 => new Checking(trace, new HiddenType(trace, leaf)),
            _ => new Disposing(trace, leaf),
        };
    }

    [Case(Variants = 36, In = Places.Plain | Places.Ui)]
    [Expect(Decision.Scratch)]
    public static async Task PassThroughs(Trace trace, int variant)
    {
        var link = Link(trace, variant / 4);
        try
        {
            await link.GoAsync(variant % 4);
        }
        catch (Exception exception)
        {
            trace.CallSite(exception.TargetSite);
            trace.Exact(exception);
        }
    }

    /// <summary>By its name the user's method is found as ever, and it is no async method.</summary>
    [Case]
    public static void Reflection(Trace trace)
    {
        foreach (var type in new[] { typeof(Checking), typeof(Overriding), typeof(OverridingGeneric<>), typeof(Hidden), typeof(IWithBody) })
        {
            foreach (var method in type.GetMethods(All | BindingFlags.DeclaredOnly).Where(method => method.Name.EndsWith("GoAsync", StringComparison.Ordinal) && !method.Name.Contains('_')))
            {
                trace.Log(method.ToString()!);
                trace.Log("is async", method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false));
                trace.Log("attributes", method.GetCustomAttributesData().Where(data => data.AttributeType.IsPublic).Select(data => data.ToString()));
            }
        }
    }

    /// <summary>What differs: the copy's declaring type, and its parameters.</summary>
    [WovenOnly]
    public static void A_copy_is_a_method_of_a_type_nested_in_the_user_s(Trace trace)
    {
        var exception = Catch(() => new Caller(new HiddenType(trace, new Leaf(trace))).CallAsync().GetAwaiter().GetResult());
        var copy = exception.TargetSite!;
        if (copy.DeclaringType is not { Name: "<>c__GoAsync", IsNestedPrivate: true } || copy.DeclaringType.DeclaringType != typeof(HiddenType))
            throw new ArgumentException($"{copy.DeclaringType}");
        if (copy is not { Name: "GoAsync", IsStatic: true } || copy.GetParameters().Length != 4) throw new ArgumentException($"{copy}");
    }

    /// <summary>What differs: a method that only passes a call on makes the scratch call itself, and has no frame, as plain C# has none where the JIT has made a tail call.</summary>
    [WovenOnly]
    public static void A_method_that_only_passes_a_call_on_has_no_frame(Trace trace)
    {
        var exception = Catch(() => new Caller(new Forwarding(new HiddenType(trace, new Leaf(trace)))).CallAsync().GetAwaiter().GetResult());
        if (exception.StackTrace!.Contains(nameof(Forwarding), StringComparison.Ordinal)) throw new ArgumentException(exception.StackTrace);
    }

    sealed class Forwarding(ILink next) : ILink
    {
        public Task<int> GoAsync(int how) => next.GoAsync(how);
    }

    sealed class Caller(ILink link)
    {
        [Expect(Decision.Scratch)]
        internal async Task<int> CallAsync() => await link.GoAsync(2);
    }

    static Exception Catch(Action action)
    {
        try
        {
            action();
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
        throw new ArgumentException("Nothing was thrown.");
    }
}

using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Trace = AssemblyToProcess.Harness.Trace;

namespace AssemblyToProcess.Cases;

/// <summary>
/// The running method as programs and their loggers see it: by MethodBase.GetCurrentMethod, StackFrame.GetMethod, Exception.TargetSite and the text of an exception.
/// It is that of the unwoven program, word for word, but for the frames of the framework and the lines that say that an exception was thrown again.
/// </summary>
public static class MethodNames
{
    interface ILink
    {
        Task<int> GoAsync(int how);
    }

    sealed class Leaf(Trace trace) : ILink
    {
        [Expect(Decision.Ordinary, Count = 2)]
        public async Task<int> GoAsync(int how)
        {
            trace.Method(MethodBase.GetCurrentMethod());
            if (how == 0) throw new InvalidOperationException("before");
            await trace.Leaf();
            trace.Caller();
            if (how == 1) throw new InvalidOperationException("after");
            return await trace.FailingLeaf(new IOException("leaf"));
        }
    }

    /// <summary>Explicitly implemented, in a struct.</summary>
    readonly struct InStruct(Trace trace, ILink next) : ILink
    {
        [Expect(Decision.Scratch)]
        async Task<int> ILink.GoAsync(int how)
        {
            trace.Method(MethodBase.GetCurrentMethod());
            trace.Caller();
            return
                await next.GoAsync(how);
        }
    }

    sealed class Generic<T>(Trace trace, ILink next) : ILink
    {
        [Expect(Decision.Scratch)]
        public async Task<int> GoAsync(int how) => await DeeperAsync<string, T>(default!, how);

        [Expect(Decision.Scratch)]
        async Task<int> DeeperAsync<U, V>(V value, int how)
        {
            trace.Method(MethodBase.GetCurrentMethod());
            trace.Caller();
            trace.Log("types", $"{typeof(T).Name} {typeof(U).Name} {value}");
            return await next.GoAsync(how);
        }
    }

    /// <summary>Local functions that the compiler makes methods of the class, with and without its object.</summary>
    sealed class WithLocalFunctions(Trace trace, ILink next) : ILink
    {
        [Expect(Decision.Scratch, Count = 5)]
        public async Task<int> GoAsync(int how)
        {
            return await OfClass(how) + await OfObject(how);

            static async Task<int> Generic<T>(Trace trace, ILink next, T how) where T : IConvertible
            {
                trace.Method(MethodBase.GetCurrentMethod());
                return await next.GoAsync(how.ToInt32(null));
            }

            async Task<int> OfClass(int how)
            {
                trace.Caller();
                return await Generic(trace, next, how);
            }

            async Task<int> OfObject(int how) => await next.GoAsync(how);
        }
    }

    /// <summary>Local functions that the compiler makes methods of a closure, whose state machines stack traces name instead of the methods.</summary>
    sealed class WithClosures(Trace trace, ILink next) : ILink
    {
        [Expect(Decision.Scratch, Count = 4)]
        public async Task<int> GoAsync(int how)
        {
            Func<int> again = () => how;
            Func<Task<int>> lambda = async () => await Local();
            return how == 1 ? await Local() : await lambda();

            async Task<int> Local()
            {
                trace.Method(MethodBase.GetCurrentMethod());
                trace.Caller();
                int value = again();
                return await next.GoAsync(value);
            }
        }
    }

    sealed class WithGenericClosures<T>(Trace trace, ILink next) : ILink
    {
        [Expect(Decision.Scratch)]
        public async Task<int> GoAsync(int how) => await DeeperAsync("text", how);

        [Expect(Decision.Scratch, Count = 2)]
        async Task<int> DeeperAsync<U>(U value, int how)
        {
            Func<string> text = () => $"{value} {how}";
            return await Local<T>();

            async Task<int> Local<V>()
            {
                trace.Method(MethodBase.GetCurrentMethod());
                trace.Caller();
                trace.Log(typeof(V).Name, text());
                return await next.GoAsync(how);
            }
        }
    }

    interface IWithBody : ILink
    {
        Trace Trace { get; }

        ILink Next { get; }

        [Expect(Decision.Scratch)]
        async Task<int> ILink.GoAsync(int how)
        {
            Trace.Method(MethodBase.GetCurrentMethod());
            return await Next.GoAsync(how);
        }
    }

    sealed class WithoutBody(Trace trace, ILink next) : IWithBody
    {
        public Trace Trace => trace;

        public ILink Next => next;
    }

    /// <summary>What the user hides of an async method stays in sight, in plain C# too: the attribute is the kickoff method's.</summary>
    class Hidden(Trace trace, ILink next) : ILink
    {
        [Expect(Decision.Scratch)]
        [StackTraceHidden]
        public virtual async Task<int> GoAsync(int how)
        {
            trace.Caller();
            return await next.GoAsync(how);
        }
    }

    sealed class Derived(Trace trace, ILink next) : Hidden(trace, next)
    {
        [Expect(Decision.Scratch)]
        public override async Task<int> GoAsync(int how)
        {
            try
            {
                return await base.GoAsync(how);
            }
            catch (IOException)
            {
                throw;
            }
        }
    }

    sealed class Iterating(ILink next) : ILink
    {
        [Expect(Decision.Scratch, Count = 2)]
        public async Task<int> GoAsync(int how)
        {
            int sum = 0;
            await foreach (int item in ItemsAsync(how)) sum += item;
            return sum;
        }

        [Expect(Decision.Scratch)]
        async IAsyncEnumerable<int> ItemsAsync(int how)
        {
            yield return how;
            yield return await next.GoAsync(how);
        }
    }

    /// <summary>What differs: the scratch body's parameters, and that MoveNext is two methods for who asks for static ones as well.</summary>
    [WovenOnly]
    public static void A_scratch_body_is_a_static_overload_of_MoveNext(Trace trace)
    {
        // The closure's local function makes a scratch call of the leaf.
        var exception = Catch(() => new WithClosures(Silent(trace), new Throwing()).GoAsync(1).GetAwaiter().GetResult());
        var body = exception.TargetSite!;
        if (body is not { Name: "MoveNext", IsStatic: true } || body.GetParameters().Length < 4) throw new ArgumentException($"{body}");
        var overloads = body.DeclaringType!.GetMember("MoveNext", BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic);
        if (overloads.Length != 2) throw new ArgumentException($"{overloads.Length} methods");
    }

    /// <summary>What differs: an exception that has come through an await is not thrown again, and stack traces do not say so behind closures.</summary>
    [WovenOnly]
    public static void Stack_traces_do_not_say_that_an_exception_was_thrown_again(Trace trace)
    {
        var exception = Catch(() => new WithClosures(Silent(trace), new Throwing()).GoAsync(1).GetAwaiter().GetResult());
        var lines = exception.StackTrace!.Split(Environment.NewLine);
        if (!lines[1].Contains("<>c__DisplayClass", StringComparison.Ordinal) || !lines[1].Contains(">d.MoveNext() in ", StringComparison.Ordinal)) throw new ArgumentException(lines[1]);
        if (lines[2].StartsWith("---", StringComparison.Ordinal)) throw new ArgumentException(lines[2]);
    }

    /// <summary>A trace of which nothing is compared.</summary>
    static Trace Silent(Trace trace) => new(trace.Driver, 0, 0);

    sealed class Throwing : ILink
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GoAsync(int how)
        {
            if (how == 1) throw new InvalidOperationException();
            await Task.Yield();
            return how;
        }
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

    [Case(Variants = 27, In = Places.Plain | Places.Ui)]
    [Expect(Decision.Scratch)]
    public static async Task AsyncMethods(Trace trace, int variant)
    {
        ILink leaf = new Leaf(trace);
        ILink link = (variant / 3) switch
        {
            0 => leaf,
            1 => new InStruct(trace, leaf),
            2 => new Generic<int>(trace, new Generic<string>(trace, leaf)),
            3 => new WithLocalFunctions(trace, leaf),
            4 => new WithClosures(trace, new InStruct(trace, leaf)),
            5 => new WithGenericClosures<string>(trace, new WithGenericClosures<int>(trace, leaf)),
            6 => new WithoutBody(trace, leaf),
            7 => new Derived(trace, leaf),
            _ => new Iterating(new Hidden(trace, leaf)),
        };
        try
        {
            await link.GoAsync(variant % 3);
        }
        catch (Exception exception)
        {
            trace.Method(exception.TargetSite);
            trace.Exact(exception);
        }
    }
}

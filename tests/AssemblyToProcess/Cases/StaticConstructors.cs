using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;

namespace AssemblyToProcess.Cases;

/// <summary>
/// A copy of a method that is not async accesses the static members of its class as the method itself does: an instance method asks for no static constructor, not for one that
/// has failed, nor for one that is running on another thread, unless it calls a static method that the JIT does not inline.
/// </summary>
public static class StaticConstructors
{
    interface ILink
    {
        Task<int> GoAsync(int how);
    }

    sealed class Leaf(Trace trace) : ILink
    {
        [Expect(Decision.Ordinary)]
        public async Task<int> GoAsync(int how) => how + await trace.Leaf(1);
    }

    class Passing
    {
        public ILink Next { get; set; } = null!;

        public virtual Task<int> GoAsync(int how) => Next.GoAsync(how);
    }

    sealed class Own : Passing, ILink
    {
        static readonly int first;

        static int count;

        static Own()
        {
            first = 5;
            Kept<Own>.Object = new Own();
            throw new InvalidOperationException();
        }

        public override Task<int> GoAsync(int how)
        {
            ref int all = ref count;
            all = first + how;
            return how > count ? Task.FromResult(0) : Next.GoAsync(count);
        }
    }

    sealed class Generic<T> : Passing, ILink
    {
        static int count;

        static Generic()
        {
            count = 7;
            Kept<Generic<T>>.Object = new Generic<T>();
            throw new InvalidOperationException();
        }

        public override Task<int> GoAsync(int how)
        {
            count++;
            return how > count ? Task.FromResult(0) : base.GoAsync(how + typeof(T).Name.Length);
        }
    }

    sealed class ByMethod : Passing, ILink
    {
        static int count;

        static ByMethod()
        {
            Kept<ByMethod>.Object = new ByMethod();
            throw new InvalidOperationException();
        }

        static int Count() => ++count;

        public override Task<int> GoAsync(int how)
        {
            Count();
            return Next.GoAsync(how);
        }
    }

    /// <summary>What a static constructor has left.</summary>
    static class Kept<T>
    {
        internal static T Object = default!;
    }

    static ILink Left<T>(Trace trace) where T : Passing, ILink, new()
    {
        try
        {
            new T();
        }
        catch (Exception exception)
        {
            trace.Log("failed", exception is TypeInitializationException or System.Reflection.TargetInvocationException);
        }
        Kept<T>.Object.Next = new Leaf(trace);
        return Kept<T>.Object;
    }

    [Case(Variants = 4, In = Places.Plain)]
    [Expect(Decision.Scratch)]
    public static async Task FieldsAfterOneThatHasFailed(Trace trace, int variant)
    {
        var link = variant switch
        {
            0 => Left<Own>(trace),
            1 => Left<Generic<int>>(trace),
            2 => Left<Generic<string>>(trace),
            _ => Left<ByMethod>(trace),
        };
        try
        {
            trace.Log("result", await link.GoAsync(3));
        }
        catch (TypeInitializationException)
        {
            trace.Log("not initialized");
        }
    }
}

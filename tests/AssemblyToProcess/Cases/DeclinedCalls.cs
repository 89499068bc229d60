using AssemblyToProcess.Expectations;
using AssemblyToProcess.Harness;
using Unboxed;

namespace AssemblyToProcess.Cases;

/// <summary>Scratch calls that become ordinary ones, for each kind of task and each way to await it: receivers without scratch space, tasks that are handed back, and what fails at once or later.</summary>
public static class DeclinedCalls
{
    interface IService
    {
        Task RunAsync(int value);

        Task<int> CountAsync(int value);

        ValueTask WaitAsync(int value);

        ValueTask<string> NameAsync(int value);
    }

    class Woven(Trace trace) : IService
    {
        [Expect(Decision.Ordinary)]
        public virtual async Task RunAsync(int value) => await trace.Leaf();

        [Expect(Decision.Ordinary)]
        public virtual async Task<int> CountAsync(int value) => await trace.Leaf(value);

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask WaitAsync(int value) => await trace.Leaf();

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<string> NameAsync(int value) => await trace.Leaf("name " + value);
    }

    [Boxed]
    sealed class Boxed(Trace trace) : Woven(trace);

    /// <summary>Fails before it makes a task, or hands one back that fails.</summary>
    sealed class Failing(Trace trace, bool isAtOnce) : IService
    {
        Exception Failure(int value) => trace.Register(new InvalidOperationException("failed " + value));

        public Task RunAsync(int value) => isAtOnce ? throw Failure(value) : Task.FromException(Failure(value));

        public Task<int> CountAsync(int value) => isAtOnce ? throw Failure(value) : Task.FromException<int>(Failure(value));

        public ValueTask WaitAsync(int value) => isAtOnce ? throw Failure(value) : ValueTask.FromException(Failure(value));

        public ValueTask<string> NameAsync(int value) => isAtOnce ? throw Failure(value) : ValueTask.FromException<string>(Failure(value));
    }

    /// <summary>Passes calls on, or hands a task of its own back.</summary>
    sealed class Passing(IService inner) : IService
    {
        public Task RunAsync(int value) => value == 0 ? Task.CompletedTask : inner.RunAsync(value - 1);

        public Task<int> CountAsync(int value) => value == 0 ? Task.FromResult(-1) : inner.CountAsync(value - 1);

        public ValueTask WaitAsync(int value) => value == 0 ? default : inner.WaitAsync(value - 1);

        public ValueTask<string> NameAsync(int value) => value == 0 ? new("passing") : inner.NameAsync(value - 1);
    }

    interface ICaller
    {
        Task<string> CallAsync(IService service, int value);
    }

    /// <summary>Has variables over each of its awaits, and handlers around them.</summary>
    sealed class Plain(Trace trace) : ICaller
    {
        [Expect(Decision.Scratch, Count = 4)]
        public async Task<string> CallAsync(IService service, int value)
        {
            string text = "plain";
            try
            {
                await service.RunAsync(value);
                trace.Log("run", value);
                int count = await service.CountAsync(value);
                await service.WaitAsync(count);
                text += count + await service.NameAsync(value);
            }
            catch (InvalidOperationException exception)
            {
                text += exception.Message;
            }
            finally
            {
                trace.Log("finally", text);
            }
            return text;
        }
    }

    sealed class Configured(Trace trace) : ICaller
    {
        [Expect(Decision.Scratch, Count = 5)]
        public async Task<string> CallAsync(IService service, int value)
        {
            string text = "configured";
            try
            {
                text += await service.CountAsync(value).ConfigureAwait(false) + await service.CountAsync(value).ConfigureAwait(true);
                await service.RunAsync(value).ConfigureAwait(false);
                trace.Log("run", value);
                await service.WaitAsync(value).ConfigureAwait(false);
                text += await service.NameAsync(value).ConfigureAwait(false);
            }
            catch (InvalidOperationException exception)
            {
                text += exception.Message;
            }
            finally
            {
                trace.Log("finally", text);
            }
            return text;
        }
    }

    [Case]
    [Expect(Decision.Scratch)]
    public static async Task OfEveryKind(Trace trace)
    {
        IService[] services = [new Woven(trace), new Boxed(trace), new Failing(trace, true), new Failing(trace, false), new Passing(new Woven(trace)), new Passing(new Boxed(trace)), new Passing(new Failing(trace, true)), new Passing(new Passing(new Boxed(trace)))];
        foreach (var caller in new ICaller[] { new Plain(trace), new Configured(trace) })
        {
            foreach (var service in services)
            {
                for (int value = 0; value < 2; value++) trace.Log("called", await caller.CallAsync(service, value));
            }
        }
    }

    interface ISource<T>
    {
        Task<T> GetAsync(T value);

        ValueTask<T> AskAsync(T value);

        Task<TOther> MakeAsync<TOther>(TOther other);
    }

    class WovenSource<T>(Trace trace) : ISource<T>
    {
        [Expect(Decision.Ordinary)]
        public virtual async Task<T> GetAsync(T value)
        {
            await trace.Leaf();
            return value;
        }

        [Expect(Decision.Ordinary)]
        public virtual async ValueTask<T> AskAsync(T value)
        {
            await trace.Leaf();
            return value;
        }

        [Expect(Decision.Ordinary)]
        public virtual async Task<TOther> MakeAsync<TOther>(TOther other)
        {
            await trace.Leaf();
            return other;
        }
    }

    [Boxed]
    sealed class BoxedSource<T>(Trace trace) : WovenSource<T>(trace);

    sealed class FailingSource<T>(Trace trace, bool isAtOnce) : ISource<T>
    {
        Exception Failure() => trace.Register(new InvalidOperationException("failed " + typeof(T).Name));

        public Task<T> GetAsync(T value) => isAtOnce ? throw Failure() : Task.FromException<T>(Failure());

        public ValueTask<T> AskAsync(T value) => isAtOnce ? throw Failure() : ValueTask.FromException<T>(Failure());

        public Task<TOther> MakeAsync<TOther>(TOther other) => isAtOnce ? throw Failure() : Task.FromException<TOther>(Failure());
    }

    /// <summary>Gives null in the place of a task.</summary>
    sealed class NullSource<T> : ISource<T>
    {
        public Task<T> GetAsync(T value) => null!;

        public ValueTask<T> AskAsync(T value) => default;

        public Task<TOther> MakeAsync<TOther>(TOther other) => null!;
    }

    interface IGenericCaller<T>
    {
        Task<object?> GetAsync(ISource<T>? source, T value);

        Task<object?> AskAsync(ISource<T>? source, T value);

        Task<object?> MakeAsync(ISource<T>? source, T value);

        Task<object?> MakeObjectAsync(ISource<T>? source, T value);
    }

    sealed class GenericCaller<T> : IGenericCaller<T>
    {
        [Expect(Decision.Scratch)]
        public async Task<object?> GetAsync(ISource<T>? source, T value) => await source!.GetAsync(value);

        [Expect(Decision.Scratch)]
        public async Task<object?> AskAsync(ISource<T>? source, T value) => await source!.AskAsync(value).ConfigureAwait(false);

        [Expect(Decision.Scratch)]
        public async Task<object?> MakeAsync(ISource<T>? source, T value) => await source!.MakeAsync(value);

        [Expect(Decision.Scratch)]
        public async Task<object?> MakeObjectAsync(ISource<T>? source, T value) => await source!.MakeAsync<object?>(value);
    }

    [Case]
    [Expect(Decision.Scratch, Count = 3)]
    public static async Task OfTypeParameters(Trace trace)
    {
        await CallAll(trace, 1);
        await CallAll(trace, "text");
        await CallAll(trace, (2L, "pair", 3L, new object[1].Length));
    }

    [Expect(Decision.Scratch, Count = 4)]
    static async Task CallAll<T>(Trace trace, T value)
    {
        ISource<T>?[] sources = [new WovenSource<T>(trace), new BoxedSource<T>(trace), new FailingSource<T>(trace, true), new FailingSource<T>(trace, false), new NullSource<T>(), null];
        IGenericCaller<T> caller = new GenericCaller<T>();
        foreach (var source in sources)
        {
            for (int kind = 0; kind < 4; kind++)
            {
                try
                {
                    object? result = kind switch
                    {
                        0 => await caller.GetAsync(source, value),
                        1 => await caller.AskAsync(source, value),
                        2 => await caller.MakeAsync(source, value),
                        _ => await caller.MakeObjectAsync(source, value),
                    };
                    trace.Log("called", result);
                }
                catch (Exception exception) when (exception is InvalidOperationException or NullReferenceException)
                {
                    trace.Caught(exception);
                    // In code that type arguments share, the JIT loses the line of what a task throws, of plain C#, and not of woven code.
                    if (typeof(T).IsPrimitive) trace.Frames(exception);
                }
            }
        }
    }

    interface INulls
    {
        Task<int> OfServicesAsync(IService? first, IService? second, IService? third);

        Task<int> OfSourcesAsync(ISource<int>? first, ISource<int>? second, ISource<int>? third);
    }

    /// <summary>Several awaits, each of which may fail on null: the JIT makes one of what is the same in them.</summary>
    sealed class Nulls : INulls
    {
        [Expect(Decision.Scratch, Count = 4)]
        public async Task<int> OfServicesAsync(IService? first, IService? second, IService? third)
        {
            int sum = await first!.CountAsync(1);
            sum += await second!.CountAsync(2);
            await second.WaitAsync(3);
            await third!.WaitAsync(4);
            return sum;
        }

        [Expect(Decision.Scratch, Count = 4)]
        public async Task<int> OfSourcesAsync(ISource<int>? first, ISource<int>? second, ISource<int>? third)
        {
            int sum = await first!.GetAsync(1);
            sum += await second!.GetAsync(2);
            sum += await second.AskAsync(3);
            return sum + await third!.AskAsync(4);
        }
    }

    /// <summary>Gives null in the place of a task.</summary>
    sealed class NullService : IService
    {
        public Task RunAsync(int value) => null!;

        public Task<int> CountAsync(int value) => null!;

        public ValueTask WaitAsync(int value) => default;

        public ValueTask<string> NameAsync(int value) => default;
    }

    [Case]
    [Expect(Decision.Scratch, Count = 5)]
    public static async Task OfNull(Trace trace)
    {
        INulls nulls = new Nulls();
        IService service = new Woven(trace), none = new NullService();
        ISource<int> source = new WovenSource<int>(trace), nothing = new NullSource<int>();
        (IService?, IService?, IService?)[] services = [(null, null, null), (none, null, null), (service, null, null), (service, none, null), (service, service, null), (service, service, service)];
        foreach (var (first, second, third) in services) await Fail(async () => trace.Log("services", await nulls.OfServicesAsync(first, second, third)));
        (ISource<int>?, ISource<int>?, ISource<int>?)[] sources = [(null, null, null), (nothing, null, null), (source, null, null), (source, nothing, null), (source, source, null), (source, source, source)];
        foreach (var (first, second, third) in sources) await Fail(async () => trace.Log("sources", await nulls.OfSourcesAsync(first, second, third)));

        async Task Fail(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (NullReferenceException exception)
            {
                trace.Frames(exception);
                trace.Log("thrown by", exception.TargetSite?.Name);
            }
        }
    }
}

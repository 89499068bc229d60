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
}

using System.Collections.Immutable;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Description;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Bindings;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Listeners;
using Microsoft.Azure.WebJobs.Host.Protocols;
using Microsoft.Azure.WebJobs.Host.Triggers;

// Filters and locks are not final, and called obsolete for that.
#pragma warning disable CS0618

namespace Unboxed.Scenarios.WebJobs;

[AttributeUsage(AttributeTargets.Parameter), Binding]
sealed class QueueTriggerAttribute : Attribute;

[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue), Binding]
sealed class QueueAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A queue whose messages trigger functions, one after the other, and which takes what they put out.</summary>
sealed class Queue(Transcript transcript)
{
    readonly Channel<string> messages = Channel.CreateUnbounded<string>();
    TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int count;

    internal int Count => count;

    /// <summary>Completed when a function waits to be canceled.</summary>
    internal TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal async Task Add(string message)
    {
        Interlocked.Increment(ref count);
        await messages.Writer.WriteAsync(message);
    }

    /// <summary>Completed when all messages have been handled.</summary>
    internal Task Empty() => empty.Task;

    /// <summary>Waits until there is one, and has it handled.</summary>
    internal async Task Handle(ITriggeredFunctionExecutor executor, CancellationToken cancellationToken)
    {
        string message = await messages.Reader.ReadAsync(cancellationToken);
        var result = await executor.TryExecuteAsync(new TriggeredFunctionData { TriggerValue = message }, cancellationToken);
        transcript.Write($"handled {message}: {result.Succeeded} {result.Exception?.InnerException?.Message}");
        if (Interlocked.Decrement(ref count) == 0) empty.TrySetResult();
    }

    internal async Task Put(string name, string message)
    {
        await Task.Yield();
        transcript.Write($"  {name}: {message}");
    }
}

sealed class QueueExtension(Queue queue) : IExtensionConfigProvider
{
    public void Initialize(ExtensionConfigContext context)
    {
        context.AddBindingRule<QueueTriggerAttribute>().BindToTrigger(new Triggers(queue));
        context.AddBindingRule<QueueAttribute>().BindToCollector(attribute => new Collector(queue, attribute.Name));
    }

    sealed class Collector(Queue queue, string name) : IAsyncCollector<string>
    {
        public Task AddAsync(string item, CancellationToken cancellationToken = default) => queue.Put(name, item);

        public async Task FlushAsync(CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            await queue.Put(name, "(flushed)");
        }
    }

    sealed class Triggers(Queue queue) : ITriggerBindingProvider
    {
        public async Task<ITriggerBinding?> TryCreateAsync(TriggerBindingProviderContext context)
        {
            await Task.Yield();
            return context.Parameter.GetCustomAttribute<QueueTriggerAttribute>() is null ? null : new Trigger(queue, context.Parameter);
        }
    }

    sealed class Trigger(Queue queue, ParameterInfo parameter) : ITriggerBinding
    {
        public Type TriggerValueType => typeof(string);

        public IReadOnlyDictionary<string, Type> BindingDataContract => ImmutableDictionary<string, Type>.Empty;

        public async Task<ITriggerData> BindAsync(object value, ValueBindingContext context)
        {
            await Task.Yield();
            return new TriggerData(new Value((string)value), ImmutableDictionary<string, object>.Empty);
        }

        public async Task<IListener> CreateListenerAsync(ListenerFactoryContext context)
        {
            await Task.Yield();
            return new Listener(queue, context.Executor);
        }

        public ParameterDescriptor ToParameterDescriptor() => new TriggerParameterDescriptor { Name = parameter.Name, Type = "Queue" };
    }

    sealed class Value(string text) : IValueProvider
    {
        public Type Type => typeof(string);

        public async Task<object> GetValueAsync()
        {
            await Task.Yield();
            return text;
        }

        public string ToInvokeString() => text;
    }

    sealed class Listener(Queue queue, ITriggeredFunctionExecutor executor) : IListener
    {
        readonly CancellationTokenSource end = new();
        Task running = Task.CompletedTask;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            running = Listen();
        }

        async Task Listen()
        {
            try
            {
                while (true) await queue.Handle(executor, end.Token);
            }
            catch (OperationCanceledException)
            {
                // The host stops.
            }
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await end.CancelAsync();
            await running;
        }

        public void Cancel() => end.Cancel();

        public void Dispose() => end.Dispose();
    }
}

/// <summary>Locks within this process.</summary>
sealed class Locks(Transcript transcript) : IDistributedLockManager
{
    readonly HashSet<string> taken = [];

    sealed record Taken(string LockId) : IDistributedLock;

    public async Task<IDistributedLock?> TryLockAsync(string account, string lockId, string lockOwnerId, string proposedLeaseId, TimeSpan lockPeriod, CancellationToken cancellationToken)
    {
        await Task.Yield();
        bool isFree = taken.Add(lockId);
        if (lockId.EndsWith(nameof(Functions.Alone), StringComparison.Ordinal)) transcript.Write($"  lock {isFree}");
        return isFree ? new Taken(lockId) : null;
    }

    public async Task<bool> RenewAsync(IDistributedLock lockHandle, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return true;
    }

    public async Task<string?> GetLockOwnerAsync(string account, string lockId, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return null;
    }

    public async Task ReleaseLockAsync(IDistributedLock lockHandle, CancellationToken cancellationToken)
    {
        await Task.Yield();
        taken.Remove(lockHandle.LockId);
        if (lockHandle.LockId.EndsWith(nameof(Functions.Alone), StringComparison.Ordinal)) transcript.Write("  lock released");
    }
}

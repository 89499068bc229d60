using System.Linq;
using System.Reflection;

namespace Harness;

/// <summary>What a program has seen.</summary>
public static class Trace
{
    static readonly List<string> lines = [];

    /// <summary>Notes a value with its type: one that is not what the compiler takes it for is seen.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(object value) => lines.Add(value is null ? "null" : $"{value} : {Name(value.GetType())}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(string label, object value) => lines.Add(value is null ? $"{label}: null" : $"{label}: {value} : {Name(value.GetType())}");

    public static void Caught(Exception exception) => lines.Add($"{Name(exception.GetType())}: {exception.Message}");

    /// <summary>A type's name with its assembly's, for there may be two of one name.</summary>
    public static string Name(Type type)
    {
        if (type.IsArray) return Name(type.GetElementType()) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        string assembly = type.Assembly == typeof(object).Assembly ? "" : type.Assembly.GetName().Name + "!";
        return type.IsGenericType
            ? $"{assembly}{type.GetGenericTypeDefinition().FullName}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : assembly + type.FullName;
    }

    internal static string[] Take()
    {
        string[] taken = [.. lines];
        lines.Clear();
        return taken;
    }
}

/// <summary>What programs wait for: whether it has completed already is up to the run.</summary>
public static class Leaf
{
    static readonly Queue<Action> waiting = new();
    static int pattern, count;

    public static ValueTask<T> Of<T>(T value) => Suspends() ? new Pending<T>(value, null).Task : new(value);

    public static Task<T> TaskOf<T>(T value) => Suspends() ? Later(value) : Task.FromResult(value);

    public static async ValueTask Wait() => await Of(0);

    public static ValueTask<T> Fail<T>(string message) =>
        Suspends() ? new Pending<T>(default, new InvalidOperationException(message)).Task : ValueTask.FromException<T>(new InvalidOperationException(message));

    /// <summary>Completes those that wait for it, in their order, until none is left.</summary>
    internal static void CompleteAll()
    {
        while (waiting.TryDequeue(out var complete)) complete();
    }

    internal static void Reset(int newPattern) => (pattern, count) = (newPattern, 0);

    static bool Suspends() => (pattern >> (count++ % 4) & 1) != 0;

    static Task<T> Later<T>(T value)
    {
        var source = new TaskCompletionSource<T>();
        waiting.Enqueue(() => source.SetResult(value));
        return source.Task;
    }

    sealed class Pending<T>(T value, Exception exception) : IValueTaskSource<T>
    {
        ManualResetValueTaskSourceCore<T> core;

        internal ValueTask<T> Task => new(this, core.Version);

        public T GetResult(short token) => core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

        public void OnCompleted(Action<object> continuation, object state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            core.OnCompleted(continuation, state, token, flags);
            waiting.Enqueue(Complete);
        }

        void Complete()
        {
            if (exception is null) core.SetResult(value);
            else core.SetException(exception);
        }
    }
}

/// <summary>Runs a program to its end.</summary>
public static class Driver
{
    /// <param name="program">A static method without arguments that gives a Task.</param>
    /// <param name="pattern">Bit n: whether the leaf n, n + 4 and so on suspends.</param>
    public static string[] Run(MethodInfo program, int pattern)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Leaf.Reset(pattern);
            var task = (Task)program.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);
            Leaf.CompleteAll();
            if (task.IsCompleted) task.GetAwaiter().GetResult();
            else Trace.Add("stuck");
        }
        catch (Exception exception)
        {
            Trace.Caught(exception);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
        return Trace.Take();
    }
}

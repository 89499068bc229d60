using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AssemblyToProcess.Harness;

/// <summary>What a case lets happen and what it has seen: the leaves that it waits for, and the lines that are compared.</summary>
public sealed partial class Trace(Driver driver, ulong pattern, int bits)
{
    readonly List<string> lines = [];
    readonly List<Exception> created = [];
    int leafCount;

    public Driver Driver => driver;

    /// <summary>The number of leaves so far.</summary>
    public int LeafCount => leafCount;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public void Log(string line)
    {
        lock (lines) lines.Add(line);
    }

    public void Log<T>(string label, T value) => Log($"{label}: {Text(value)}");

    /// <summary>
    /// Logs the contexts. Not the thread: once a frame has continued on the thread pool, it is a matter of luck in plain C#
    /// too which thread runs the next one.
    /// </summary>
    public void Where(string label)
    {
        var scheduler = TaskScheduler.Current == TaskScheduler.Default ? "default" : TaskScheduler.Current.ToString();
        Log($"{label}: synchronization {SynchronizationContext.Current?.ToString() ?? "none"}, scheduler {scheduler}, flow {(ExecutionContext.IsFlowSuppressed() ? "suppressed" : "on")}");
    }

    /// <summary>Makes an exception that <see cref="Caught"/> will know again.</summary>
    public T Register<T>(T exception) where T : Exception
    {
        lock (created) created.Add(exception);
        return exception;
    }

    /// <summary>Logs an exception: type, message, which of the registered ones it is.</summary>
    public void Caught(Exception exception, string label = "caught")
    {
        int id;
        lock (created) id = created.FindIndex(e => ReferenceEquals(e, exception));
        Log($"{label}: {exception.GetType().Name} '{exception.Message}' #{id}");
    }

    /// <summary>Logs the user's methods in a stack trace, the innermost first, and helpers that show.</summary>
    public void Frames(Exception exception)
    {
        string? last = null;
        foreach (Match match in FrameLine().Matches(exception.StackTrace ?? ""))
        {
            var method = match.Groups[1].Value;
            if (method == last || !(method.StartsWith("AssemblyToProcess.Cases.", StringComparison.Ordinal) || method.StartsWith("Unboxed.", StringComparison.Ordinal))) continue;
            last = method;
            Log($"  at {method} in {Path.GetFileName(match.Groups[2].Value)}, line {match.Groups[3].Value}");
        }
    }

    [GeneratedRegex(@"^\s*at ([^\s(\[]+).*?(?: in (.*):line (\d+))?\s*$", RegexOptions.Multiline)]
    private static partial Regex FrameLine();

    /// <summary>
    /// Logs all that an exception says of itself, but for the framework's frames, for the lines that say that it was thrown again, and for folders.
    /// </summary>
    public void Exact(Exception exception)
    {
        foreach (var line in exception.ToString().Split(Environment.NewLine))
        {
            if (!FrameworkLine().IsMatch(line)) Log(FolderName().Replace(line, ") in "));
        }
    }

    [GeneratedRegex(@"^(\s*at (System|InvokeStub_[^.]*)\.|--- )")]
    private static partial Regex FrameworkLine();

    [GeneratedRegex(@"\) in .*[/\\]")]
    private static partial Regex FolderName();

    /// <summary>Logs a method of a state machine as reflection names it, and what programs look for from there: the kickoff method, and the machine's own MoveNext.</summary>
    public void Method(MethodBase? method)
    {
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic, All = Instance | BindingFlags.Public | BindingFlags.Static;
        var type = method!.DeclaringType!;
        Log("method", $"{type}::{method.Name}");
        Log("kickoff", type.DeclaringType!.GetMethods(All).Where(kickoff => kickoff.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType == type));
        Log("own", type.GetMethod("MoveNext", Instance));
    }

    /// <summary>
    /// Logs a method as loggers name it: MoveNext of a type with a name in angle brackets by that name, and the type around those that the compiler generates.
    /// </summary>
    public void CallSite(MethodBase? method)
    {
        var type = method!.DeclaringType!;
        var name = method.Name == "MoveNext" && type.Name.StartsWith('<') ? type.Name.TrimStart('<').Split('>')[0] : method.Name;
        while (type.Name.StartsWith('<')) type = type.DeclaringType!;
        Log("call site", $"{type}.{name}");
    }

    /// <summary>Logs the method that calls this one, as loggers name it, and the line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void CallSite()
    {
        var frame = new System.Diagnostics.StackFrame(1, needFileInfo: true);
        CallSite(frame.GetMethod());
        Log("line", frame.GetFileLineNumber());
    }

    /// <summary>Logs the method that calls this one, and the line.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Caller()
    {
        var frame = new System.Diagnostics.StackFrame(1, needFileInfo: true);
        Method(frame.GetMethod());
        Log("line", frame.GetFileLineNumber());
    }

    /// <summary>A leaf with a value, from a value-task source.</summary>
    public ValueTask<T> Leaf<T>(T value)
    {
        if (!Suspends()) return new(value);
        var leaf = new LeafSource<T>(value, null, driver.WaitedFor);
        return new(leaf, leaf.Version);
    }

    /// <summary>A leaf without a value, from a value-task source.</summary>
    public ValueTask Leaf()
    {
        if (!Suspends()) return default;
        var leaf = new LeafSource<int>(0, null, driver.WaitedFor);
        return new(leaf, leaf.Version);
    }

    /// <summary>A leaf that is not part of the pattern.</summary>
    public ValueTask AlwaysSuspends()
    {
        var leaf = new LeafSource<int>(0, null, driver.WaitedFor);
        return new(leaf, leaf.Version);
    }

    /// <summary>A leaf that fails.</summary>
    public ValueTask<int> FailingLeaf(Exception exception)
    {
        if (!Suspends()) return ValueTask.FromException<int>(exception);
        var leaf = new LeafSource<int>(0, exception, driver.WaitedFor);
        return new(leaf, leaf.Version);
    }

    /// <summary>A leaf with a value that is a task.</summary>
    public Task<T> LeafTask<T>(T value)
    {
        if (!Suspends()) return Task.FromResult(value);
        var leaf = new LeafTask<T>(value, null);
        driver.WaitedFor(leaf);
        return leaf.Task;
    }

    /// <summary>A leaf without a value that is a task.</summary>
    public Task LeafTask() => LeafTask(0);

    /// <summary>A leaf that completes while its continuation is being registered.</summary>
    public ValueTask<T> InsideLeaf<T>(T value)
    {
        if (!Suspends()) return new(value);
        var leaf = new LeafSource<T>(value, null, static leaf => leaf.Complete());
        return new(leaf, leaf.Version);
    }

    bool Suspends()
    {
        int index = Interlocked.Increment(ref leafCount) - 1;
        return bits == 0 || (pattern >> (index % bits) & 1) != 0;
    }

    static string Text<T>(T value) => value switch
    {
        null => "null",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        ITuple tuple => "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Text(tuple[i]))) + ")",
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
        _ => value.ToString() ?? "",
    };
}

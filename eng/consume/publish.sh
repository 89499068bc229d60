# Sourced by eng/consume.sh: forms of publishing, each with a woven library that hides the package and a woven program.

long+=(ready_to_run single_file trimmed native_aot native_aot_adapters)

# Arguments: the properties of the form. Publishes into the folder published.
publish() {
    project Library/Library.csproj '<IsTrimmable>true</IsTrimmable><IsAotCompatible>true</IsAotCompatible>' "$unboxed_reference"
    library_source Library
    project App/App.csproj "<OutputType>Exe</OutputType><RuntimeIdentifier>linux-x64</RuntimeIdentifier>$1" "<ProjectReference Include=\"../Library/Library.csproj\" />$unboxed_reference"
    program_source App marked
    run publish App -c Release -nologo -o published
    must_be_woven Library/bin/Release/net10.0/Library.dll
    must_be_woven App/obj/Release/net10.0/linux-x64/App.dll
    log_lacks 'warning'
    prints 'sum 90' published/App
}

scenario_ready_to_run() {
    publish '<SelfContained>false</SelfContained><PublishReadyToRun>true</PublishReadyToRun>'
    [ "$(stat -c %s published/App.dll)" -gt "$(stat -c %s App/obj/Release/net10.0/linux-x64/App.dll)" ] || fail 'there is no native code in App.dll'
}

scenario_single_file() {
    publish '<SelfContained>true</SelfContained><PublishSingleFile>true</PublishSingleFile>'
    [ ! -e published/App.dll ] || fail 'App.dll is not in the single file'
}

scenario_trimmed() {
    publish '<SelfContained>true</SelfContained><PublishTrimmed>true</PublishTrimmed>'
    [ ! -e published/System.Private.Xml.dll ] || fail 'nothing has been trimmed'
}

scenario_native_aot() {
    publish '<PublishAot>true</PublishAot>'
    [ ! -e published/App.dll ] || fail 'App is no native program'
}

# Adapters in a native program: named with a closed interface, and looked up by a type parameter, which `Adapts` asks for. Their calls by a caller that is not woven allocate nothing once each has been made.
scenario_native_aot_adapters() {
    project Caller/Caller.csproj '<IsAotCompatible>true</IsAotCompatible>'
    adapters_caller Caller
    project App/App.csproj '<OutputType>Exe</OutputType><RuntimeIdentifier>linux-x64</RuntimeIdentifier><PublishAot>true</PublishAot>' \
        "<ProjectReference Include=\"../Caller/Caller.csproj\" />$unboxed_reference"
    adapters_program App
    run publish App -c Release -nologo -o published
    log_lacks 'warning'
    must_be_plain Caller/bin/Release/net10.0/Caller.dll
    must_be_woven App/obj/Release/net10.0/linux-x64/App.dll
    [ ! -e published/App.dll ] || fail 'App is no native program'
    prints "$(printf '%s: 0 B\n' inlining caching pooling bounded 'inlining, closed' 'caching, closed' 'inlining, looked up' 'caching, looked up' 'pooling, looked up' 'closed, looked up')
box: more than 0 B" published/App
}

# A library that is not woven, as frameworks are: it calls an object, keeps the future, completes what that waits for, and awaits. Arguments: its folder.
adapters_caller() {
    cat >"$1/Caller.cs" <<'SOURCE'
using System.Threading.Tasks.Sources;

namespace Calling;

public interface IHandler
{
    ValueTask<int> HandleAsync(int value);
}

public interface IHandler<T>
{
    ValueTask<T> HandleAsync(T value);
}

/// <summary>A source that is used again and again, so that it allocates nothing.</summary>
public sealed class Leaf : IValueTaskSource<int>
{
    ManualResetValueTaskSourceCore<int> core;

    public ValueTask<int> WaitAsync()
    {
        core.Reset();
        return new(this, core.Version);
    }

    public void Complete() => core.SetResult(1);

    public int GetResult(short token) => core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => core.OnCompleted(continuation, state, token, flags);
}

public static class Caller
{
    const int Warm = 100, Count = 1000;

    /// <summary>The bytes that calls of it allocate which suspend.</summary>
    public static void Measure<T>(string name, Leaf leaf, Func<ValueTask<T>> call, T expected)
    {
        for (int i = 0; i < Warm; i++) CallOnce(leaf, call, expected);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++) CallOnce(leaf, call, expected);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"{name}: {(bytes == 0 ? "0 B" : name == "box" ? "more than 0 B" : $"{bytes} B in {Count} calls")}");
    }

    static void CallOnce<T>(Leaf leaf, Func<ValueTask<T>> call, T expected)
    {
        var future = call();
        if (future.IsCompleted) throw new InvalidOperationException("The call has not suspended.");
        leaf.Complete();
        if (!future.IsCompleted) throw new InvalidOperationException("The call has not completed.");
        if (!EqualityComparer<T>.Default.Equals(future.Result, expected)) throw new InvalidOperationException("The result is another's.");
    }
}
SOURCE
}

adapters_program() {
    cat >"$1/Program.cs" <<'SOURCE'
using Calling;
using Unboxed;

[assembly: ScratchSpace]
[assembly: Adapts(typeof(IHandler))]
[assembly: Adapts(typeof(IHandler<>))]

var leaf = new Leaf();
var handler = new Handler(leaf);
Run("inlining", Inlining.Of<IHandler>(handler));
Run("caching", Caching.Of<IHandler>(handler));
Run("pooling", Allocating.Of<IHandler>(handler, ScratchAllocator.Pooling));
Run("bounded", Allocating.Of<IHandler>(handler, ScratchAllocator.Bounded(4096)));
var numbers = Inlining.Of<IHandler<int>>(new Handler<int>(leaf));
Caller.Measure("inlining, closed", leaf, () => numbers.HandleAsync(7), 7);
var texts = Caching.Of<IHandler<string>>(new Handler<string>(leaf));
Caller.Measure("caching, closed", leaf, () => texts.HandleAsync("text"), "text");
Run("inlining, looked up", Lookup.Inlined<IHandler>(handler));
Run("caching, looked up", Lookup.Cached<IHandler>(handler));
Run("pooling, looked up", Lookup.Allocated<IHandler>(handler));
var found = Lookup.Inlined<IHandler<string>>(new Handler<string>(leaf));
Caller.Measure("closed, looked up", leaf, () => found.HandleAsync("found"), "found");
Run("box", handler);

void Run(string name, IHandler called) => Caller.Measure(name, leaf, () => called.HandleAsync(20), 21);

sealed class Handler(Leaf leaf) : IHandler
{
    public async ValueTask<int> HandleAsync(int value) => value + await leaf.WaitAsync();
}

sealed class Handler<T>(Leaf leaf) : IHandler<T>
{
    public async ValueTask<T> HandleAsync(T value)
    {
        await leaf.WaitAsync();
        return value;
    }
}

static class Lookup
{
    internal static I Inlined<I>(I x) where I : class => Inlining.Of(x);

    internal static I Cached<I>(I x) where I : class => Caching.Of(x);

    internal static I Allocated<I>(I x) where I : class => Allocating.Of(x, ScratchAllocator.Pooling);
}
SOURCE
}

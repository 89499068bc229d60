using System.Linq;
using System.Linq.Expressions;

class Edges(LogFile captured)
{
    ILineSource field = captured; // 5, 25 LogFile -> ILineSource

    // An object that is wrapped on one of several ways is wrapped.
    void Ways(LogFile log, Socket socket, bool choice, ILineSource given, int number)
    {
        Uses.Use(Boxing.Of<ILineSource>(choice ? log : socket));
        Uses.Use(Inlining.Of<ILineSource>(given ?? log));
        Uses.Use(Caching.Of<ILineSource>(number switch { 0 => log, 1 => socket, _ => given }));
        Uses.Use(choice ? log : socket); // 9, 27 LogFile -> ILineSource; 9, 33 Socket -> ILineSource
        Uses.Use(number switch { 0 => log, _ => Boxing.Of<ILineSource>(socket) }); // 39, 39 LogFile -> ILineSource
        Uses.Use(choice ? Boxing.Of<ILineSource>(log) : socket); // 9, 57 Socket -> ILineSource
        Uses.Use((choice ? (number > 0 ? log : given) : given) ?? socket); // 9, 42 LogFile -> ILineSource; 9, 67 Socket -> ILineSource
    }

    void Constant(LogFile log, Socket socket)
    {
        object upward = (ILineSource)log;
        _ = (ILineSource)log;
        Uses.UseNamed((INamed)(ILineSource)socket);
        ILineSource through = (LogFile)(object)log; // 9, 31 LogFile -> ILineSource
        ILineSource down = (ILineSource)(object)log;
        var same = (ILineSource)(ILineSource)log; // 9, 33 LogFile -> ILineSource
        GC.KeepAlive(upward); GC.KeepAlive(through); GC.KeepAlive(down); GC.KeepAlive(same);
    }

    void References(LogFile log, ILineSource given)
    {
        In(log); // 9, 12 LogFile -> ILineSource
        In(in given);
        ref ILineSource chosen = ref field;
        chosen = log; // 9, 18 LogFile -> ILineSource
        Get() = log; // 9, 17 LogFile -> ILineSource
    }

    static void In(in ILineSource source) { }

    ref ILineSource Get() => ref field;

    void Statements(LogFile log, bool choice)
    {
        do { choice = false; } while (Is(log, choice)); // 32, 42 LogFile -> ILineSource
        for (choice = Is(log, true); Is(log, false); Uses.Use(log)) Uses.Use(null); // 14, 26 LogFile -> ILineSource; 38, 41 LogFile -> ILineSource; 54, 63 LogFile -> ILineSource
        lock (Pass(log)) { } // 9, 20 LogFile -> ILineSource
        switch (Pass(log)) { case INamed: break; } // 9, 22 LogFile -> ILineSource
        try { Uses.Use(null); }
        catch (Exception) when (Is(log, true)) { throw Wrapped(log); } // 27, 36 LogFile -> ILineSource; 50, 64 LogFile -> ILineSource
        finally { Uses.Use(log); } // 19, 28 LogFile -> ILineSource
        foreach (var each in Many(log)) Uses.Use(each); // 30, 35 LogFile -> ILineSource
        using (Opened(log)) { } // 9, 23 LogFile -> ILineSource
        using var opened = Opened(log); // 9, 35 LogFile -> ILineSource
        if (choice) { } else if (Is(log, true)) Uses.Use(log); // 30, 37 LogFile -> ILineSource; 49, 58 LogFile -> ILineSource
    }

    static bool Is(ILineSource source, bool answer) => answer && source is not null;

    static ILineSource Pass(ILineSource source) => source;

    static Exception Wrapped(ILineSource source) => new(source.ToString());

    static IEnumerable<ILineSource> Many(ILineSource source) => [source];

    static IDisposable Opened(ILineSource source) => source as IDisposable;

    void Patterns(LogFile log, Memory? memory, Socket socket)
    {
        switch (log) { case ILineSource source: Uses.Use(source); break; } // 9, 29 LogFile -> ILineSource
        if (log is ILineSource { } found) Uses.Use(found); // 9, 20 LogFile -> ILineSource
        if (memory is ILineSource boxed) Uses.Use(boxed); // 9, 23 Memory -> ILineSource
        if (socket is INamed named) Uses.UseNamed(named);
    }

    async Task Async(LogFile log, bool choice)
    {
        ILineSource kept = log; // 9, 28 LogFile -> ILineSource
        await kept.ReadAsync();
        Uses.Use(await MakeAsync()); // 9, 18 LogFile -> ILineSource
        await UseAsync(log); // 9, 24 LogFile -> ILineSource
        Func<Task<ILineSource>> lambda = async () =>
        {
            await Task.Yield();
            return log; // 13, 20 LogFile -> ILineSource
        };
        Uses.Use(await lambda());
        Func<Task<ILineSource>> arrow = async () => await MakeAsync(); // 53, 53 LogFile -> ILineSource
        Uses.Use(await arrow());
        await using var disposed = new Async1(log); // 9, 47 LogFile -> ILineSource
        Use2(await MakeAsync(), await MakeAsync()); // 9, 14 LogFile -> ILineSource
        Use2(log, await MakeAsync()); // 9, 14 LogFile -> ILineSource
    }

    static async Task Chosen(LogFile log, Task<Socket> made, bool choice)
    {
        Uses.Use(choice ? log : await made); // 9, 27 LogFile -> ILineSource; 9, 33 Socket -> ILineSource
        Use2(choice ? Boxing.Of<ILineSource>(log) : await made, await MakeAsync()); // 9, 53 Socket -> ILineSource
    }

    static void Use2(ILineSource one, LogFile two) { }

    static Task UseAsync(ILineSource source) => source.ReadAsync().AsTask();

    static async Task<LogFile> MakeAsync()
    {
        await Task.Yield();
        return new();
    }

    sealed class Async1(ILineSource source) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(source.ReadAsync().AsTask());
    }

    void Closures(LogFile log)
    {
        ILineSource captured = log; // 9, 32 LogFile -> ILineSource
        Action action = () => captured = new Socket(); // 31, 42 Socket -> ILineSource
        action();
        var pairs = from source in new[] { log } select Pass(source); // 57, 62 LogFile -> ILineSource
        Uses.UseEach(pairs);
        var record = new Pair(log, 1); // 9, 31 LogFile -> ILineSource
        var other = record with { Source = new Socket() }; // 9, 44 Socket -> ILineSource
        GC.KeepAlive(other);
        var anonymous = new { Source = (ILineSource)log }; // 9, 40 LogFile -> ILineSource
        Uses.Use(anonymous.Source);
        (ILineSource first, var second) = (log, 1); // 9, 44 LogFile -> ILineSource
        Uses.Use(first);
        GC.KeepAlive(second);
        Expression<Func<ILineSource>> tree = () => log;
        GC.KeepAlive(tree);
        (LogFile, int) natural = (log, 1);
        (ILineSource, int) converted = natural; // 9, 40 LogFile -> ILineSource
        GC.KeepAlive(converted);
    }

    record Pair(ILineSource Source, int Number);

    static IEnumerable<ILineSource> Guarded(LogFile log)
    {
        try { yield return log; } // 15, 28 LogFile -> ILineSource
        finally { Uses.Use(log); } // 19, 28 LogFile -> ILineSource
    }

    struct Constrained<T> where T : struct, ILineSource
    {
        internal static void Call(T source) => Uses.Use(source);
    }

    static void Structs(Memory memory) => Constrained<Memory>.Call(memory); // 43, 55 Memory -> ILineSource

    class Handler<TIn> { internal virtual void Handle(Action<TIn> action) { } }

    static void Delegates(Handler<LogFile> handler, Action<ILineSource> given)
    {
        handler.Handle(given); // 9, 24 LogFile -> ILineSource
        handler.Handle(Uses.Use); // 9, 24 LogFile -> ILineSource
        handler.Handle(log => Uses.Use(log)); // 31, 40 LogFile -> ILineSource
        new Lazy<ILineSource>(() => new LogFile()); // 37, 37 LogFile -> ILineSource
        Func<bool, ILineSource> factory = static choice => choice ? new LogFile() : null; // 60, 60 LogFile -> ILineSource
        factory(true);
    }
}

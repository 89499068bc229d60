static class Arguments
{
    static void Values(LogFile log, Socket socket, Memory memory)
    {
        Uses.Use(log); // 9, 18 LogFile -> ILineSource
        Uses.Use(new LogFile()); // 9, 18 LogFile -> ILineSource
        Uses.Use(memory); // 9, 18 Memory -> ILineSource
        Uses.Use(source: log); // 9, 26 LogFile -> ILineSource
        Uses.UseBoth(socket); // 9, 22 Socket -> INamedSource
        Uses.UseNamed(socket);
        Uses.UseStore(new Store<int>()); // 9, 23 Store<int> -> IStore<int>
        Uses.UseStore<string>(new Store<string>()); // 9, 31 Store<string> -> IStore<string>
        Uses.Use(socket); Uses.Use(log); // 9, 18 Socket -> ILineSource; 27, 36 LogFile -> ILineSource
    }

    static void Many(LogFile log, Socket socket)
    {
        Uses.UseAll(log, socket); // 9, 21 LogFile -> ILineSource; 9, 26 Socket -> ILineSource
        Uses.UseSpan(log, socket); // 9, 22 LogFile -> ILineSource; 9, 27 Socket -> ILineSource
        Uses.Use(
            log); // 20:9, 13 LogFile -> ILineSource
        Optional();
        Optional(log); // 9, 18 LogFile -> ILineSource
    }

    static void Optional(ILineSource source = null) { }

    static void Constructors(LogFile log)
    {
        var made = new Reader(log) { Other = log }; // 9, 31 LogFile -> ILineSource; 9, 46 LogFile -> ILineSource
        made.Other = log; // 9, 22 LogFile -> ILineSource
        made[log] = 1; // 9, 14 LogFile -> ILineSource
        _ = new Reader(log); // 9, 24 LogFile -> ILineSource
        Reader target = new(log); // 9, 29 LogFile -> ILineSource
    }

    static void Nullable(Memory? memory, LogFile log)
    {
        Uses.Use(memory); // 9, 18 Memory -> ILineSource
        Uses.Use(log ?? throw new ArgumentNullException()); // 9, 18 LogFile -> ILineSource
    }

    static void Chained(LogFile log)
    {
        log.Extended().Extended(); // 9, 9 LogFile -> ILineSource
        if (Is(log)) Uses.Use(log); // 9, 16 LogFile -> ILineSource; 22, 31 LogFile -> ILineSource
        while (Is(log)) return; // 9, 19 LogFile -> ILineSource
    }

    static bool Is(ILineSource source) => source is null;

    static ILineSource Extended(this ILineSource source) => source;

    class Reader(ILineSource source)
    {
        public ILineSource Other { get; set; } = source;

        public int this[ILineSource index] { set { } }
    }

    class Derived : Reader
    {
        public Derived(LogFile log) : base(log) { } // 39, 44 LogFile -> ILineSource

        public Derived() : this(new LogFile()) { }
    }

    class Primary(LogFile log) : Reader(log); // 34, 41 LogFile -> ILineSource
}

static class Arguments
{
    static void Values(LogFile log, Socket socket, Memory memory)
    {
        Uses.Use(log);
        Uses.Use(new LogFile());
        Uses.Use(memory);
        Uses.Use(source: log);
        Uses.UseBoth(socket);
        Uses.UseNamed(socket);
        Uses.UseStore(new Store<int>());
        Uses.UseStore<string>(new Store<string>());
        Uses.Use(socket); Uses.Use(log);
    }

    static void Many(LogFile log, Socket socket)
    {
        Uses.UseAll(log, socket);
        Uses.UseSpan(log, socket);
        Uses.Use(
            log);
        Optional();
        Optional(log);
    }

    static void Optional(ILineSource source = null) { }

    static void Constructors(LogFile log)
    {
        var made = new Reader(log) { Other = log };
        made.Other = log;
        made[log] = 1;
        _ = new Reader(log);
        Reader target = new(log);
    }

    static void Nullable(Memory? memory, LogFile log)
    {
        Uses.Use(memory);
        Uses.Use(log ?? throw new ArgumentNullException());
    }

    static void Chained(LogFile log)
    {
        log.Extended().Extended();
        if (Is(log)) Uses.Use(log);
        while (Is(log)) return;
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
        public Derived(LogFile log) : base(log) { }

        public Derived() : this(new LogFile()) { }
    }

    class Primary(LogFile log) : Reader(log);
}

class TypeArguments
{
    void Methods(LogFile log, Memory memory, ILineSource source)
    {
        Uses.UseAny(log); // 9, 21 LogFile -> ILineSource
        Uses.UseAny<LogFile>(log); // 9, 21 LogFile -> ILineSource
        Uses.UseAny(memory); // 9, 21 Memory -> ILineSource
        Uses.UseAny(source);
        Uses.UseAny<ILineSource>(log); // 9, 34 LogFile -> ILineSource
        var made = Uses.Make<LogFile>(); // 9, 30 LogFile -> ILineSource
        made.Dispose();
    }

    void Types()
    {
        var holder = new Holder<LogFile>(); // 9, 33 LogFile -> ILineSource
        Holder<Socket>.Call(); // 9, 16 Socket -> ILineSource
        holder.Use();
    }

    void Inside<T>(T source) where T : ILineSource
    {
        Uses.Use(source);
        Uses.UseAny(source);
        ILineSource kept = source;
        Uses.Use(kept);
    }

    void Classes<T>(T source) where T : LogFile => Uses.Use(source); // 52, 61 T -> ILineSource

    class Holder<T> where T : ILineSource
    {
        internal void Use() { }

        internal static void Call() { }
    }

    class Registry
    {
        internal void Add<TService, TImplementation>() where TService : class where TImplementation : class, TService { }
    }

    void Registrations(Registry registry)
    {
        registry.Add<ILineSource, LogFile>(); // 9, 35 LogFile -> ILineSource
        registry.Add<INamed, Socket>();
        registry.Add<LogFile, LogFile>();
    }
}

class TypeArguments
{
    void Methods(LogFile log, Memory memory, ILineSource source)
    {
        Uses.UseAny(log);
        Uses.UseAny<LogFile>(log);
        Uses.UseAny(memory);
        Uses.UseAny(source);
        Uses.UseAny<ILineSource>(log);
        var made = Uses.Make<LogFile>();
        made.Dispose();
    }

    void Types()
    {
        var holder = new Holder<LogFile>();
        Holder<Socket>.Call();
        holder.Use();
    }

    void Inside<T>(T source) where T : ILineSource
    {
        Uses.Use(source);
        Uses.UseAny(source);
        ILineSource kept = source;
        Uses.Use(kept);
    }

    void Classes<T>(T source) where T : LogFile => Uses.Use(source);

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
        registry.Add<ILineSource, LogFile>();
        registry.Add<INamed, Socket>();
        registry.Add<LogFile, LogFile>();
    }
}

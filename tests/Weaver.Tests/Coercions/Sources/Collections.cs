class Collections
{
    void Arrays(LogFile log, Socket socket)
    {
        ILineSource[] explicitly = new ILineSource[] { log, null };
        ILineSource[] initialized = { socket };
        ILineSource[] expression = [log, socket];
        Uses.UseAll(explicitly); Uses.UseAll(initialized); Uses.UseAll(expression);
    }

    void Lists(LogFile log, List<LogFile> logs)
    {
        List<ILineSource> list = [log];
        var old = new List<ILineSource> { log };
        old.Add(log);
        var map = new Dictionary<string, ILineSource> { ["a"] = log };
        Span<ILineSource> span = [log, null];
        List<ILineSource> spread = [.. logs];
        Uses.UseAll([.. list, .. old, .. map.Values, .. span, .. spread]);
    }

    void Variance(List<LogFile> logs, LogFile[] array, Func<LogFile> factory, IEnumerable<ILineSource> given)
    {
        Uses.UseEach(logs);
        ILineSource[] sources = array;
        Func<ILineSource> made = factory;
        Uses.UseEach(given);
        Uses.UseAll(sources); Uses.Use(made());
    }
}

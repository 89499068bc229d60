class Collections
{
    void Arrays(LogFile log, Socket socket)
    {
        ILineSource[] explicitly = new ILineSource[] { log, null }; // 9, 56 LogFile -> ILineSource
        ILineSource[] initialized = { socket }; // 9, 39 Socket -> ILineSource
        ILineSource[] expression = [log, socket]; // 9, 37 LogFile -> ILineSource; 9, 42 Socket -> ILineSource
        Uses.UseAll(explicitly); Uses.UseAll(initialized); Uses.UseAll(expression);
    }

    void Lists(LogFile log, List<LogFile> logs)
    {
        List<ILineSource> list = [log]; // 9, 35 LogFile -> ILineSource
        var old = new List<ILineSource> { log }; // 9, 43 LogFile -> ILineSource
        old.Add(log); // 9, 17 LogFile -> ILineSource
        var map = new Dictionary<string, ILineSource> { ["a"] = log }; // 9, 65 LogFile -> ILineSource
        Span<ILineSource> span = [log, null]; // 9, 35 LogFile -> ILineSource
        List<ILineSource> spread = [.. logs]; // 9, 40 LogFile -> ILineSource
        Uses.UseAll([.. list, .. old, .. map.Values, .. span, .. spread]);
    }

    void Variance(List<LogFile> logs, LogFile[] array, Func<LogFile> factory, IEnumerable<ILineSource> given)
    {
        Uses.UseEach(logs); // 9, 22 LogFile -> ILineSource
        ILineSource[] sources = array; // 9, 33 LogFile -> ILineSource
        Func<ILineSource> made = factory; // 9, 34 LogFile -> ILineSource
        Uses.UseEach(given);
        Uses.UseAll(sources); Uses.Use(made());
    }
}

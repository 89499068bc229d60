class Returns
{
    readonly LogFile log = new();

    ILineSource Statement()
    {
        return log; // 9, 16 LogFile -> ILineSource
    }

    ILineSource Arrow() => log; // 28, 28 LogFile -> ILineSource

    ILineSource Getter => log; // 27, 27 LogFile -> ILineSource

    ILineSource This() => new LogFile(); // 27, 27 LogFile -> ILineSource

    IEnumerable<ILineSource> Iterator()
    {
        yield return log; // 9, 22 LogFile -> ILineSource
        yield return new Socket(); // 9, 22 Socket -> ILineSource
    }

    async Task<ILineSource> Async()
    {
        await Task.Yield();
        return log; // 9, 16 LogFile -> ILineSource
    }

    async IAsyncEnumerable<ILineSource> AsyncIterator()
    {
        await Task.Yield();
        yield return log; // 9, 22 LogFile -> ILineSource
    }

    Task<ILineSource> Completed() => Task.FromResult<ILineSource>(log); // 38, 67 LogFile -> ILineSource

    ValueTask<ILineSource> Value() => new(log); // 39, 43 LogFile -> ILineSource

    ILineSource Chosen(bool choice) => choice ? log : new Socket(); // 40, 49 LogFile -> ILineSource; 40, 55 Socket -> ILineSource

    ILineSource Switched(int number) => number switch
    {
        0 => log, // 14, 14 LogFile -> ILineSource
        1 => new Socket(), // 14, 14 Socket -> ILineSource
        _ => null,
    };

    void Lambdas()
    {
        Func<ILineSource> arrow = () => log; // 41, 41 LogFile -> ILineSource
        Func<ILineSource> block = () =>
        {
            return new Socket(); // 13, 20 Socket -> ILineSource
        };
        Func<int, ILineSource> numbered = number => number > 0 ? log : null; // 53, 53 LogFile -> ILineSource
        Uses.Use(arrow()); Uses.Use(block()); Uses.Use(numbered(1)); Uses.Use(Local());

        ILineSource Local() => log; // 32, 32 LogFile -> ILineSource
    }

    void MethodGroups()
    {
        Func<ILineSource> made = Make; // 9, 34 LogFile -> ILineSource
        Action<LogFile> used = Uses.Use; // 9, 32 LogFile -> ILineSource
        Accept(Make); // 9, 16 LogFile -> ILineSource
        made(); used(log);
    }

    static LogFile Make() => new();

    static void Accept(Func<ILineSource> factory) { }
}

class Returns
{
    readonly LogFile log = new();

    ILineSource Statement()
    {
        return log;
    }

    ILineSource Arrow() => log;

    ILineSource Getter => log;

    ILineSource This() => new LogFile();

    IEnumerable<ILineSource> Iterator()
    {
        yield return log;
        yield return new Socket();
    }

    async Task<ILineSource> Async()
    {
        await Task.Yield();
        return log;
    }

    async IAsyncEnumerable<ILineSource> AsyncIterator()
    {
        await Task.Yield();
        yield return log;
    }

    Task<ILineSource> Completed() => Task.FromResult<ILineSource>(log);

    ValueTask<ILineSource> Value() => new(log);

    ILineSource Chosen(bool choice) => choice ? log : new Socket();

    ILineSource Switched(int number) => number switch
    {
        0 => log,
        1 => new Socket(),
        _ => null,
    };

    void Lambdas()
    {
        Func<ILineSource> arrow = () => log;
        Func<ILineSource> block = () =>
        {
            return new Socket();
        };
        Func<int, ILineSource> numbered = number => number > 0 ? log : null;
        Uses.Use(arrow()); Uses.Use(block()); Uses.Use(numbered(1)); Uses.Use(Local());

        ILineSource Local() => log;
    }

    void MethodGroups()
    {
        Func<ILineSource> made = Make;
        Action<LogFile> used = Uses.Use;
        Accept(Make);
        made(); used(log);
    }

    static LogFile Make() => new();

    static void Accept(Func<ILineSource> factory) { }
}

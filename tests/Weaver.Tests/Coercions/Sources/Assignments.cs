class Assignments
{
    ILineSource field = new LogFile(); // 5, 25 LogFile -> ILineSource
    static readonly ILineSource shared = new Socket(), second = new LogFile(); // 5, 42 Socket -> ILineSource; 56, 65 LogFile -> ILineSource

    ILineSource Property { get; set; } = new LogFile(); // 42, 42 LogFile -> ILineSource

    void Locals(LogFile log, Memory memory)
    {
        ILineSource one = log; // 9, 27 LogFile -> ILineSource
        ILineSource two = new LogFile(), three = new Socket(); // 9, 27 LogFile -> ILineSource; 42, 50 Socket -> ILineSource
        one = new Socket(); // 9, 15 Socket -> ILineSource
        ILineSource four;
        four = memory; // 9, 16 Memory -> ILineSource
        Uses.Use(one); Uses.Use(two); Uses.Use(three); Uses.Use(four);
    }

    void Fields(LogFile log, Assignments other)
    {
        field = log; // 9, 17 LogFile -> ILineSource
        other.field = new Socket(); // 9, 23 Socket -> ILineSource
        Property = log; // 9, 20 LogFile -> ILineSource
        field = Property = log; // 9, 28 LogFile -> ILineSource
        field ??= log; // 9, 19 LogFile -> ILineSource
    }

    void References(LogFile log, ref ILineSource reference, out ILineSource result, ILineSource[] array)
    {
        reference = log; // 9, 21 LogFile -> ILineSource
        result = new LogFile(); // 9, 18 LogFile -> ILineSource
        array[0] = log; // 9, 20 LogFile -> ILineSource
        ref ILineSource element = ref array[1];
        element = log; // 9, 19 LogFile -> ILineSource
    }

    void Branches(LogFile log, Socket socket, bool choice, ILineSource given)
    {
        ILineSource chosen = choice ? log : socket; // 9, 39 LogFile -> ILineSource; 9, 45 Socket -> ILineSource
        ILineSource other = choice ? given : log; // 9, 46 LogFile -> ILineSource
        ILineSource coalesced = given ?? log; // 9, 42 LogFile -> ILineSource
        var natural = log ?? given; // 9, 23 LogFile -> ILineSource
        ILineSource switched = choice switch { true => log, false => given }; // 56, 56 LogFile -> ILineSource
        Uses.Use(chosen); Uses.Use(other); Uses.Use(coalesced); Uses.Use(natural); Uses.Use(switched);
    }

    void Tuples(LogFile log)
    {
        (ILineSource Source, int Number) tuple = (log, 1); // 9, 51 LogFile -> ILineSource
        (field, _) = (log, 2); // 9, 23 LogFile -> ILineSource
        Uses.Use(tuple.Source);
    }

    void Patterns(LogFile log, object anything)
    {
        if (log is ILineSource source) Uses.Use(source); // 9, 20 LogFile -> ILineSource
        if (anything is ILineSource found) Uses.Use(found);
        var cast = (ILineSource)log; // 9, 20 LogFile -> ILineSource
        var tried = log as ILineSource; // 9, 21 LogFile -> ILineSource
        var down = (ILineSource)anything;
        Uses.Use(cast); Uses.Use(tried); Uses.Use(down);
    }

    async Task Resources(LogFile log)
    {
        foreach (ILineSource each in new[] { log }) await each.ReadAsync(); // 18, 18 LogFile -> ILineSource
        for (ILineSource at = log; at is not null; at = null) await at.ReadAsync(); // 14, 31 LogFile -> ILineSource
        ILineSource made = await MakeAsync(); // 9, 28 LogFile -> ILineSource
        await made.ReadAsync();
        await ((ILineSource)log).ReadAsync(); // 9, 16 LogFile -> ILineSource
    }

    static async Task<LogFile> MakeAsync()
    {
        await Task.Yield();
        return new();
    }
}

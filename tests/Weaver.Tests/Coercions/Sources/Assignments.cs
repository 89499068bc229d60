class Assignments
{
    ILineSource field = new LogFile();
    static readonly ILineSource shared = new Socket(), second = new LogFile();

    ILineSource Property { get; set; } = new LogFile();

    void Locals(LogFile log, Memory memory)
    {
        ILineSource one = log;
        ILineSource two = new LogFile(), three = new Socket();
        one = new Socket();
        ILineSource four;
        four = memory;
        Uses.Use(one); Uses.Use(two); Uses.Use(three); Uses.Use(four);
    }

    void Fields(LogFile log, Assignments other)
    {
        field = log;
        other.field = new Socket();
        Property = log;
        field = Property = log;
        field ??= log;
    }

    void References(LogFile log, ref ILineSource reference, out ILineSource result, ILineSource[] array)
    {
        reference = log;
        result = new LogFile();
        array[0] = log;
        ref ILineSource element = ref array[1];
        element = log;
    }

    void Branches(LogFile log, Socket socket, bool choice, ILineSource given)
    {
        ILineSource chosen = choice ? log : socket;
        ILineSource other = choice ? given : log;
        ILineSource coalesced = given ?? log;
        var natural = log ?? given;
        ILineSource switched = choice switch { true => log, false => given };
        Uses.Use(chosen); Uses.Use(other); Uses.Use(coalesced); Uses.Use(natural); Uses.Use(switched);
    }

    void Tuples(LogFile log)
    {
        (ILineSource Source, int Number) tuple = (log, 1);
        (field, _) = (log, 2);
        Uses.Use(tuple.Source);
    }

    void Patterns(LogFile log, object anything)
    {
        if (log is ILineSource source) Uses.Use(source);
        if (anything is ILineSource found) Uses.Use(found);
        var cast = (ILineSource)log;
        var tried = log as ILineSource;
        var down = (ILineSource)anything;
        Uses.Use(cast); Uses.Use(tried); Uses.Use(down);
    }

    async Task Resources(LogFile log)
    {
        foreach (ILineSource each in new[] { log }) await each.ReadAsync();
        for (ILineSource at = log; at is not null; at = null) await at.ReadAsync();
        ILineSource made = await MakeAsync();
        await made.ReadAsync();
        await ((ILineSource)log).ReadAsync();
    }

    static async Task<LogFile> MakeAsync()
    {
        await Task.Yield();
        return new();
    }
}

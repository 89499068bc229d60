namespace DumpTarget;

interface IStore
{
    ValueTask<string> LoadAsync(int key);
}

/// <summary>Waits for what never comes.</summary>
sealed class Disk(Task<string> platter) : IStore
{
    public async ValueTask<string> LoadAsync(int key)
    {
        int sector = key * 8;
        string found = await platter; // await: platter
        return $"{found} {sector} {key}";
    }
}

/// <summary>A decorator: the same interface, once more.</summary>
sealed class Retrying(IStore inner) : IStore
{
    public async ValueTask<string> LoadAsync(int key)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await inner.LoadAsync(key); // await: inner
            }
            catch (IOException) when (attempt < 3)
            {
            }
        }
    }
}

/// <summary>Waits for something else first.</summary>
sealed class Prepared(IStore inner, Task ready) : IStore
{
    public async ValueTask<string> LoadAsync(int key)
    {
        await ready;
        string found = await inner.LoadAsync(key + 1); // await: prepared
        return found + key;
    }
}

enum Urgency
{
    Low,
    High,
}

/// <summary>Calls itself: a chain of a depth that is known.</summary>
sealed class Folders
{
    internal async Task<int> CountAsync(string folder, int depth, Urgency urgency)
    {
        double weight = depth + 0.5;
        var limit = TimeSpan.FromSeconds(depth);
        int below;
        if (depth > 0) below = await CountAsync(folder + "/x", depth - 1, urgency); // await: below
        else below = await LeafAsync(); // await: leaf
        return below + (int)weight + folder.Length + (int)limit.TotalSeconds + (int)urgency;
    }

    static async Task<int> LeafAsync()
    {
        await Task.Delay(TimeSpan.FromHours(1)); // await: delay
        return 1;
    }
}

/// <summary>Variables of a type parameter, whose place only the JIT knows.</summary>
sealed class Box<T>(T content, Task gate)
{
    internal async ValueTask<T> OpenAsync<TNote>(TNote note, int times)
    {
        var mine = content;
        await gate.ConfigureAwait(false); // await: gate
        return times > 0 && note is not null ? mine : content;
    }
}

/// <summary>Not async, and so without a companion: its callers wait for its task.</summary>
sealed class Remote(Task<string> answer) : IStore
{
    public ValueTask<string> LoadAsync(int key) => new(answer);
}

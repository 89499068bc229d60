namespace Unboxed.Scenarios;

/// <summary>What a scenario shows: results, exceptions and their order, a line for each, without what differs from run to run. Not thread-safe.</summary>
sealed class Transcript(TextWriter output)
{
    readonly List<(string Text, string Name)> hidden = [];

    /// <summary>From now on, a name stands for what is another one in each run: a port, a folder.</summary>
    internal void Hide(string text, string name) => hidden.Add((text, name));

    internal void Write(string line)
    {
        foreach (var (text, name) in hidden) line = line.Replace(text, name, StringComparison.Ordinal);
        output.WriteLine(line);
        output.Flush();
    }

    internal void Write(string what, IEnumerable<string> values) => Write($"{what}: {string.Join(", ", values)}");

    /// <summary>Does what is to fail, and shows the exception. Any other exception ends the program.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="action">Does it.</param>
    /// <param name="showsMessage">Whether the message is the same each time.</param>
    internal async Task Fails<TException>(string what, Func<Task> action, bool showsMessage = true) where TException : Exception
    {
        try
        {
            await action();
            Write($"{what}: does not fail");
        }
        catch (TException exception)
        {
            Write($"{what}: {(showsMessage ? Describe(exception) : exception.GetType())}");
        }
    }

    /// <summary>Does things at the same time, each with a transcript of its own, and shows these in the order of the numbers.</summary>
    internal async Task AtOnce(int count, Func<int, Transcript, Task> action)
    {
        var outputs = Enumerable.Range(0, count).Select(_ => new StringWriter()).ToList();
        await Task.WhenAll(outputs.Select((part, number) => Task.Run(() => action(number, Part(part)))));
        for (int number = 0; number < count; number++)
        {
            foreach (string line in outputs[number].ToString().Split(outputs[number].NewLine, StringSplitOptions.RemoveEmptyEntries)) Write($"  {number}: {line}");
        }
    }

    internal static string Describe(Exception exception) =>
        $"{exception.GetType()}: {exception.Message.ReplaceLineEndings(" / ")}" + (exception.InnerException is { } inner ? " <- " + Describe(inner) : "");

    Transcript Part(TextWriter part)
    {
        var transcript = new Transcript(part);
        transcript.hidden.AddRange(hidden);
        return transcript;
    }
}

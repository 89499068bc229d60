namespace Unboxed.Cli.Terminal;

/// <summary>A line that says what long work is about and how long it has taken: on a terminal alone, beside the output, and gone when the work is done.</summary>
static class Progress
{
    const string ClearLine = "\r\u001b[K";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="what">What is done, with its object: <c>weaving Shop.dll</c>.</param>
    /// <param name="work">The work.</param>
    internal static T While<T>(string what, Func<T> work) => While(() => what, work);

    /// <param name="what">The same, as it is at the moment.</param>
    /// <param name="work">The work.</param>
    internal static T While<T>(Func<string> what, Func<T> work) => Console.IsErrorRedirected ? work() : While(what, work, Console.Error, Patience);

    /// <param name="patience">How long work takes before it is long, and between two changes of the line.</param>
    internal static T While<T>(Func<string> what, Func<T> work, TextWriter terminal, TimeSpan patience)
    {
        var started = DateTime.UtcNow;
        var gate = new Lock();
        bool isShown = false, isDone = false;
        void Show(object? state)
        {
            lock (gate)
            {
                if (isDone) return;
                isShown = true;
                terminal.Write($"{ClearLine}unboxed: {what()}: {(int)(DateTime.UtcNow - started).TotalSeconds} s");
            }
        }

        using var timer = new Timer(Show, null, patience, patience);
        try
        {
            return work();
        }
        finally
        {
            lock (gate)
            {
                isDone = true;
                if (isShown) terminal.Write(ClearLine);
            }
        }
    }
}

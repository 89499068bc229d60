using Spectre.Console;
using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Terminal;

/// <summary>A console for a writer: with colours on a terminal, plain and without line breaks of its own elsewhere, and where NO_COLOR is set.</summary>
static class Printer
{
    const int UnlimitedWidth = 100_000;

    internal static IAnsiConsole For(TextWriter writer)
    {
        // A terminal is what the program's own output may be; a writer that a caller has put in its place is none.
        bool isTerminal = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
        return Create(writer, HasColour(isTerminal, Environment.GetEnvironmentVariable("NO_COLOR")), isTerminal ? null : UnlimitedWidth);
    }

    /// <param name="noColour">The variable NO_COLOR: any content but an empty one asks for plain text.</param>
    internal static bool HasColour(bool isTerminal, string? noColour) => isTerminal && string.IsNullOrEmpty(noColour);

    /// <param name="width">In characters; null to ask the terminal.</param>
    internal static IAnsiConsole Create(TextWriter writer, bool hasColour, int? width)
    {
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = hasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (width is { } given) console.Profile.Width = given;
        return console;
    }

    /// <summary>In the order in which they are counted.</summary>
    internal static IReadOnlyList<Decision> Decisions { get; } = [Decision.Scratch, Decision.Escapes, Decision.Boxed, Decision.Ordinary];

    internal static Style StyleOf(Decision decision) => new(decision switch
    {
        Decision.Scratch => Color.Green,
        Decision.Escapes => Color.Red,
        Decision.Boxed => Color.Yellow,
        _ => Color.Grey,
    });

    internal static readonly Style Dim = new(decoration: Decoration.Dim);
    internal static readonly Style Bold = new(decoration: Decoration.Bold);
    internal static readonly Style Alarm = new(Color.Red, decoration: Decoration.Bold);

    /// <summary>The word for a decision, as in the report.</summary>
    internal static string Word(Decision decision) => decision switch
    {
        Decision.Scratch => "scratch",
        Decision.Escapes => "escapes",
        Decision.Boxed => "boxed",
        _ => "ordinary",
    };
}

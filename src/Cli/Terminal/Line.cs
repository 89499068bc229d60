using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Unboxed.Cli.Terminal;

/// <summary>A line of text in several styles. Names are printed as they are, but for control characters: a name in an assembly must not command the terminal.</summary>
sealed class Line
{
    readonly Paragraph paragraph = new();

    internal Line Add(string text, Style? style = null)
    {
        paragraph.Append(Visible(text), style);
        return this;
    }

    internal IRenderable Rendered => paragraph;

    internal void WriteTo(IAnsiConsole console)
    {
        console.Write(paragraph);
        console.WriteLine();
    }

    internal static string Visible(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var shown = new StringBuilder();
        foreach (char c in text)
        {
            if (IsHidden(c)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else shown.Append(c);
        }
        return shown.ToString();
    }

    /// <summary>Control characters, and those that change the direction of what follows.</summary>
    static bool IsHidden(char c) => char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

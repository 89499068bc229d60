using System.Globalization;
using Spectre.Console;
using Unboxed.Cli.Dump.Memory;
using Unboxed.Cli.Dump.Stacks;
using Unboxed.Cli.Reports;
using Unboxed.Cli.Terminal;

namespace Unboxed.Cli.Dump.Output;

/// <summary>Prints stacks, callers first.</summary>
sealed class StackPrinter(IAnsiConsole console)
{
    const string Step = "  ";

    internal void Print(DumpView view)
    {
        int all = view.Dump.Stacks.Count, shown = view.Stacks.Sum(stack => stack.Count);
        new Line().Add($"{Count(view.Dump.Pending, "pending async call")} in {Count(all, "stack")}, on .NET {view.Dump.Runtime}", Printer.Bold)
            .Add(shown < all ? $"; {Number(shown)} shown" : "").WriteTo(console);
        foreach (var stack in view.Stacks)
        {
            console.WriteLine();
            Print(stack, "");
        }
        if (view.LeftOut == 0) return;
        console.WriteLine();
        new Line().Add($"{Number(view.LeftOut)} more {(view.LeftOut == 1 ? "is" : "are")} left out: see --limit.", Printer.Dim).WriteTo(console);
    }

    void Print(AsyncStack stack, string indent)
    {
        new Line().Add(indent).Add(stack.Count == 1 ? "1 stack" : $"{Number(stack.Count)} stacks, with the variables of the first", Printer.Dim).WriteTo(console);
        string inner = indent + Step;
        foreach (var frame in stack.Frames) Print(frame, inner);
        new Line().Add(inner).Add("waits for ", Printer.Dim).Add(stack.WaitsFor).WriteTo(console);
        foreach (var branch in stack.Branches) Print(branch, inner + Step);
    }

    void Print(AsyncFrame frame, string indent)
    {
        var line = new Line().Add(indent).Add(frame.Method.Short, Printer.Bold);
        if (frame.Line is { } number) line.Add($" at {FileOf(frame)}:{number.ToString(CultureInfo.InvariantCulture)}");
        if (frame.IsWoven) line.Add(" woven", new(Color.Green));
        line.WriteTo(console);
        if (frame.Variables.Count > 0) new Line().Add(indent + Step + Step).Add(string.Join(", ", frame.Variables.Select(Text)), Printer.Dim).WriteTo(console);
    }

    /// <summary>The name alone, of paths of this system or another.</summary>
    static string FileOf(AsyncFrame frame) => frame.File is { } file ? file[(file.LastIndexOfAny(['/', '\\']) + 1)..] : "?";

    static string Text(Variable variable) => $"{variable.Name} = {variable.Value ?? MethodName.WithoutNamespaces(variable.Type)}";

    static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    static string Count(int count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";
}

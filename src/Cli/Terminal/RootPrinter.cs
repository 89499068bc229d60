using Spectre.Console;
using Unboxed.Cli.Reports;

namespace Unboxed.Cli.Terminal;

/// <summary>Prints the size of the chain that a root expects, and the call path that decides it.</summary>
sealed class RootPrinter(IAnsiConsole console)
{
    internal void Print(Root root)
    {
        new Line().Add("  as a root", Printer.Bold).WriteTo(console);
        string unused = root.UnusedBytes > 0 ? $"; no path needs {root.UnusedBytes} of them" : "";
        new Line().Add($"    expects a chain of {Amounts.Of(root)}{unused}").WriteTo(console);
        if (root.Allocator is { } allocator) new Line().Add($"    takes its chain from the allocator {MethodName.WithoutNamespaces(allocator)}").WriteTo(console);
        if (root.SideStack > 0) new Line().Add($"    has a side stack of {root.SideStack} bytes, which takes the place of a chain that is too small").WriteTo(console);
        foreach (var call in root.Calls.OrderByDescending(call => call.Deciding)) Print(call);
        foreach (var growth in root.Growth) Print(growth);
    }

    void Print(Growth growth)
    {
        string callee = MethodName.Parse(growth.Callee).Short;
        var line = growth.IsNesting
            ? new Line().Add($"    such a chain grows only where objects hold one another deeper than the {Amounts.Count(growth.Levels, "call")} of {callee} that fit: nesting", Printer.Dim)
            : new Line().Add($"    a call of {callee} may make the chain grow: {Amounts.Cause(growth)}", Printer.Alarm);
        line.WriteTo(console);
    }

    void Print(RootCall call)
    {
        string at = call.Line > 0 ? $", line {call.Line}" : "";
        new Line().Add(call.Deciding ? "    > " : "      ", Printer.Bold).Add($"{MethodName.Parse(call.Callee).Short}{at}: {Amounts.Of(call)}{(call.Deciding ? ", decides the size" : "")}").WriteTo(console);
        if (!call.Deciding) return;
        foreach (var frame in call.Path) new Line().Add($"        {frame.Bytes,5} bytes  ", Printer.Dim).Add($"{MethodName.Parse(frame.Name).Short}{(frame.Line > 0 ? $", waiting at line {frame.Line}" : "")}").WriteTo(console);
    }
}

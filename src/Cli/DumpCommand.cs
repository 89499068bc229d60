using System.CommandLine;
using Unboxed.Cli.Dump;
using Unboxed.Cli.Dump.Output;
using Unboxed.Cli.Terminal;

namespace Unboxed.Cli;

/// <summary><c>unboxed dump</c>: prints the async calls that wait in a process, or did when a dump of it was made.</summary>
static class DumpCommand
{
    internal static Command Create()
    {
        var input = new Argument<string>("input") { Description = "The number of a process, which stands still meanwhile, or a core dump with the heap (createdump --full, dotnet-dump collect)." };
        var method = new Option<string>("--method") { Description = "Prints the stacks that have a method with this in its name, Namespace.Type.Method, whether or not letters are capitals." };
        var limit = new Option<int?>("--limit") { Description = "Prints so many stacks at most, the most frequent first." };
        var ungrouped = new Option<bool>("--ungrouped") { Description = "Prints each stack with its own variables, in the order of the heap. Without it, those that are alike are counted." };
        var json = JsonOutput.Option("Prints JSON for programs: docs/dump.md has its members.");
        var dac = new Option<string>("--dac") { Description = "The debugging library of the target's runtime (libmscordaccore.so), or its folder. Without it: the one beside the runtime." };
        var assemblies = new Option<string>("--assemblies") { Description = "A folder with the target's assemblies and their symbols. Without it: where they were loaded from." };
        limit.Validators.Add(result =>
        {
            if (result.GetValue(limit) < 1) result.AddError("--limit takes a number from 1.");
        });
        var command = new Command("dump", "Shows the async calls that wait in a process or a dump, woven and others, with their lines and variables.") { input, method, limit, ungrouped, json, dac, assemblies };
        command.SetAction(parsed => Guard.Run(parsed, () => Run(
            new(parsed.GetRequiredValue(input), parsed.GetValue(dac), parsed.GetValue(assemblies), parsed.GetValue(method), parsed.GetValue(limit), !parsed.GetValue(ungrouped), parsed.GetValue(json)),
            parsed.InvocationConfiguration.Output)));
        return command;
    }

    static int Run(DumpRequest request, TextWriter output)
    {
        if (request.Assemblies is { } folder && !Directory.Exists(folder)) throw new BadInputException(folder, "there is no such folder", "Give a folder with assemblies");
        var view = DumpView.Of(Progress.While($"reading {request.Input}", () => AsyncDump.Read(request)), request);
        if (request.IsJson)
        {
            JsonOutput.Write(output, StackJson.Of(view));
            return ExitCodes.Success;
        }
        foreach (string note in view.Dump.Notes) output.WriteLine("note: " + Line.Visible(note));
        new StackPrinter(Printer.For(output)).Print(view);
        return ExitCodes.Success;
    }
}

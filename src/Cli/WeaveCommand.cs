using System.CommandLine;
using Unboxed.Weaver.Diagnostics;

namespace Unboxed.Cli;

/// <summary><c>unboxed weave</c>: options in, one summary line or one error line out.</summary>
static class WeaveCommand
{
    internal static Command Create()
    {
        var input = new Argument<string>("input") { Description = "The assembly to weave." };
        var output = new Option<string>("--output", "-o") { Description = "Where the woven assembly is written; may be the input.", Required = true };
        var references = InputOptions.References();
        var mark = InputOptions.Mark("Adds [assembly: Unboxed.ScratchSpace] where it is missing.");
        var key = new Option<string>("--key") { Description = "An .snk file with the key pair to sign with. Without it a public key is kept, and the assembly is public-signed." };
        var report = new Option<string>("--report") { Description = "Writes the decision about every await as JSON." };
        var command = new Command("weave", "Weaves a compiled assembly.") { input, output, references, mark, key, report };
        command.SetAction(parsed => Guard.Run(parsed, () => Run(
            new(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(references) ?? [], parsed.GetValue(mark), parsed.GetValue(key), parsed.GetValue(report)),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)));
        return command;
    }

    static int Run(WeaveRequest request, TextWriter output, TextWriter error)
    {
        var result = AssemblyFileWeaver.Weave(request);
        foreach (var diagnostic in result.Diagnostics) (diagnostic.Severity == Severity.Error ? error : output).WriteLine(Describe(diagnostic));
        if (result.HasFailed)
        {
            error.WriteLine($"unboxed: error: {request.Input} is not woven, because of the errors above.");
            return ExitCodes.BadInput;
        }
        foreach (string note in result.Notes) output.WriteLine("note: " + note);
        output.WriteLine(result.Summary);
        return ExitCodes.Success;
    }

    /// <summary>As builds write it, so that editors find the place.</summary>
    static string Describe(Diagnostic diagnostic)
    {
        string place = diagnostic.Place.File is { } file ? $"{file}({diagnostic.Place.Line},{diagnostic.Place.Column})" : "unboxed";
        string severity = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
        return $"{place}: {severity} {diagnostic.Text}";
    }
}

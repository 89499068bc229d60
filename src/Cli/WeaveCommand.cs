using System.CommandLine;
using Unboxed.Cli.Applications;
using Unboxed.Cli.Terminal;
using Unboxed.Weaver.Diagnostics;
using Finding = Unboxed.Cli.Reports.Finding;

namespace Unboxed.Cli;

/// <summary><c>unboxed weave</c>: options in, one summary line or one error line out.</summary>
static class WeaveCommand
{
    internal static Command Create()
    {
        var input = new Argument<string?>("input") { Description = "The assembly to weave.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o") { Description = "Where the woven assembly is written; may be the input. With --app, the folder of the woven application.", Required = true };
        var references = InputOptions.References();
        var mark = InputOptions.Mark("Adds [assembly: Unboxed.ScratchSpace] where it is missing.");
        var key = new Option<string>("--key") { Description = "An .snk file with the key pair to sign with. Without it a public key is kept, and the assembly is public-signed." };
        var report = new Option<string>("--report") { Description = "Writes the decision about every await as JSON." };
        var json = JsonOutput.Option();
        var (app, include, exclude, verbosity) = (WeaveApplication.App(), WeaveApplication.Include(), WeaveApplication.Exclude(), ApplicationPrinter.VerbosityOption());
        var command = new Command("weave", "Weaves a compiled assembly, or all that an application ships.") { input, output, references, mark, key, report, json, app, include, exclude, verbosity };
        Option[] forOne = [mark, key, report], forAll = [include, exclude, verbosity];
        command.Validators.Add(result =>
        {
            bool isApplication = result.GetResult(app) is not null, isOne = result.GetValue(input) is not null;
            if (isApplication == isOne) result.AddError(isOne ? "An input and --app are one too many: give the assembly, or the application." : "Give the assembly to weave, or an application with --app.");
            else if ((isApplication ? forOne : forAll).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } wrong)
                result.AddError($"{wrong.Name} {(isApplication ? "is for a single assembly, not for --app." : "needs --app.")}");
        });
        command.SetAction(parsed => Guard.Run(parsed, () =>
        {
            var (writer, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return parsed.GetValue(app) is { } application
                ? WeaveApplication.Run(
                    application, parsed.GetRequiredValue(output), parsed.GetValue(references) ?? [], new(parsed.GetValue(include) ?? [], parsed.GetValue(exclude) ?? []), parsed.GetValue(verbosity),
                    parsed.GetValue(json), writer)
                : Run(
                    new(parsed.GetValue(input)!, parsed.GetRequiredValue(output), parsed.GetValue(references) ?? [], parsed.GetValue(mark), parsed.GetValue(key), parsed.GetValue(report)),
                    parsed.GetValue(json), writer, error);
        }));
        return command;
    }

    static int Run(WeaveRequest request, bool isJson, TextWriter output, TextWriter error)
    {
        var result = Progress.While($"weaving {Path.GetFileName(request.Input)}", () => AssemblyFileWeaver.Weave(request));
        if (isJson) JsonOutput.Write(output, new WeaveOutput(result.HasFailed ? null : request.Output, result.Counts, result.Notes, [.. result.Diagnostics.Select(FindingOf)]));
        else foreach (var diagnostic in result.Diagnostics) (diagnostic.Severity == Severity.Error ? error : output).WriteLine(Describe(diagnostic));
        if (result.HasFailed)
        {
            error.WriteLine($"unboxed: error: {request.Input} is not woven, because of the errors above.");
            return ExitCodes.BadInput;
        }
        if (isJson) return ExitCodes.Success;
        foreach (string note in result.Notes) output.WriteLine("note: " + note);
        output.WriteLine(result.Summary);
        return ExitCodes.Success;
    }

    static Finding FindingOf(Diagnostic diagnostic) => new(
        diagnostic.Id.Text(), diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" }, $"{diagnostic.What} {diagnostic.Why}",
        diagnostic.Place.File, diagnostic.Place.Line, diagnostic.Place.Column, diagnostic.Help, diagnostic.Link);

    /// <summary>As builds write it, so that editors find the place.</summary>
    static string Describe(Diagnostic diagnostic)
    {
        string place = diagnostic.Place.File is { } file ? $"{file}({diagnostic.Place.Line},{diagnostic.Place.Column})" : "unboxed";
        string severity = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
        return $"{place}: {severity} {diagnostic.Text}";
    }
}

/// <summary>What <c>weave --json</c> prints.</summary>
/// <param name="Output">The woven assembly; null where none is written.</param>
/// <param name="Decisions">How many await sites, and calls whose future is not awaited at once, there are of each decision.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
/// <param name="Diagnostics">What a build tells as well.</param>
sealed record WeaveOutput(string? Output, IReadOnlyDictionary<string, int> Decisions, IReadOnlyList<string> Notes, IReadOnlyList<Finding> Diagnostics);

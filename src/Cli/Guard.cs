using System.CommandLine;
using Fody;

namespace Unboxed.Cli;

/// <summary>Turns what a command throws into one line and an exit code: what the user can mend, and a defect of the program, which is told as that.</summary>
static class Guard
{
    /// <summary>Where defects are reported. The project has no public address yet.</summary>
    internal const string IssueTracker = "the issue tracker of Unboxed";

    const string VerboseName = "--verbose";

    /// <summary>An option of all commands.</summary>
    internal static Option<bool> Verbose() => new(VerboseName) { Description = "Shows the stack trace of a defect of this program.", Recursive = true };

    internal static int Run(ParseResult parsed, Func<int> command) => Run(parsed.InvocationConfiguration.Error, parsed.CommandResult.Command.Name, parsed.GetValue<bool>(VerboseName), command);

    /// <param name="error">Where the line goes.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="isVerbose">Whether the stack trace of a defect is shown.</param>
    /// <param name="command">The command.</param>
    internal static int Run(TextWriter error, string name, bool isVerbose, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (exception is BadInputException or WeavingException)
        {
            error.WriteLine("unboxed: error: " + OneLine(exception.Message));
            return ExitCodes.BadInput;
        }
        // The outermost boundary of the program: all that is left is a defect of it, and the files that were given are not to blame.
        catch (Exception exception)
        {
            string remedy = isVerbose ? "" : $" What '{VerboseName}' shows helps to find it.";
            error.WriteLine($"unboxed: defect: '{name}' ended with {exception.GetType().Name} ({OneLine(exception.Message)}). This is a defect of unboxed: report it at {IssueTracker}, with the files if you can.{remedy}");
            if (isVerbose) error.WriteLine(exception);
            return ExitCodes.Defect;
        }
    }

    static string OneLine(string message) => message.ReplaceLineEndings(" ");
}

using Fody;

namespace Unboxed.Cli;

/// <summary>Turns what the user can mend into one line and an exit code. A defect of the program is neither: it shows as an unhandled exception.</summary>
static class Guard
{
    internal static int Run(TextWriter error, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception exception) when (exception is BadInputException or WeavingException)
        {
            error.WriteLine("unboxed: error: " + exception.Message);
            return ExitCodes.BadInput;
        }
    }
}

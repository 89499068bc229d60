namespace Unboxed.Cli;

/// <summary>What the program ends with.</summary>
static class ExitCodes
{
    internal const int Success = 0;

    /// <summary>The command line or a file that it names cannot be used.</summary>
    internal const int BadInput = 1;

    /// <summary>Two reports were compared, and there are new allocations.</summary>
    internal const int NewAllocations = 2;

    /// <summary>A defect of the program: EX_SOFTWARE of sysexits.h.</summary>
    internal const int Defect = 70;
}

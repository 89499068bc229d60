namespace Unboxed.Cli;

/// <summary>What to do when a file cannot be read or written: a full disk is no matter of permissions.</summary>
static class FileProblem
{
    /// <summary>ENOSPC, EDQUOT (on Linux, and on macOS), ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.</summary>
    static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>EROFS and ERROR_WRITE_PROTECT.</summary>
    static readonly int[] ReadOnly = [30, unchecked((int)0x80070013)];

    internal static string Text(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    internal static string Remedy(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "Check its permissions, and those of its folder",
        PathTooLongException => "Give a shorter path",
        _ when Full.Contains(exception.HResult) => "Make room on the disk",
        _ when ReadOnly.Contains(exception.HResult) => "Give a place that is not read-only",
        _ => "Check the path, and that no other program holds it",
    };
}

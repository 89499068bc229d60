namespace Unboxed.Cli.Output;

/// <summary>A file that is to be written.</summary>
sealed record FileContent(string Path, byte[] Content);

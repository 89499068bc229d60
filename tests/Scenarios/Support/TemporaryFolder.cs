namespace Unboxed.Scenarios.Support;

/// <summary>A folder that is deleted afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("unboxed-scenario-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace Unboxed.Cli.Tests.Support;

/// <summary>A folder for one test.</summary>
sealed class Folder : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("unboxed-cli-");

    internal string Path => directory.FullName;

    internal string this[string file] => System.IO.Path.Combine(Path, file);

    internal string Write(string file, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.WriteAllBytes(this[file], content);
        return this[file];
    }

    /// <summary>The files in the folder and below, by name and content.</summary>
    internal Dictionary<string, string> Content() =>
        Directory.GetFiles(Path, "*", SearchOption.AllDirectories).ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    public void Dispose() => directory.Delete(recursive: true);
}

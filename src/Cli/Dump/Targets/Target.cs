using Microsoft.Diagnostics.Runtime;

namespace Unboxed.Cli.Dump.Targets;

/// <summary>A process, or a dump of one, with its managed runtime.</summary>
sealed class Target : IDisposable
{
    readonly DataTarget data;

    Target(DataTarget data, ClrRuntime runtime) => (this.data, Runtime) = (data, runtime);

    internal ClrRuntime Runtime { get; }

    /// <summary>The version of a runtime; outside of Windows its file does not say, and its folder does.</summary>
    internal static string VersionOf(ClrInfo clr)
    {
        string? folder = Path.GetFileName(Path.GetDirectoryName(clr.ModuleInfo.FileName));
        return clr.Version.Major > 0 ? clr.Version.ToString() : folder is { Length: > 0 } && char.IsAsciiDigit(folder[0]) ? folder : "an unknown version";
    }

    /// <summary>Opens what the user names: digits are the number of a process, unless there is a file of that name.</summary>
    /// <param name="input">The process or the file.</param>
    /// <param name="dac">The debugging library; null to find it.</param>
    /// <exception cref="BadInputException">It cannot be opened, or is no .NET process.</exception>
    internal static Target Open(string input, string? dac)
    {
        FilePath.Check(input, "<input>");
        var data = !File.Exists(input) && int.TryParse(input, out int process) ? LiveProcess.Attach(process) : CoreFile.Open(input);
        try
        {
            return new(data, CreateRuntime(input, data, dac));
        }
        // Whatever it is: a process that is attached to would stand still.
        catch
        {
            data.Dispose();
            throw;
        }
    }

    static ClrRuntime CreateRuntime(string input, DataTarget data, string? dac)
    {
        Architectures.Check(input, data.DataReader.Architecture);
        if (data.ClrVersions is not [var clr, ..])
            throw new BadInputException(input, "no .NET runtime is loaded in it", "Give a process that runs on .NET, or a full dump of one (createdump --full)");
        string library = DacFile.Find(input, clr, dac);
        ClrRuntime runtime;
        try
        {
            runtime = clr.CreateRuntime(library, ignoreMismatch: true);
        }
        // The library looks at the target when it is loaded: one of another version, or a dump without what it looks for.
        catch (Exception refusal) when (refusal is ClrDiagnosticsException or InvalidOperationException or BadImageFormatException or DllNotFoundException or FileNotFoundException or ArgumentException)
        {
            throw new BadInputException(input, $"{library} does not read it ({FileProblem.Text(refusal)})", $"Give the {DacFile.Name} of the very runtime, {VersionOf(clr)}, with --dac, and a full dump");
        }
        string? problem = !runtime.Heap.CanWalkHeap ? "its heap cannot be walked: a collection was under way" : HasHeap(runtime, data.DataReader) ? null : "it does not contain the heap";
        if (problem is null) return runtime;
        runtime.Dispose();
        throw new BadInputException(input, problem, "Try again, with a full dump (createdump --full, dotnet-dump collect)");
    }

    /// <summary>A small dump has the memory to which stacks refer, and no other: of most parts of the heap it has nothing.</summary>
    static bool HasHeap(ClrRuntime runtime, IDataReader memory)
    {
        var used = runtime.Heap.Segments.Where(segment => segment.ObjectRange.Length > 0).ToList();
        return used.Count(segment => memory.Read(segment.ObjectRange.Start, out ulong _)) * 2 > used.Count;
    }

    public void Dispose()
    {
        Runtime.Dispose();
        data.Dispose();
    }
}

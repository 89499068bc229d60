namespace Unboxed.Cli.Output;

/// <summary>A file on its way into its place, and what was there before.</summary>
/// <param name="path">The path as the user gave it.</param>
/// <param name="target">Where it leads to.</param>
sealed class Replacement(string path, string target)
{
    readonly string temporary = $"{target}.{Guid.NewGuid():N}.tmp", old = $"{target}.{Guid.NewGuid():N}.tmp";
    bool isApplied, wasThere;

    internal string Path => path;

    /// <summary>Writes the content beside the place.</summary>
    internal void Write(byte[] content, string? model)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        File.WriteAllBytes(temporary, content);
        wasThere = File.Exists(target);
        if (OperatingSystem.IsWindows()) return;
        if (wasThere) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        else if (model is not null) File.SetUnixFileMode(temporary, File.GetUnixFileMode(FilePath.Resolve(model)) | UnixFileMode.UserWrite);
    }

    /// <summary>Moves the file into its place.</summary>
    internal void Apply()
    {
        if (wasThere) File.Copy(target, old);
        File.Move(temporary, target, overwrite: true);
        isApplied = true;
    }

    /// <summary>All have taken their places.</summary>
    internal void Keep() => isApplied = false;

    /// <summary>Puts back what was there before. Does nothing once the file is kept, but for removing what lies beside it.</summary>
    internal void Undo()
    {
        if (isApplied && wasThere) File.Move(old, target, overwrite: true);
        else if (isApplied) File.Delete(target);
        // Where the folder could not be made, there is none to delete from.
        if (File.Exists(temporary)) File.Delete(temporary);
        if (File.Exists(old)) File.Delete(old);
    }
}

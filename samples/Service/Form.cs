using System.Reflection;

namespace Service.Driver;

/// <summary>The service in one of its forms.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Program">The file that is started.</param>
sealed record Form(string Name, string Program)
{
    /// <summary>Each with more woven than the one before.</summary>
    public static IReadOnlyList<Form> All { get; } = [Of("as compiled", "Service.Unwoven"), Of("own code woven", "Service.Woven"), Of("everything woven", "Service.AllWoven")];

    // The build notes where it has put the assemblies; the program that starts one is beside it.
    static Form Of(string name, string project)
    {
        string assembly = typeof(Form).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(note => note.Key == project).Value!;
        return new(name, Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null));
    }
}

using Mono.Cecil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Options.EditorConfig;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Which code nobody has written, and nobody can mend: the lint leaves it out unless it is asked for.</summary>
sealed class GeneratedCode
{
    const string Attribute = "System.CodeDom.Compiler.GeneratedCodeAttribute";

    static readonly string[] endings = [".g.cs", ".g.i.cs", ".generated.cs", ".designer.cs", ".g.vb", ".designer.vb"];

    readonly HashSet<int> methods = [];

    readonly string? projectDirectory;
    readonly EditorConfigs editorConfigs;

    /// <param name="module">The module.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="projectDirectory">The project's folder, as symbols have it; null where it is not known. A folder obj around it is no sign.</param>
    /// <param name="editorConfigs">What <c>generated_code</c> in them says of a file comes before its name.</param>
    internal GeneratedCode(ModuleDefinition module, WeavingPlan plan, string? projectDirectory, EditorConfigs editorConfigs)
    {
        this.editorConfigs = editorConfigs;
        this.projectDirectory = projectDirectory;
        foreach (var type in module.GetTypes())
        {
            bool isGenerated = IsGenerated(type);
            foreach (var method in type.Methods)
            {
                if (isGenerated || method.Has(Attribute)) methods.Add(method.MetadataToken.ToInt32());
            }
        }
        // The code of an async method stands in its state machine.
        foreach (var machine in plan.Futures.Select(future => future.Machine))
        {
            if (methods.Contains(machine.Kickoff.MetadataToken.ToInt32())) methods.Add(machine.MoveNext.MetadataToken.ToInt32());
        }
    }

    internal bool Has(int method, SourcePlace place) => methods.Contains(method) || (editorConfigs.IsGenerated(place.File) ?? IsGenerated(place.File));

    internal bool Has(MethodDefinition method, SourcePlace place) => Has(method.MetadataToken.ToInt32(), place);

    static bool IsGenerated(TypeDefinition type)
    {
        for (var at = type; at is not null; at = at.DeclaringType)
        {
            if (at.Has(Attribute)) return true;
        }
        return false;
    }

    bool IsGenerated(string? file)
    {
        if (file is null) return false;
        if (!string.IsNullOrEmpty(projectDirectory) && file.StartsWith(projectDirectory, StringComparison.Ordinal)) file = file.Substring(projectDirectory!.Length).TrimStart('/', '\\');
        string path = file.Replace('\\', '/').ToLowerInvariant();
        return endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)) || path.Contains("/obj/") || path.StartsWith("obj/", StringComparison.Ordinal);
    }
}

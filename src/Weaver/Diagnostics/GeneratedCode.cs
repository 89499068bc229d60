using Mono.Cecil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics;

/// <summary>Which code nobody has written, and nobody can mend: the lint leaves it out unless it is asked for.</summary>
sealed class GeneratedCode
{
    const string Attribute = "System.CodeDom.Compiler.GeneratedCodeAttribute";

    static readonly string[] endings = [".g.cs", ".g.i.cs", ".generated.cs", ".designer.cs", ".g.vb", ".designer.vb"];

    readonly HashSet<int> methods = [];

    internal GeneratedCode(ModuleDefinition module, WeavingPlan plan)
    {
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

    internal bool Has(int method, SourcePlace place) => methods.Contains(method) || IsGenerated(place.File);

    internal bool Has(MethodDefinition method, SourcePlace place) => Has(method.MetadataToken.ToInt32(), place);

    static bool IsGenerated(TypeDefinition type)
    {
        for (var at = type; at is not null; at = at.DeclaringType)
        {
            if (at.Has(Attribute)) return true;
        }
        return false;
    }

    static bool IsGenerated(string? file)
    {
        if (file is null) return false;
        string path = file.Replace('\\', '/').ToLowerInvariant();
        return endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)) || path.Contains("/obj/") || path.StartsWith("obj/", StringComparison.Ordinal);
    }
}

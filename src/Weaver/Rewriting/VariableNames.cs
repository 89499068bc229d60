using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Gives the variables of a scratch body the names that they have in the source.</summary>
static class VariableNames
{
    internal static void Add(MethodDefinition run, Dictionary<FieldDefinition, object> storage)
    {
        if (!run.DebugInformation.HasSequencePoints) return;
        var scope = new ScopeDebugInformation(run.Body.Instructions[0], null);
        foreach (var entry in storage)
        {
            if (entry.Value is VariableDefinition variable) scope.Variables.Add(new(variable, SourceNames.OfField(entry.Key)));
        }
        run.DebugInformation.Scope = scope;
    }
}

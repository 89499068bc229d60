using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>
/// The variables in which the compiler puts values aside, between branches that meet, or before it leaves a method. They have no name, and their types are no places in the source: what becomes such a
/// type does so for what it is loaded for again.
/// </summary>
static class Temporaries
{
    /// <summary>Those of a method. Without symbols nothing has a name, and what is read through its address is not followed: there are none then.</summary>
    internal static HashSet<VariableDefinition> Of(MethodDefinition method)
    {
        if (method.DebugInformation.Scope is not { } scope) return [];
        var named = new HashSet<int>(Scopes(scope).SelectMany(inner => inner.Variables).Select(variable => variable.Index));
        var addressed = method.Body.Instructions.Select(instruction => instruction.AddressedVariable()).OfType<VariableDefinition>();
        return new(method.Body.Variables.Where(variable => !named.Contains(variable.Index)).Except(addressed));
    }

    static IEnumerable<ScopeDebugInformation> Scopes(ScopeDebugInformation scope) => scope.Scopes.SelectMany(Scopes).Prepend(scope);
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>
/// The variables in which the compiler puts values aside, between branches that meet, or before it leaves a method; in an async method also the fields, over an await. They have no name, and their types are
/// no places in the source: what becomes such a type does so for what it is loaded for again.
/// </summary>
sealed class Temporaries
{
    readonly HashSet<VariableDefinition> variables = [];

    /// <summary>The state machine of an async method; null of another.</summary>
    readonly TypeDefinition? machine;

    /// <summary>Those of a method. Without symbols no variable has a name, and what is read through its address is not followed: there are none then.</summary>
    internal Temporaries(MethodDefinition method)
    {
        // Over a yield the compiler puts nothing aside that is an expression's.
        if (method.DeclaringType.Fields.Any(field => field.Name == "<>t__builder")) machine = method.DeclaringType;
        if (method.DebugInformation.Scope is not { } scope) return;
        var named = new HashSet<int>(Scopes(scope).SelectMany(inner => inner.Variables).Select(variable => variable.Index));
        var addressed = method.Body.Instructions.Select(instruction => instruction.AddressedVariable()).OfType<VariableDefinition>();
        variables.UnionWith(method.Body.Variables.Where(variable => !named.Contains(variable.Index)).Except(addressed));
    }

    static IEnumerable<ScopeDebugInformation> Scopes(ScopeDebugInformation scope) => scope.Scopes.SelectMany(Scopes).Prepend(scope);

    internal bool Has(VariableDefinition variable) => variables.Contains(variable);

    /// <summary>The field that an instruction accesses; null where it is no temporary one.</summary>
    internal FieldDefinition? FieldOf(Instruction instruction) =>
        machine is not null && instruction.Operand is FieldReference field && IsPutAside(field.Name) && field.DeclaringType.GetElementType() == machine ? machine.Fields.First(own => own.Name == field.Name) : null;

    static bool IsPutAside(string name) => name.StartsWith("<>s__", StringComparison.Ordinal) || name.StartsWith("<>7__wrap", StringComparison.Ordinal);
}

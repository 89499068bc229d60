using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// The scopes of a method's variables by the offsets that they have in its symbols. A state machine's fields become variables of the copy: each gets a scope among these,
/// nested as the symbols want it (portable PDB v1.0, LocalScope table).
/// </summary>
sealed class LocalScopes
{
    readonly List<LocalScopes> inner = [];
    readonly List<(VariableDefinition Variable, string Name, bool IsHidden)> added = [];
    readonly ScopeDebugInformation? original;
    readonly int start, end;

    LocalScopes(int start, int end, ScopeDebugInformation? original = null) => (this.start, this.end, this.original) = (start, end, original);

    /// <summary>The scopes that the compiler has written, in one that is the whole method.</summary>
    internal static LocalScopes Of(MethodDefinition method)
    {
        var scope = method.DebugInformation.Scope;
        var whole = new LocalScopes(0, int.MaxValue, scope is not null && scope.Start.Offset == 0 && scope.End.IsEndOfMethod ? scope : null);
        if (whole.original is null && scope is not null) whole.inner.Add(Of(scope));
        else if (scope is not null) whole.inner.AddRange(scope.Scopes.Select(Of));
        return whole;
    }

    static LocalScopes Of(ScopeDebugInformation scope)
    {
        var scopes = new LocalScopes(scope.Start.Offset, End(scope.End), scope);
        if (scope.HasScopes) scopes.inner.AddRange(scope.Scopes.Select(Of));
        return scopes;
    }

    static int End(InstructionOffset offset) => offset.IsEndOfMethod ? int.MaxValue : offset.Offset;

    /// <summary>Adds a variable that the source has in a part of the method.</summary>
    internal void Add(VariableDefinition variable, string name, InstructionOffset from, InstructionOffset to) => Innermost(from.Offset, End(to)).added.Add((variable, name, false));

    /// <summary>Adds a variable that the source does not have, or has everywhere.</summary>
    internal void Add(VariableDefinition variable, string name, bool isHidden) => added.Add((variable, name, isHidden));

    /// <summary>The scope for a part. Where none is the same and another would be cut, the part is in the one around both.</summary>
    LocalScopes Innermost(int from, int to)
    {
        if (from >= to || (from == start && to == end)) return this;
        if (inner.Find(scope => scope.start <= from && to <= scope.end) is { } around) return around.Innermost(from, to);
        var inside = inner.FindAll(scope => from <= scope.start && scope.end <= to);
        if (inner.Exists(scope => scope.start < to && from < scope.end && !inside.Contains(scope))) return this;
        var part = new LocalScopes(from, to);
        inner.RemoveAll(inside.Contains);
        part.inner.AddRange(inside);
        inner.Add(part);
        return part;
    }

    /// <summary>The same scopes for a copy of the method.</summary>
    /// <param name="copyAt">The copy of the instruction at an offset; null behind the last.</param>
    /// <param name="body">The copy.</param>
    internal ScopeDebugInformation Clone(Func<int, Instruction?> copyAt, MethodBody body)
    {
        var scope = new ScopeDebugInformation(copyAt(start) ?? body.Instructions[0], end == int.MaxValue ? null : copyAt(end)) { Import = original?.Import };
        if (original is not null) CopyContents(original, scope, body);
        foreach (var (variable, name, isHidden) in added)
            scope.Variables.Add(new(variable, name) { Attributes = isHidden ? VariableAttributes.DebuggerHidden : VariableAttributes.None });
        foreach (var part in inner.Where(part => part.start < part.end && copyAt(part.start) is not null).OrderBy(part => part.start)) scope.Scopes.Add(part.Clone(copyAt, body));
        return scope;
    }

    static void CopyContents(ScopeDebugInformation original, ScopeDebugInformation scope, MethodBody body)
    {
        foreach (var variable in original.Variables.Where(variable => variable.Index < body.Variables.Count))
        {
            var copy = new VariableDebugInformation(body.Variables[variable.Index], variable.Name) { Attributes = variable.Attributes };
            foreach (var information in variable.CustomDebugInformations) copy.CustomDebugInformations.Add(information);
            scope.Variables.Add(copy);
        }
        foreach (var constant in original.Constants) scope.Constants.Add(new(constant.Name, constant.ConstantType, constant.Value));
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Gives the variables that a body uses most the first places, of which four are loaded and stored by instructions of one byte, and takes out those that it does not use.</summary>
static class VariableOrder
{
    /// <param name="method">A method whose instructions name their variables, and none by its place.</param>
    internal static void Choose(MethodDefinition method)
    {
        var body = method.Body;
        // Symbols that were read have places.
        foreach (var scope in method.DebugInformation.GetScopes())
        {
            for (int i = 0; i < scope.Variables.Count; i++) scope.Variables[i] = Named(scope.Variables[i], body);
        }
        var uses = new Dictionary<VariableDefinition, int>();
        foreach (var instruction in body.Instructions)
        {
            // An address is loaded by two bytes, wherever its variable is.
            if ((instruction.LoadedVariable(body) ?? instruction.StoredVariable(body) ?? instruction.AddressedVariable()) is { } variable)
                uses[variable] = (uses.TryGetValue(variable, out int count) ? count : 0) + (instruction.AddressedVariable() is null ? 1 : 0);
        }
        var ordered = body.Variables.Where(uses.ContainsKey).OrderByDescending(variable => uses[variable]).ToList();
        foreach (var scope in method.DebugInformation.GetScopes())
            foreach (var symbol in scope.Variables.Where(symbol => symbol.Index < 0 || !uses.ContainsKey(body.Variables[symbol.Index])).ToList()) scope.Variables.Remove(symbol);
        body.Variables.Clear();
        foreach (var variable in ordered) body.Variables.Add(variable);
    }

    static VariableDebugInformation Named(VariableDebugInformation symbol, MethodBody body)
    {
        if (symbol.Index >= body.Variables.Count) return symbol;
        var named = new VariableDebugInformation(body.Variables[symbol.Index], symbol.Name) { Attributes = symbol.Attributes };
        foreach (var information in symbol.CustomDebugInformations) named.CustomDebugInformations.Add(information);
        return named;
    }
}

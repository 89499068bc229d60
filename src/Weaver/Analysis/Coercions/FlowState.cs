using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>What is known before an instruction.</summary>
/// <param name="Stack">The values on the stack, the lowest first.</param>
/// <param name="PutAside">Those in temporary variables that have become something there. A variable that is missing has what its type says.</param>
sealed record FlowState(IReadOnlyList<HeldValue> Stack, IReadOnlyDictionary<VariableDefinition, HeldValue> PutAside)
{
    static readonly IReadOnlyDictionary<VariableDefinition, HeldValue> nothing = new Dictionary<VariableDefinition, HeldValue>();

    /// <summary>A state in which nothing is put aside.</summary>
    internal static FlowState Of(params HeldValue[] stack) => new(stack, nothing);

    /// <summary>The state with another value in a variable.</summary>
    internal FlowState With(VariableDefinition variable, HeldValue value)
    {
        if (value.Pending.Count == 0 && !PutAside.ContainsKey(variable)) return this;
        var all = PutAside.ToDictionary(entry => entry.Key, entry => entry.Value);
        if (value.Pending.Count == 0) all.Remove(variable);
        else all[variable] = value;
        return this with { PutAside = all };
    }

    /// <summary>What is known where this state and another meet; this one where the other adds nothing, and where their stacks do not fit together.</summary>
    internal FlowState Meet(FlowState other)
    {
        if (Stack.Count != other.Stack.Count) return this;
        bool isSame = true;
        var stack = Stack.Zip(other.Stack, Met).ToList();
        var aside = PutAside.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var entry in other.PutAside)
        {
            if (aside.TryGetValue(entry.Key, out var mine)) aside[entry.Key] = Met(mine, entry.Value);
            else (aside[entry.Key], isSame) = (entry.Value, false);
        }
        return isSame ? this : new(stack, aside);

        HeldValue Met(HeldValue mine, HeldValue theirs)
        {
            var met = mine.Meet(theirs);
            isSame &= ReferenceEquals(met, mine);
            return met;
        }
    }
}

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>What is known before an instruction.</summary>
/// <param name="Stack">The values on the stack, the lowest first.</param>
/// <param name="PutAside">
/// Those in temporary variables and fields that have become something there. What is missing has what its type says. To where a method goes on after an await, a way leads that has not waited: what is in a field
/// there comes along that.
/// </param>
sealed record FlowState(IReadOnlyList<HeldValue> Stack, IReadOnlyDictionary<object, HeldValue> PutAside)
{
    static readonly IReadOnlyDictionary<object, HeldValue> nothing = new Dictionary<object, HeldValue>();

    /// <summary>A state in which nothing is put aside.</summary>
    internal static FlowState Of(params HeldValue[] stack) => new(stack, nothing);

    /// <summary>The state with another value in a place.</summary>
    /// <param name="place">The definition of a variable or of a field.</param>
    /// <param name="value">The value.</param>
    internal FlowState With(object place, HeldValue value)
    {
        if (value.Pending.Count == 0 && !PutAside.ContainsKey(place)) return this;
        var all = PutAside.ToDictionary(entry => entry.Key, entry => entry.Value);
        if (value.Pending.Count == 0) all.Remove(place);
        else all[place] = value;
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

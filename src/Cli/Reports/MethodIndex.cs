using System.Text.RegularExpressions;

namespace Unboxed.Cli.Reports;

/// <summary>
/// Finds what a report says of a method by the name that a call has. A call names the type arguments of a generic method or type
/// (<c>ISource&lt;int&gt;.NextAsync(int)</c>), its definition their parameters (<c>ISource&lt;T&gt;.NextAsync(T)</c>): where no name is equal,
/// a definition counts that differs in nothing else, if there is only one.
/// </summary>
sealed partial class MethodIndex<T>
    where T : class
{
    readonly Dictionary<string, T> byName = [];
    readonly ILookup<string, (MethodName Name, T Item)> byPath;

    internal MethodIndex(IReadOnlyCollection<T> items, Func<T, string> nameOf)
    {
        foreach (var item in items) byName.TryAdd(nameOf(item), item);
        byPath = byName.Select(entry => (Name: MethodName.Parse(entry.Key), Item: entry.Value)).ToLookup(entry => entry.Name.Path);
    }

    internal T? Find(string name)
    {
        if (byName.TryGetValue(name, out var exact)) return exact;
        var call = MethodName.Parse(name);
        return byPath[call.Path].Where(entry => CanBe(entry.Name, call)).Take(2).ToList() is [var only] ? only.Item : null;
    }

    static bool CanBe(MethodName definition, MethodName call)
    {
        var (formal, actual) = (definition.ParameterTypes, call.ParameterTypes);
        return formal.Count == actual.Count && formal.Zip(actual).All(pair => pair.First == pair.Second || MentionsTypeParameter(pair.First, definition.TypeArguments));
    }

    /// <summary>Whether a type has a type parameter in it: of the type, whose name shows them, or of the method, whose name does not, by their convention.</summary>
    static bool MentionsTypeParameter(string type, IReadOnlyList<string> ofType) => Identifier().Matches(type).Any(match => ofType.Contains(match.Value) || TypeParameter().IsMatch(match.Value));

    [GeneratedRegex(@"[\w.]+")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^T([A-Z0-9]\w*)?$")]
    private static partial Regex TypeParameter();
}

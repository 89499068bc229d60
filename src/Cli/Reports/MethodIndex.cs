using System.Text.RegularExpressions;

namespace Unboxed.Cli.Reports;

/// <summary>
/// Finds what a report says of a method by the name that a call has. A call names the type arguments of a generic method or type
/// (<c>ISource&lt;int&gt;.NextAsync(int)</c>), its definition their parameters: where no name is equal, those that differ in nothing else count, if there is only one.
/// </summary>
sealed partial class MethodIndex<T>
    where T : class
{
    readonly Dictionary<string, T> byName = [];
    readonly Func<T, string> nameOf;
    readonly ILookup<(string, int), T> byPath;

    internal MethodIndex(IReadOnlyCollection<T> items, Func<T, string> nameOf)
    {
        this.nameOf = nameOf;
        foreach (var item in items) byName.TryAdd(nameOf(item), item);
        byPath = items.ToLookup(item => Loose(nameOf(item)));
    }

    internal T? Find(string name)
    {
        if (byName.TryGetValue(name, out var exact)) return exact;
        return byPath[Loose(name)].Where(item => IsGeneric(name) || IsGeneric(nameOf(item))).Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>Whether a name shows type arguments, or parameters whose types are type parameters by their convention.</summary>
    static bool IsGeneric(string name) => name.Contains('<', StringComparison.Ordinal) || TypeParameter().IsMatch(name);

    [GeneratedRegex(@"[(, ]T([A-Z0-9]\w*)?[\[?,)]")]
    private static partial Regex TypeParameter();

    static (string, int) Loose(string name)
    {
        var parsed = MethodName.Parse(name);
        return (parsed.Path, parsed.ParameterCount);
    }
}

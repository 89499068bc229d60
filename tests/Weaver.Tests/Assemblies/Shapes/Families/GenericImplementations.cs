namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>
/// A generic method of a generic contract, implemented where the parameters have other names, and beside an overload that fits if names are compared
/// instead of positions and owners.
/// </summary>
static class GenericImplementations
{
    /// <param name="Name">What the contract is closed over.</param>
    /// <param name="Of">That argument, over the class's parameter.</param>
    /// <param name="Closed">The same where the class's parameter is a string.</param>
    /// <param name="Value">A value of it.</param>
    sealed record Argument(string Name, string Of, string Closed, string Value);

    static readonly Argument[] arguments =
    [
        new("the_parameter", "[P]", "string", "\"text\""),
        new("an_array_of_it", "[P][]", "string[]", "new[] { \"text\" }"),
        new("a_tuple_with_it", "([P], int)", "(string, int)", "(\"text\", 1)"),
        new("a_list_of_it", "List<[P]>", "List<string>", "new List<string>()"),
        new("a_function_of_it", "Func<[P], [P]>", "Func<string, string>", "null"),
        new("a_nested_type_of_it", "Q<[P]>.In", "Q<string>.In", "new Q<string>.In()"),
        new("a_value_type", "int", "int", "1"),
    ];

    /// <summary>The names of the class's parameter and of the method's: like the contract's, swapped, and others.</summary>
    static readonly (string Name, string Class, string Method)[] names = [("same", "S", "U"), ("swapped", "U", "S"), ("other", "X", "Y")];

    internal static IEnumerable<Shape> Members() =>
        from argument in arguments
        from name in names
        from isInterface in new[] { true, false }
        from layout in isInterface ? [Layout.One, Layout.ContractApart] : new[] { Layout.ImplementationApart }
        select layout.Of($"GenericImplementations.{argument.Name}.{name.Name}.{(isInterface ? "interface" : "class")}", Of(argument, (name.Class, name.Method), isInterface));

    static Segments Of(Argument argument, (string Class, string Method) name, bool isInterface)
    {
        string of = argument.Of.Replace("[P]", name.Class, StringComparison.Ordinal);
        string contract = isInterface
            ? "public interface IContract<S> { Task<string> M<U>(S a, U b); }"
            : "public abstract class IContract<S> { public abstract Task<string> M<U>(S a, U b); public virtual Task<string> M<U>(U a, U b) => null; }";
        string modifier = isInterface ? "" : "override ";
        // The decoy comes first, so that a search by name finds it before the right one.
        string implementation = $"public class Q<{name.Class}> : IContract<{of}> {{ "
            + $"public {(isInterface ? "virtual " : "override ")}async Task<string> M<{name.Method}>({name.Method} a, {name.Method} b) {{ await Leaf.Wait(); return \"decoy \" + typeof({name.Method}) + a + b; }} "
            + $"public {modifier}async Task<string> M<{name.Method}>({of} a, {name.Method} b) {{ await Leaf.Wait(); return \"right \" + typeof({name.Class}) + typeof({name.Method}) + a + b; }} "
            + "public class In { } }";
        string caller = "public static class Caller { public static async Task Call<S>(IContract<S> contract, S a) { Trace.Add(await contract.M(a, 5)); Trace.Add(await contract.M(a, \"b\")); Trace.Add(await contract.M<object>(a, null)); } }";
        return new(contract, implementation, caller, Calls: 3)
        {
            Program = $"public static class Program {{ public static Task Run() => Caller.Call<{argument.Closed}>(new Q<string>(), {argument.Value}); }}",
        };
    }
}

namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>Two methods of one name, which differ in one thing that a printed name, or a digest of it, may leave out.</summary>
static class Overloads
{
    /// <param name="Name">What differs.</param>
    /// <param name="First">Type parameters and parameter of the first overload, as C# has them behind the name.</param>
    /// <param name="Second">The same of the second.</param>
    /// <param name="FirstCall">Arguments that choose the first.</param>
    /// <param name="SecondCall">Arguments that choose the second.</param>
    sealed record Pair(string Name, string First, string Second, string FirstCall, string SecondCall)
    {
        /// <summary>The types of the parameters.</summary>
        internal string Types { get; init; } = "";

        /// <summary>Whether they are over types of one name in two assemblies.</summary>
        internal bool HasAliases { get; init; }
    }

    const string Outer = "public class Outer<T> { public class Inner<U> { } public class Plain { } }\n";
    const string Keys = "namespace X { public class Key { } public class Outer { public class Key { } } } namespace Y { public class Key { } } public class Key { } public class Key<T> { } public class Outer { public class Key { } }\n";

    static readonly Pair[] pairs =
    [
        new("arity_0_and_1", "(int a)", "<T>(int a)", "(1)", "<string>(2)"),
        new("arity_1_and_2", "<T>(int a)", "<T, U>(int a)", "<string>(1)", "<string, long>(2)"),
        new("arity_2_and_3", "<T, U>(string a)", "<T, U, V>(string a)", "<string, int>(\"a\")", "<string, long, int>(\"b\")"),
        new("position", "<T, U>(T a)", "<T, U>(U a)", "<string, int>(\"a\")", "<string, int>(2)"),
        new("position_in_an_array", "<T, U>(T[] a)", "<T, U>(U[] a)", "<string, int>(new[] { \"a\" })", "<string, int>(new[] { 2 })"),
        new("position_in_a_generic_type", "<T, U>(Dictionary<T, U> a)", "<T, U>(Dictionary<U, T> a)", "<string, int>(new Dictionary<string, int>())", "<string, int>(new Dictionary<int, string>())"),
        new("rank", "(int[] a)", "(int[,] a)", "(new int[1])", "(new int[1, 1])"),
        new("rank_of_an_element", "(int[][,] a)", "(int[,][] a)", "(new int[1][,])", "(new int[1, 1][])"),
        new("argument_of_a_generic_type", "(List<int> a)", "(List<string> a)", "(new List<int>())", "(new List<string>())"),
        new("tuple", "((int, string) a)", "((string, int) a)", "((1, \"b\"))", "((\"b\", 1))"),
        new("nullable", "(int a)", "(int? a)", "(1)", "((int?)2)"),
        new("outer_and_inner_argument", "(Outer<int>.Inner<string> a)", "(Outer<string>.Inner<int> a)", "(new Outer<int>.Inner<string>())", "(new Outer<string>.Inner<int>())") { Types = Outer },
        new("outer_argument", "(Outer<int>.Plain a)", "(Outer<string>.Plain a)", "(new Outer<int>.Plain())", "(new Outer<string>.Plain())") { Types = Outer },
        new("namespace", "(X.Key a)", "(Y.Key a)", "(new X.Key())", "(new Y.Key())") { Types = Keys },
        new("namespace_and_class", "(X.Key a)", "(X.Outer.Key a)", "(new X.Key())", "(new X.Outer.Key())") { Types = Keys },
        new("top_level_and_nested", "(Key a)", "(Outer.Key a)", "(new Key())", "(new Outer.Key())") { Types = Keys },
        new("arity_of_a_type", "(Key a)", "(Key<int> a)", "(new Key())", "(new Key<int>())") { Types = Keys },
        new("assembly", "(a::N.Key a)", "(b::N.Key a)", "(new a::N.Key())", "(new b::N.Key())") { HasAliases = true },
        new("assembly_of_a_struct", "(a::N.Value a)", "(b::N.Value a)", "(new a::N.Value())", "(new b::N.Value())") { HasAliases = true },
        new("assembly_in_an_array", "(a::N.Key[] a)", "(b::N.Key[] a)", "(new a::N.Key[0])", "(new b::N.Key[0])") { HasAliases = true },
        new("assembly_in_a_nullable", "(a::N.Value? a)", "(b::N.Value? a)", "((a::N.Value?)null)", "((b::N.Value?)new b::N.Value())") { HasAliases = true },
        new("assembly_in_a_tuple", "((a::N.Value, int) a)", "((b::N.Value, int) a)", "((new a::N.Value(), 1))", "((new b::N.Value(), 2))") { HasAliases = true },
        new("assembly_of_a_generic_type", "(a::N.Of<int> a)", "(b::N.Of<int> a)", "(new a::N.Of<int>())", "(new b::N.Of<int>())") { HasAliases = true },
        new("assembly_of_an_outer_type", "(a::N.Key.In a)", "(b::N.Key.In a)", "(new a::N.Key.In())", "(new b::N.Key.In())") { HasAliases = true },
    ];

    static readonly (string Name, Func<Pair, Segments> Write, Layout[] Layouts)[] declarers =
    [
        ("interface", OfInterface, [Layout.One, Layout.ContractApart, Layout.CallerApart]),
        ("virtual", OfClass, [Layout.One, Layout.ContractApart, Layout.CallerApart]),
        ("explicit", OfExplicit, [Layout.ContractApart]),
        ("async_on_one_only", OfMixed, [Layout.CallerApart]),
    ];

    internal static IEnumerable<Shape> Members() =>
        from pair in pairs
        from declarer in declarers
        from layout in declarer.Layouts
        select layout.Of($"Overloads.{pair.Name}.{declarer.Name}", declarer.Write(pair));

    static Segments OfInterface(Pair pair) => Of(
        pair,
        $"public interface IStore {{ Task<string> M{pair.First}; Task<string> M{pair.Second}; }}",
        $"public sealed class Store : IStore {{ public async Task<string> M{Body(pair.First, "first")} public async Task<string> M{Body(pair.Second, "second")} }}",
        calls: 2);

    static Segments OfExplicit(Pair pair) => Of(
        pair,
        $"public interface IStore {{ ValueTask<string> M{pair.First}; ValueTask<string> M{pair.Second}; }}",
        $"public class Store : IStore {{ async ValueTask<string> IStore.M{Body(pair.Second, "second")} async ValueTask<string> IStore.M{Body(pair.First, "first")} }}",
        calls: 2);

    static Segments OfClass(Pair pair) => Of(
        pair,
        $"public class IStore {{ public virtual async Task<string> M{Body(pair.First, "base first")} public virtual async Task<string> M{Body(pair.Second, "base second")} }}",
        $"public class Store : IStore {{ public override async Task<string> M{Body(pair.Second, "second")} public sealed override async Task<string> M{Body(pair.First, "first")} }}",
        calls: 2);

    /// <summary>The first overload is no async method: there is nothing that its call could be mistaken for.</summary>
    static Segments OfMixed(Pair pair) => Of(
        pair,
        $"public interface IStore {{ Task<string> M{pair.First}; Task<string> M{pair.Second}; }}",
        $"public sealed class Store : IStore {{ public Task<string> M{pair.First} => Task.FromResult(\"first \" + a{Types(pair.First)}); public async Task<string> M{Body(pair.Second, "second")} }}",
        calls: 1);

    static Segments Of(Pair pair, string contract, string implementation, int calls)
    {
        string caller = $"public static class Caller {{ public static async Task Call(IStore store) {{ Trace.Add(await store.M{pair.FirstCall}); Trace.Add(await store.M{pair.SecondCall}); }} }}";
        var segments = new Segments(pair.Types + contract, implementation + " public static class Maker { public static IStore Make() => new Store(); }", caller, calls);
        if (!pair.HasAliases) return segments;
        return segments with
        {
            Head = "extern alias a; extern alias b;",
            Aliases = "KeyA=a KeyB=b",
            Before = $"//! assembly KeyA unmarked\n{Assembly("A", "int")}\n//! assembly KeyB unmarked\n{Assembly("B", "long")}",
        };
    }

    static string Assembly(string name, string field) =>
        $"namespace N {{ public class Key {{ public class In {{ }} public override string ToString() => \"{name}\"; }} public struct Value {{ public {field} Field; public override string ToString() => \"{name}\"; }} public class Of<T> {{ }} }}";

    static string Body(string signature, string text) => $"{signature} {{ await Leaf.Wait(); return \"{text} \" + a{Types(signature)}; }}";

    /// <summary>What the type parameters are, as an expression behind another.</summary>
    static string Types(string signature) => signature[0] != '<'
        ? ""
        : string.Concat(signature[1..signature.IndexOf('>', StringComparison.Ordinal)].Split(", ").Select(parameter => $" + \" \" + typeof({parameter})"));
}

namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>One method that awaits values of two types, which have one printed name or nearly so: its temporaries and its frame must hold each as what it is.</summary>
static class Results
{
    /// <param name="Name">What differs.</param>
    /// <param name="First">The first type.</param>
    /// <param name="FirstValue">A value of it.</param>
    /// <param name="Second">The second type.</param>
    /// <param name="SecondValue">A value of it.</param>
    sealed record Pair(string Name, string First, string FirstValue, string Second, string SecondValue)
    {
        /// <summary>Whether they are types of one name in two assemblies.</summary>
        internal bool HasAliases { get; init; }
    }

    const string Types = """
        namespace X { public class Key { public override string ToString() => "key"; } public struct Value { public override string ToString() => "X"; } }
        namespace Y { public struct Key { public long Field; public override string ToString() => "Y"; } public class Value { } }
        public class Key { public struct Inner { public int Field; } }
        public struct Key<T> { public T Field; public class Inner { } public struct Value<U> { public U Other; } }
        public class Outer<T> { public struct Value { public T Field; } public class Key { } }

        """;

    static readonly Pair[] pairs =
    [
        new("namespace_of_a_class_and_a_struct", "X.Key", "new X.Key()", "Y.Key", "new Y.Key { Field = 5 }"),
        new("namespace_of_a_struct_and_a_class", "X.Value", "new X.Value()", "Y.Value", "new Y.Value()"),
        new("arity_of_a_class_and_a_struct", "Key", "new Key()", "Key<long>", "new Key<long> { Field = 6 }"),
        new("nested_in_a_class_and_in_a_struct", "Key.Inner", "new Key.Inner { Field = 3 }", "Key<int>.Inner", "new Key<int>.Inner()"),
        new("outer_argument", "Outer<string>.Value", "new Outer<string>.Value { Field = \"a\" }", "Outer<long>.Value", "new Outer<long>.Value { Field = 7 }"),
        new("inner_argument", "Key<long>.Value<string>", "new Key<long>.Value<string> { Other = \"b\" }", "Key<string>.Value<long>", "new Key<string>.Value<long> { Other = 8 }"),
        new("rank", "int[]", "new int[1]", "int[,]", "new int[1, 1]"),
        new("order_in_a_tuple", "(int, string)", "(1, \"a\")", "(string, int)", "(\"b\", 2)"),
        new("assembly_of_a_class_and_a_struct", "a::N.Key", "new a::N.Key()", "b::N.Key", "new b::N.Key { Field = 9 }") { HasAliases = true },
        new("assembly_in_a_nullable", "a::N.Value?", "null", "b::N.Value?", "new b::N.Value { Field = 10 }") { HasAliases = true },
        new("assembly_in_a_tuple", "(a::N.Value, int)", "(new a::N.Value { Field = \"a\" }, 1)", "(b::N.Value, int)", "(new b::N.Value { Field = 11 }, 2)") { HasAliases = true },
        new("assembly_in_a_list", "List<a::N.Value>", "new List<a::N.Value>()", "List<b::N.Value>", "new List<b::N.Value>()") { HasAliases = true },
        new("assembly_of_a_generic_type", "a::N.Of<int>", "new a::N.Of<int>()", "b::N.Of<int>", "new b::N.Of<int> { Field = 12 }") { HasAliases = true },
    ];

    internal static IEnumerable<Shape> Members() =>
        from pair in pairs
        from layout in new[] { Layout.One, Layout.ImplementationApart }
        from isGeneric in layout == Layout.One ? [true, false] : new[] { true }
        select layout.Of($"Results.{pair.Name}.{(isGeneric ? "generic" : "closed")}", Of(pair, isGeneric));

    static Segments Of(Pair pair, bool isGeneric)
    {
        string contract = Types + (isGeneric
            ? "public interface I { ValueTask<T> Of<T>(T a); }"
            : $"public interface I {{ ValueTask<{pair.First}> One({pair.First} a); Task<{pair.Second}> Two({pair.Second} a); }}");
        string implementation = (isGeneric
            ? "public sealed class C : I { public async ValueTask<T> Of<T>(T a) => await Leaf.Of(a); }"
            : $"public sealed class C : I {{ public async ValueTask<{pair.First}> One({pair.First} a) => await Leaf.Of(a); public async Task<{pair.Second}> Two({pair.Second} a) => await Leaf.Of(a); }}")
            + " public static class Maker { public static I Make() => new C(); }";
        var (one, two) = isGeneric ? ("Of", "Of") : ("One", "Two");
        string caller = $"public static class Caller {{ public static async Task Call(I x) {{ {pair.First} a = {pair.FirstValue}; var b = await x.{one}(a); {pair.Second} c = {pair.SecondValue}; var d = await x.{two}(c); Trace.Add(b); Trace.Add(d); await Each(x, await x.{one}(b), await x.{two}(d)); Trace.Add(a); Trace.Add(c); }} "
            + $"static async Task Each(I x, {pair.First} a, {pair.Second} b) {{ Trace.Add(a); Trace.Add(await x.{two}(b)); Trace.Add(await x.{one}(a)); }} }}";
        var segments = new Segments(contract, implementation, caller, Calls: 7);
        if (!pair.HasAliases) return segments;
        return segments with
        {
            Head = "extern alias a; extern alias b;",
            Aliases = "KeyA=a KeyB=b",
            Before = "//! assembly KeyA unmarked\nnamespace N { public class Key { public override string ToString() => \"A\"; } public struct Value { public string Field; public override string ToString() => \"A\" + Field; } public class Of<T> { } }\n"
                + "//! assembly KeyB unmarked\nnamespace N { public struct Key { public long Field; public override string ToString() => \"B\" + Field; } public struct Value { public long Field; public override string ToString() => \"B\" + Field; } public struct Of<T> { public T Field; } }",
        };
    }
}

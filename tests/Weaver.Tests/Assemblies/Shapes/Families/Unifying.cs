namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>A class whose base class implements an interface for one argument, and which implements it for another that may be the same.</summary>
static class Unifying
{
    /// <param name="Name">What the base class's argument is.</param>
    /// <param name="Base">That argument.</param>
    /// <param name="Own">The class's own, over its parameter T.</param>
    /// <param name="Same">T for which the two are one.</param>
    /// <param name="Other">T for which they are not, and the interface's argument then.</param>
    /// <param name="BaseValue">A value of the base class's argument.</param>
    /// <param name="OtherValue">A value of the other.</param>
    sealed record Arguments(string Name, string Base, string Own, string Same, (string T, string Of) Other, string BaseValue, string OtherValue);

    static readonly Arguments[] arguments =
    [
        new("a_value", "int", "T", "int", ("string", "string"), "1", "\"text\""),
        new("a_reference", "string", "T", "string", ("int", "int"), "\"text\"", "1"),
        new("an_array", "int[]", "T[]", "int", ("string", "string[]"), "new int[1]", "new string[2]"),
        new("a_tuple", "(int, string)", "(T, string)", "int", ("string", "(string, string)"), "(1, \"a\")", "(\"b\", \"c\")"),
        new("a_list", "List<int>", "List<T>", "int", ("string", "List<string>"), "new List<int>()", "new List<string>()"),
    ];

    static readonly (string Name, string Contract, string Base, string Both)[] forms =
    [
        ("implicit", "public interface IHandle<T> { Task<string> Handle(T a); }",
            "public class Base : IHandle<[base]> { public async Task<string> Handle([base] a) { await Leaf.Wait(); return \"base \" + a; } }",
            "public class Both<T> : Base, IHandle<[own]> { public async Task<string> Handle([own] a) { await Leaf.Wait(); return \"both \" + a; } }"),
        ("explicit", "public interface IHandle<T> { ValueTask<string> Handle(T a); }",
            "public class Base : IHandle<[base]> { async ValueTask<string> IHandle<[base]>.Handle([base] a) { await Leaf.Wait(); return \"base \" + a; } }",
            "public sealed class Both<T> : Base, IHandle<[own]> { async ValueTask<string> IHandle<[own]>.Handle([own] a) { await Leaf.Wait(); return \"both \" + a; } }"),
        ("through_an_interface", "public interface IHandle<T> { Task<string> Handle(T a); } public interface IMore<T> : IHandle<T> { Task<string> More(T a); }",
            "public class Base : IHandle<[base]> { public virtual async Task<string> Handle([base] a) { await Leaf.Wait(); return \"base \" + a; } }",
            "public class Both<T> : Base, IMore<[own]> { public async Task<string> Handle([own] a) { await Leaf.Wait(); return \"both \" + a; } public async Task<string> More([own] a) { await Leaf.Wait(); return \"more \" + a; } }"),
        ("not_async_in_the_base", "public interface IHandle<T> { Task<string> Handle(T a); }",
            "public class Base : IHandle<[base]> { public Task<string> Handle([base] a) => Task.FromResult(\"base \" + a); }",
            "public class Both<T> : Base, IHandle<[own]> { public async Task<string> Handle([own] a) { await Leaf.Wait(); return \"both \" + a; } }"),
    ];

    internal static IEnumerable<Shape> Members() =>
        from form in forms
        from argument in arguments
        from layout in new[] { Layout.One, Layout.ContractApart }
        select layout.Of($"Unifying.{form.Name}.{argument.Name}", Of(form, argument));

    static Segments Of((string Name, string Contract, string Base, string Both) form, Arguments argument)
    {
        string Filled(string text) => text.Replace("[base]", argument.Base, StringComparison.Ordinal).Replace("[own]", argument.Own, StringComparison.Ordinal);
        string caller = "public static class Caller { public static async Task<string> Call<T>(IHandle<T> handler, T a) => await handler.Handle(a); }";
        string program = $"public static class Program {{ public static async Task Run() {{ Trace.Add(await Caller.Call<{argument.Base}>(new Both<{argument.Other.T}>(), {argument.BaseValue})); Trace.Add(await Caller.Call<{argument.Other.Of}>(new Both<{argument.Other.T}>(), {argument.OtherValue})); Trace.Add(await Caller.Call<{argument.Base}>(new Both<{argument.Same}>(), {argument.BaseValue})); }} }}";
        return new(form.Contract, Filled(form.Base) + "\n" + Filled(form.Both), caller, Calls: 1) { Program = program };
    }
}

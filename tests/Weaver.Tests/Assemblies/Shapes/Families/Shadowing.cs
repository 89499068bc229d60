namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>A type parameter A inside of another type parameter A, with a constraint that the outer argument breaks.</summary>
static class Shadowing
{
    /// <param name="Name">What the constraint is.</param>
    /// <param name="Inner">The inner type parameters.</param>
    /// <param name="Where">The constraint on the inner parameter.</param>
    /// <param name="Outer">The outer argument, and a value of it.</param>
    /// <param name="Arguments">The inner arguments.</param>
    /// <param name="Value">A value of the inner argument.</param>
    sealed record Constraint(string Name, string Inner, string Where, (string Type, string Value) Outer, string Arguments, string Value);

    static readonly Constraint[] constraints =
    [
        new("none_on_a_value", "A", "", ("string", "\"own\""), "long", "7L"),
        new("none_on_a_reference", "A", "", ("long", "7L"), "string", "\"text\""),
        new("class", "A", "where A : class", ("int", "3"), "string", "\"text\""),
        new("struct", "A", "where A : struct", ("string", "\"own\""), "DateTime", "DateTime.MinValue"),
        new("unmanaged", "A", "where A : unmanaged", ("string", "\"own\""), "byte", "(byte)1"),
        new("new", "A", "where A : new()", ("string", "\"own\""), "object", "\"text\""),
        new("notnull", "A", "where A : notnull", ("int?", "null"), "string", "\"text\""),
        new("interface_of_itself", "A", "where A : IComparable<A>", ("object", "\"own\""), "int", "4"),
        new("another_parameter", "A, B", "where A : IEnumerable<B> where B : IComparable<B>", ("int", "3"), "string, char", "\"text\""),
        new("another_parameter_and_a_class", "B, A", "where A : class, IEnumerable<B>", ("int", "3"), "char, string", "\"text\""),
    ];

    const string Body = "{ var outer = await echo.Of(own); var inner = await echo.Of(v); return typeof(A) + \" \" + outer + \" \" + inner; }";

    const string Echo = """
        public interface IEcho { ValueTask<T> Of<T>(T value); }
        public sealed class Echo : IEcho { public async ValueTask<T> Of<T>(T value) => await Leaf.Of(value); }

        """;

    /// <summary>Where the inner parameter is declared. <c>[...]</c> stand for the parts of the constraint.</summary>
    static readonly (string Name, Segments Template)[] places =
    [
        ("method", Of("", $"public sealed class C<A>(A own, IEcho echo) {{ public async Task<string> M<[inner]>(A v) [where] {Body} }}", "await new C<[outer]>([own], new Echo()).M<[arguments]>([value])", 3)),
        ("method_of_a_struct", Of("", $"public readonly struct C<A>(A own, IEcho echo) {{ readonly A own = own; readonly IEcho echo = echo; public async Task<string> M<[inner]>(A v) [where] {Body} }}", "await new C<[outer]>([own], new Echo()).M<[arguments]>([value])", 3)),
        ("static_method", Of("", $"public static class C<A> {{ public static async ValueTask<string> M<[inner]>(object own, IEcho echo, A v) [where] {Body} }}", "await C<[outer]>.M<[arguments]>([own], new Echo(), [value])", 3)),
        ("nested_class", Of("", $"public class C<A> {{ public sealed class N<[inner]>(object own, IEcho echo) [where] {{ public async Task<string> M(A v) {Body} }} }}", "await new C<[outer]>.N<[arguments]>([own], new Echo()).M([value])", 3)),
        ("local_function", Of("", $"public sealed class C<A>(A own, IEcho echo) {{ public async Task<string> M(A more) {{ return await Local<[arguments]>([value]) + more; async Task<string> Local<[inner]>(A v) [where] {Body} }} }}", "await new C<[outer]>([own], new Echo()).M([own])", 4)),
        ("method_with_a_lambda", Of("", $"public sealed class C<A>(A own, IEcho echo) {{ public async Task<string> M<[inner]>(A w) [where] {{ Func<A, Task<string>> f = async v => {Body}; return await f(w); }} }}", "await new C<[outer]>([own], new Echo()).M<[arguments]>([value])", 3)),
        ("method_of_an_interface", Of("public interface I { Task<string> M<[inner]>(A v) [where]; }", $"public sealed class C<A>(A own, IEcho echo) : I {{ public async Task<string> M<[inner]>(A v) [where] {Body} }}", "await x.M<[arguments]>([value])", 1) with { Implementation = $"public sealed class C<A>(A own, IEcho echo) : I {{ public async Task<string> M<[inner]>(A v) [where] {Body} }} public static class Maker {{ public static I Make() => new C<[outer]>([own], new Echo()); }}" }),
        ("method_of_a_nested_interface", Of("public static class O<A> { public interface I<[inner]> [where] { Task<string> M(A v); } }", "", "await x.M([value])", 1) with { Implementation = $"public sealed class C<[inner]>(object own, IEcho echo) : O<[outer]>.I<[inner]> [where] {{ public async Task<string> M(A v) {Body} }} public static class Maker {{ public static O<[outer]>.I<[arguments]> Make() => new C<[arguments]>([own], new Echo()); }}" }),
        ("overridden_method", Of("public class Base<A> { public virtual async Task<string> M<[inner]>(A v) [where] { await Leaf.Wait(); return \"base\"; } }", "", "await x.M<[arguments]>([value])", 1) with { Implementation = $"public sealed class C<A>(A own, IEcho echo) : Base<A> {{ public override async Task<string> M<[inner]>(A v) {Body} }} public static class Maker {{ public static Base<[outer]> Make() => new C<[outer]>([own], new Echo()); }}" }),
    ];

    internal static IEnumerable<Shape> Members() =>
        from place in places
        from constraint in constraints
        from layout in place.Template.Implementation.Contains("Maker", StringComparison.Ordinal) && constraint.Name != "none_on_a_value" ? [Layout.One, Layout.ContractApart] : new[] { Layout.One }
        select layout.Of($"Shadowing.{place.Name}.{constraint.Name}", Fill(place.Template, constraint));

    static Segments Of(string contract, string implementation, string call, int calls) => new(
        Echo + contract, implementation,
        contract.Length == 0
            ? $"public static class Caller {{ public static async Task Call() => Trace.Add({call}); }}"
            : $"public static class Caller {{ public static async Task Call([type] x) => Trace.Add({call}); }}",
        calls)
    {
        Program = contract.Length == 0
            ? "public static class Program { public static Task Run() => Caller.Call(); }"
            : "public static class Program { public static Task Run() => Caller.Call(Maker.Make()); }",
    };

    static Segments Fill(Segments template, Constraint constraint)
    {
        string type = template.Contract.Contains("class Base", StringComparison.Ordinal) ? "Base<[outer]>" : template.Contract.Contains("class O<", StringComparison.Ordinal) ? "O<[outer]>.I<[arguments]>" : "I";
        string Filled(string text) => text
            .Replace("[type]", type, StringComparison.Ordinal)
            .Replace("[inner]", constraint.Inner, StringComparison.Ordinal)
            .Replace("[where]", constraint.Where, StringComparison.Ordinal)
            .Replace("[outer]", constraint.Outer.Type, StringComparison.Ordinal)
            .Replace("[own]", constraint.Outer.Value, StringComparison.Ordinal)
            .Replace("[arguments]", constraint.Arguments, StringComparison.Ordinal)
            .Replace("[value]", constraint.Value, StringComparison.Ordinal);
        return template with { Contract = Filled(template.Contract), Implementation = Filled(template.Implementation), Caller = Filled(template.Caller) };
    }
}

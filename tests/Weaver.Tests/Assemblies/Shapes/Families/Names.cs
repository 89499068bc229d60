namespace Unboxed.Weaver.Tests.Assemblies.Shapes.Families;

/// <summary>Types, methods and variables with names that are long, unusual, or those of what is woven in.</summary>
static class Names
{
    static readonly string[] ours =
    [
        "Run", "Start", "MoveNext", "Scratch", "PassThrough", "Enter0", "Resume", "Answer", "Future", "Chain", "Place", "CurrentThread", "VoidResult", "Declined", "Companion", "Leaves",
        "Task", "ValueTask", "CancellationToken", "AsyncTaskMethodBuilder", "IAsyncStateMachine", "Unboxed", "scratch", "place", "thread", "result", "chain", "Invoke", "GetAwaiter", "ScratchSpaceAttribute",
    ];

    static readonly (string Name, string Text)[] unusual =
    [
        ("unicode", "Größe_名前_имя"), ("keyword", "@await"), ("contextual_keyword", "@async"), ("underscores", "__"), ("like_a_mangled_name", "d__0"), ("case", "m"), ("combining", "e\\u0301x"),
    ];

    static readonly int[] lengths = [120, 300, 400, 510, 900];

    const string Contract = "namespace [namespace] { public interface [interface] { global::System.Threading.Tasks.Task<string> [method](int [argument]); global::System.Threading.Tasks.ValueTask<T> [method]<T>(T [argument]); } }";

    const string Implementation = """
        namespace [namespace]
        {
            public sealed class [class]<[parameter]>([parameter] [field]) : [interface]
            {
                public async global::System.Threading.Tasks.Task<string> [method](int [argument]) { int [local] = await Leaf.Of([argument]); return [field] + " " + [local] + await this.[method]("again"); }
                public async global::System.Threading.Tasks.ValueTask<[parameter]2> [method]<[parameter]2>([parameter]2 [argument]) { var [local] = await Leaf.Of([argument]); return [local]; }
            }
        }
        public static class Maker { public static global::[namespace].[interface] Make() => new global::[namespace].[class]<string>("field"); }
        """;

    const string Caller = """
        public static class Caller
        {
            public static async global::System.Threading.Tasks.Task Call(global::[namespace].[interface] x) { Trace.Add(await x.[method](1)); Trace.Add(await x.[method](2.5)); await [method](x); }
            static async global::System.Threading.Tasks.ValueTask [method](global::[namespace].[interface] [argument]) { Trace.Add(await [argument].[method]<object>("b")); }
        }
        """;

    static readonly Dictionary<string, string> usual = new()
    {
        ["namespace"] = "N",
        ["interface"] = "I",
        ["class"] = "C",
        ["method"] = "M",
        ["argument"] = "a",
        ["field"] = "f",
        ["local"] = "l",
        ["parameter"] = "T",
    };

    internal static IEnumerable<Shape> Members() =>
        [
            .. ours.Select(name => Layout.One.Of($"Names.method.{name}", Of(name, "method"))),
            .. ours.Select((name, i) => (i % 2 == 0 ? Layout.ContractApart : Layout.CallerApart).Of($"Names.class.{name}", Of(name, "class"))),
            .. ours.Where((_, i) => i % 2 == 0).Select(name => Layout.ContractApart.Of($"Names.interface.{name}", Of(name, "interface"))),
            .. ours.Where((_, i) => i % 3 == 0).Select(name => Layout.One.Of($"Names.variables.{name}", Of(name, "argument", "field"))),
            .. ours.Where((_, i) => i % 3 == 1).Select(name => Layout.CallerApart.Of($"Names.namespace.{name}", Of(name, "namespace"))),
            .. ours.Where((_, i) => i % 3 == 2).Select(name => Layout.One.Of($"Names.everything.{name}", Of(name, "method", "argument", "field", "interface", "namespace"))),
            .. unusual.Select(name => Layout.ContractApart.Of($"Names.everything.{name.Name}", Of(name.Text, "method", "argument", "interface"))),
            .. from length in lengths
               from role in new[] { "method", "interface", "class", "namespace", "parameter", "argument" }
               from layout in length == 400 ? [Layout.Three] : new[] { Layout.One }
               select layout.Of($"Names.length_{length}.{role}", Of(Long(length), role)),
            .. new[] { 240, 330, 510 }.Select(length => Layout.ContractApart.Of($"Names.length_{length}.interface_and_method", OfTwo(Long(length)))),
        ];

    static string Long(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));

    /// <summary>Names that differ in their ends alone: what cuts them takes one for the other.</summary>
    static Segments OfTwo(string name)
    {
        string contract = $"public interface {name} {{ Task<string> {name}1(int a); Task<string> {name}2(int a); }}";
        string implementation = $"public sealed class X : {name} {{ public async Task<string> {name}2(int a) => \"two \" + await Leaf.Of(a); public async Task<string> {name}1(int a) => \"one \" + await Leaf.Of(a); }} public static class Maker {{ public static {name} Make() => new X(); }}";
        return new(contract, implementation, $"public static class Caller {{ public static async Task Call({name} x) {{ Trace.Add(await x.{name}1(1)); Trace.Add(await x.{name}2(2)); }} }}", Calls: 2);
    }

    static Segments Of(string name, params string[] roles)
    {
        string Filled(string text) => usual.Aggregate(text, (filled, role) => filled.Replace($"[{role.Key}]", roles.Contains(role.Key) ? name : role.Value, StringComparison.Ordinal));
        return new(Filled(Contract), Filled(Implementation), Filled(Caller), Calls: 3)
        {
            Program = "public static class Program { public static global::System.Threading.Tasks.Task Run() => Caller.Call(Maker.Make()); }",
        };
    }
}

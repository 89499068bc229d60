namespace Unboxed.Fuzzing.Generation;

/// <summary>A generated program.</summary>
/// <param name="Seed">From which it came.</param>
/// <param name="Root">Its source, without the namespace.</param>
/// <param name="Shapes">What it contains.</param>
sealed record FuzzProgram(int Seed, Node Root, IReadOnlySet<Shape> Shapes)
{
    /// <summary>The namespace of the program when many are compiled together.</summary>
    internal string Namespace => "P" + Seed.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal string Source => Wrap(Root);

    internal string Wrap(Node root) => $"namespace {Namespace}\n{{\nusing static {Namespace}.S;\n{root.Print()}}}\n";
}

/// <summary>Makes a program from a seed: interfaces, their implementers, helpers, and a Main that calls them.</summary>
sealed class ProgramGenerator
{
    readonly Random random;
    readonly HashSet<Shape> shapes = [];
    readonly List<Interface> interfaces = [];
    readonly List<Callee> helpers = [];

    ProgramGenerator(int seed) => random = new(seed);

    internal static FuzzProgram Generate(int seed)
    {
        var generator = new ProgramGenerator(seed);
        var root = generator.Root();
        return new(seed, root, generator.shapes);
    }

    bool Chance(int percent) => random.Next(100) < percent;

    Node Root()
    {
        int count = random.Next(6) switch { < 3 => 1, < 5 => 2, _ => 3 };
        for (int i = 0; i < count; i++) interfaces.Add(NewInterface(i));
        var classes = new Classes(random, interfaces, helpers, shapes);
        int statics = random.Next(2);
        for (int i = 0; i < statics; i++) helpers.Add(new("", NewMethod("H" + i, null), null, Shape.StaticHelper));
        foreach (var type in interfaces) classes.DeclareImplementers(type);
        var nodes = new List<Node>
        {
            new("record struct Local(int Number, string Text);"),
            new("enum Kind : short { A, B, C, D }"),
        };
        nodes.AddRange(interfaces.Select(Declaration));
        nodes.AddRange(classes.Emit());
        nodes.Add(Resource());
        bool isDeep = Chance(4);
        if (isDeep) nodes.AddRange(Deep.Declarations(random, shapes));
        nodes.Add(Statics(classes, isDeep));
        return new("", nodes);
    }

    Interface NewInterface(int index)
    {
        var argument = Chance(35) ? ValueType.Known(random) : null;
        if (argument is not null) shapes.Add(Shape.GenericInterface);
        var ancestor = interfaces.Where(type => type.Argument is null).Cast<Interface?>().FirstOrDefault();
        if (ancestor is not null && Chance(30)) shapes.Add(Shape.InheritedInterface);
        else ancestor = null;
        var methods = Enumerable.Range(0, random.Next(1, 3)).Select(i => NewMethod($"M{index}{i}", argument)).ToList();
        return new("I" + index, argument, methods, ancestor);
    }

    Method NewMethod(string name, ValueType? argument)
    {
        bool isGeneric = Chance(15);
        if (isGeneric) shapes.Add(Shape.GenericMethod);
        ValueType Type() => argument is not null && Chance(50) ? ValueType.OfType : isGeneric && Chance(60) ? ValueType.OfMethod : ValueType.Any(random);
        var returns = new Return(Chance(50) ? ReturnKind.Task : ReturnKind.ValueTask, Chance(75) ? Type() : null);
        shapes.Add(returns.Shape);
        return new(name, returns, [.. Enumerable.Range(0, random.Next(3)).Select(_ => Type())], isGeneric);
    }

    static Node Declaration(Interface type) => Node.Block(
        $"interface {type.Definition}{(type.Base is null ? "" : " : " + type.Base.Use)}",
        type.Methods.Select(method => new Node($"{method.Return.Name} {method.Name}{method.TypeParameters}({method.ParameterList(null)});")));

    Statements NewStatements() => new(random, interfaces, helpers, shapes);

    static Node Resource() => Node.Block("sealed class Resource(string label) : IDisposable, IAsyncDisposable",
    [
        Node.Block("public void Dispose()", [new("W.Log(label + \" disposed\");")]),
        Node.Block("public async ValueTask DisposeAsync()", [new("W.Where(label + \" disposing\");"), new("await W.Leaf();"), new("W.Where(label + \" disposed\");")]),
    ]);

    Node Statics(Classes classes, bool isDeep)
    {
        var nodes = new List<Node> { new("public static World W = null!;") { IsKept = true } };
        nodes.AddRange(interfaces.Select(classes.Factory));
        foreach (var helper in helpers.Where(helper => helper.Shape == Shape.StaticHelper))
            nodes.Add(Bodies.Method($"internal static async {helper.Method.Return.Name}", helper.Method, null, new Scope { Return = helper.Method.Return, CanReturn = true }, NewStatements(), random));
        var fire = NewStatements();
        var body = fire.Body(new() { CanReturn = true, Depth = 2 }, 2);
        bool isGuarded = Chance(85);
        nodes.Add(Node.Block("internal static async void Fire(int n)",
        [
            new("if (n <= 0 || W.Spent()) return;") { IsKept = true },
            .. isGuarded ? [new Node("", [Node.Block("try", body), Node.Block("catch (Exception ex)", [new("W.Caught(\"fired\", ex);")])])] : body,
        ]));
        var sequence = NewStatements();
        nodes.Add(Node.Block("internal static async IAsyncEnumerable<int> Sequence(int n)",
        [
            new("if (n <= 0 || W.Spent()) yield break;") { IsKept = true },
            .. sequence.Body(new() { Depth = 2 }, 1), new("yield return n;"),
            .. sequence.Body(new() { Depth = 2 }, 1), new("yield return n + 1;"), new("await W.Leaf();"),
        ]));
        nodes.Add(Main(isDeep));
        return Node.Block("public static class S", nodes, isKept: true);
    }

    Node Main(bool isDeep)
    {
        var statements = NewStatements();
        var scope = new Scope { Return = new(ReturnKind.Task, null), CanReturn = false };
        var body = new List<Node> { new("W = world;") { IsKept = true }, new($"int n = {random.Next(3, 6)};") { IsKept = true } };
        int sections = random.Next(2, 4);
        for (int i = 0; i < sections; i++)
        {
            var inner = scope.Block();
            body.Add(new("", [Node.Block("try", [statements.Where(), .. statements.Body(inner, random.Next(1, 4)), statements.Log(inner)]), Node.Block("catch (Exception ex)", [new("W.Caught(\"main\", ex);"), new("W.Where(\"main\");")])]));
        }
        if (isDeep) body.Add(Deep.Call(random));
        return Node.Block("public static async Task Main(World world)", body, isKept: true);
    }
}

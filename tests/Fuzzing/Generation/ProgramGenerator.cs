namespace Unboxed.Fuzzing.Generation;

/// <summary>A generated program.</summary>
/// <param name="Seed">From which it came.</param>
/// <param name="Root">Its source, without the namespace: one child for each part, the library first where there is one.</param>
/// <param name="Layout">The assemblies of the parts.</param>
/// <param name="Shapes">What it contains.</param>
sealed record FuzzProgram(int Seed, Node Root, Layout Layout, IReadOnlySet<Shape> Shapes)
{
    /// <summary>The namespace of the program when many are compiled together.</summary>
    internal string Namespace => "P" + Seed.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The assembly that has Main.</summary>
    internal Part MainPart => Layouts.ProgramOf(Layout);

    /// <summary>The sources by assembly.</summary>
    internal IEnumerable<(Part Part, string Source)> Sources => Root.Children.Select((part, i) => (i == Root.Children.Count - 1 ? MainPart : Layouts.LibraryOf(Layout), Wrap(part, i)));

    /// <summary>All of it, as a failure prints it.</summary>
    internal string Source => string.Concat(Sources.Select(source => Layout == Layout.OneAssembly ? source.Source : $"// {source.Part}\n{source.Source}"));

    string Wrap(Node part, int index)
    {
        var statics = Root.Children.Count == 1 ? ["S"] : new[] { "L", "S" }.Take(index + 1);
        return $"namespace {Namespace}\n{{\n{string.Concat(statics.Select(name => $"using static {Namespace}.{name};\n"))}{part.Print()}}}\n";
    }
}

/// <summary>Makes a program from a seed: interfaces, their implementers, helpers, and a Main that calls them.</summary>
sealed class ProgramGenerator
{
    readonly Random random;
    readonly HashSet<Shape> shapes = [];
    readonly Layout layout;
    readonly Units units;

    /// <summary>Classes that share what is implemented for them; null in programs without.</summary>
    readonly Family? family;

    /// <summary>Puts adapters around objects; null in programs without.</summary>
    readonly Adapters? adapters;

    ProgramGenerator(int seed)
    {
        random = new(seed);
        layout = Layouts.Any(random);
        if (Layouts.ShapeOf(layout) is { } shape) shapes.Add(shape);
        // Numbers of their own, so that programs are what they would be without adapters.
        var own = new Random(unchecked(seed * 1_000_003) & int.MaxValue);
        var passing = own.Next(3) == 0 ? own : null;
        var delegates = new Random(unchecked(seed * 1_000_033) & int.MaxValue);
        var ofFamily = new Random(unchecked(seed * 1_000_037) & int.MaxValue);
        if (ofFamily.Next(6) == 0) family = new(ofFamily, shapes);
        var program = new Unit(IsLibrary: false) { Passing = passing, Delegates = delegates };
        units = new(layout == Layout.OneAssembly ? program : new(IsLibrary: true) { Passing = passing, Delegates = delegates }, program) { AreBothMarked = layout == Layout.BothMarked };
        if (passing is not null) adapters = new(own, units, layout, shapes);
    }

    internal static FuzzProgram Generate(int seed)
    {
        var generator = new ProgramGenerator(seed);
        return new(seed, generator.Root(), generator.layout, generator.shapes);
    }

    IReadOnlyList<Interface> Interfaces => units.Program.Interfaces;

    bool Chance(int percent) => random.Next(100) < percent;

    Node Root()
    {
        int count = random.Next(6) switch { < 3 => 1, < 5 => 2, _ => 3 };
        for (int i = 0; i < count; i++) units.Declare(NewInterface(i));
        var classes = new Classes(random, units, shapes);
        int statics = random.Next(2);
        for (int i = 0; i < statics; i++) units.Declare(new("", NewMethod("H" + i, null), null, Shape.StaticHelper), isInLibrary: true);
        foreach (var type in Interfaces) classes.DeclareImplementers(type);
        string visibility = units.Library.Visibility;
        units.Library.Nodes.Add(new(visibility + "record struct Local(int Number, string Text);"));
        units.Library.Nodes.Add(new(visibility + "enum Kind : short { A, B, C, D }"));
        foreach (var type in Interfaces) units.Of(type.IsInLibrary).Nodes.Add(Declaration(type));
        classes.Emit();
        adapters?.Declare(Interfaces);
        units.Library.Nodes.Add(Resource());
        bool isDeep = Chance(4);
        if (isDeep) units.Program.Nodes.AddRange(Deep.Declarations(random, shapes));
        Statics(classes, isDeep);
        return new("", (units.AreTwo ? new[] { units.Library, units.Program } : [units.Program]).Select(unit => new Node("", unit.Nodes) { IsKept = true }));
    }

    Interface NewInterface(int index)
    {
        var argument = Chance(35) ? ValueType.Known(random) : null;
        if (argument is not null) shapes.Add(Shape.GenericInterface);
        bool isInLibrary = Interfaces.Count == 0 || Chance(60);
        var ancestor = Interfaces.Where(type => type.Argument is null && (type.IsInLibrary || !isInLibrary)).Cast<Interface?>().FirstOrDefault();
        if (ancestor is not null && Chance(30)) shapes.Add(Shape.InheritedInterface);
        else ancestor = null;
        var methods = Enumerable.Range(0, random.Next(1, 3)).Select(i => NewMethod($"M{index}{i}", argument)).ToList();
        if (Chance(30)) methods.Add(Overload(methods[0], argument));
        return new("I" + index, argument, methods, ancestor, isInLibrary);
    }

    /// <summary>A method of the same name and parameters that differs in the number of type parameters, and perhaps in what it returns.</summary>
    Method Overload(Method method, ValueType? argument)
    {
        shapes.Add(Shape.OverloadByArity);
        int arity = method.Arity == 0 ? random.Next(1, 3) : 3 - method.Arity;
        var result = random.Next(4) switch { 0 => null, 1 => method.Return.Result, 2 when argument is not null => ValueType.OfType, _ => ValueType.OfMethod };
        return method with { Arity = arity, Return = new(Chance(50) ? method.Return.Kind : ReturnKind.Task, result), IsConstrained = Chance(20) };
    }

    Method NewMethod(string name, ValueType? argument)
    {
        bool isGeneric = Chance(15);
        if (isGeneric) shapes.Add(Shape.GenericMethod);
        bool isConstrained = isGeneric && Chance(25);
        if (isConstrained) shapes.Add(Shape.ConstrainedTypeParameter);
        ValueType Type() => argument is not null && Chance(50) ? ValueType.OfType : isGeneric && Chance(60) ? ValueType.OfMethod : ValueType.Any(random);
        var returns = new Return(Chance(50) ? ReturnKind.Task : ReturnKind.ValueTask, Chance(75) ? Type() : null);
        shapes.Add(returns.Shape);
        return new(name, returns, [.. Enumerable.Range(0, random.Next(3)).Select(_ => Type())], isGeneric ? 1 : 0, isConstrained);
    }

    Node Declaration(Interface type) => Node.Block(
        $"{units.Of(type.IsInLibrary).Visibility}interface {type.Definition}{(type.Base is null ? "" : " : " + type.Base.Use)}",
        type.Methods.Select(method => new Node($"{method.Return.Name} {method.Name}{method.TypeParameters}({method.ParameterList(null)}){method.Constraints("")};")));

    Statements NewStatements(Unit unit, bool isRoot = false) => new(random, unit.Interfaces, unit.Helpers, shapes) { IsRoot = isRoot, Passing = unit.Passing, Delegates = unit.Delegates };

    Node Resource() => Node.Block(units.Library.Visibility + "sealed class Resource(string label) : IDisposable, IAsyncDisposable",
    [
        Node.Block("public void Dispose()", [new("W.Log(label + \" disposed\");")]),
        Node.Block("public async ValueTask DisposeAsync()", [new("W.Where(label + \" disposing\");"), new("await W.Leaf();"), new("W.Where(label + \" disposed\");")]),
    ]);

    /// <summary>The static classes: S, and in a library L, which makes implementers by delegates that Main sets.</summary>
    void Statics(Classes classes, bool isDeep)
    {
        var (library, program) = units;
        var shared = new List<Node> { new("public static World W = null!;") { IsKept = true } };
        if (units.AreTwo) shared.AddRange(library.Interfaces.Select(type => new Node($"public static Func<int, {type.Use}> G{type.Name} = null!;")));
        var factories = Interfaces.SelectMany(type => Factories(classes, type, units.AreTwo && type.IsInLibrary ? "Make" : "G"));
        if (!units.AreTwo) shared.AddRange(factories);
        shared.AddRange(SharedMembers());
        if (!units.AreTwo)
        {
            program.Nodes.Add(Node.Block("public static class S", [.. shared, Main(classes, isDeep)], isKept: true));
            return;
        }
        library.Nodes.Add(Node.Block("public static class L", shared, isKept: true));
        program.Nodes.Add(Node.Block("public static class S", [.. factories, Main(classes, isDeep)], isKept: true));
    }

    IEnumerable<Node> Factories(Classes classes, Interface type, string prefix) =>
        adapters?.Maker(type) is { } maker ? [classes.Factory(type, "New"), Adapters.Factory(type, prefix, maker)] : [classes.Factory(type, prefix)];

    IEnumerable<Node> SharedMembers()
    {
        var library = units.Library;
        string head = library.MemberVisibility + " static async ";
        foreach (var helper in library.Helpers.Where(helper => helper.Shape == Shape.StaticHelper).ToList())
            yield return Bodies.Method(head + helper.Method.Return.Name, helper.Method, null, new Scope { Return = helper.Method.Return, CanReturn = true }, NewStatements(library), random);
        var fire = NewStatements(library, isRoot: true);
        var body = fire.Body(new() { CanReturn = true, Depth = 2 }, 2);
        bool isGuarded = Chance(85);
        yield return Node.Block(head + "void Fire(int n)",
        [
            new("if (n <= 0 || W.Spent()) return;") { IsKept = true },
            .. isGuarded ? [new Node("", [Node.Block("try", body), Node.Block("catch (Exception ex)", [new("W.Caught(\"fired\", ex);")])])] : body,
        ]);
        var sequence = NewStatements(library, isRoot: true);
        yield return Node.Block(head + "IAsyncEnumerable<int> Sequence(int n)",
        [
            new("if (n <= 0 || W.Spent()) yield break;") { IsKept = true },
            .. sequence.Body(new() { Depth = 2 }, 1), new("yield return n;"),
            .. sequence.Body(new() { Depth = 2 }, 1), new("yield return n + 1;"), new("await W.Leaf();"),
        ]);
    }

    Node Main(Classes classes, bool isDeep)
    {
        var statements = NewStatements(units.Program, isRoot: true);
        var scope = new Scope { Return = new(ReturnKind.Task, null), CanReturn = false };
        List<Node> body = [new("W = world;") { IsKept = true }, .. Listening(), .. Makers(), new($"int n = {random.Next(3, 6)};") { IsKept = true }];
        int sections = random.Next(2, 4);
        for (int i = 0; i < sections; i++)
        {
            var inner = scope.Block();
            body.Add(new("", [Node.Block("try", [statements.Where(), .. statements.Body(inner, random.Next(1, 4)), statements.Log(inner)]), Node.Block("catch (Exception ex)", [new("W.Caught(\"main\", ex);"), new("W.Where(\"main\");")])]));
        }
        foreach (var type in Interfaces) body.Add(Visit(type, classes.MakersOf(type).Count, statements));
        if (isDeep) body.Add(Deep.Call(random));
        if (Chance(10))
        {
            units.Program.Nodes.AddRange(FlowBetweenCalls.Declarations(random, shapes));
            body.Add(FlowBetweenCalls.Call(random));
        }
        if (Chance(8))
        {
            units.Program.Nodes.AddRange(Owners.Declarations(random, shapes));
            body.Add(Owners.Calls(random));
        }
        if (Layouts.IsMarked(Layouts.ProgramOf(layout)) && Chance(20))
        {
            units.Program.Nodes.AddRange(new NeutralBodies(random, shapes).Declarations());
            body.Add(NeutralBodies.Call(random));
        }
        if (family is not null)
        {
            units.Program.Nodes.AddRange(family.Declarations());
            body.Add(family.Calls());
        }
        if (adapters is not null)
        {
            var calls = new AdapterCalls(adapters);
            calls.Declare();
            body.Add(calls.Section());
        }
        return Node.Block("public static async Task Main(World world)", body, isKept: true);
    }

    /// <summary>Calls of each method of each class that implements an interface: chance alone calls few of them.</summary>
    static Node Visit(Interface type, int count, Statements statements)
    {
        var calls = type.AllMethods.Select(declared => new Callee($"G{type.Name}(k).", declared.Method, declared.Declares.Argument))
            .Select(callee => new Node("", [Node.Block("try", [statements.LoggedCall(callee)]), Node.Block("catch (Exception ex)", [new("W.Caught(\"visit\", ex);"), new("W.Where(\"visit\");")])]));
        return Node.Block($"for (int k = 1; k <= {Math.Min(count, 6)}; k++)", calls);
    }

    /// <summary>In some programs, a handler of changed AsyncLocals.</summary>
    IEnumerable<Node> Listening()
    {
        if (!Chance(25)) return [];
        units.Program.Nodes.AddRange(Listeners.Declarations(random, shapes));
        return [new("W.Listen(Heard.StartAsync);")];
    }

    /// <summary>What a library cannot do: make implementers that are in the program.</summary>
    IEnumerable<Node> Makers() => units.AreTwo ? units.Library.Interfaces.Select(type => new Node($"G{type.Name} = Make{type.Name};")) : [];
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes the implementers of the interfaces. All are declared before the first is written, so that they can call each other.</summary>
sealed class Classes(Random random, IReadOnlyList<Interface> interfaces, List<Callee> helpers, HashSet<Shape> shapes)
{
    readonly List<ClassPlan> plans = [];

    bool Chance(int percent) => random.Next(100) < percent;

    internal void DeclareImplementers(Interface type)
    {
        int count = random.Next(1, 3);
        for (int i = 0; i < count; i++)
        {
            var kind = random.Next(10) switch
            {
                < 2 => ClassKind.Sealed,
                < 5 => ClassKind.Open,
                < 6 => ClassKind.Abstract,
                6 => ClassKind.Struct,
                7 => ClassKind.Record,
                8 => ClassKind.RecordStruct,
                _ => ClassKind.NotAsync,
            };
            var plan = new ClassPlan($"C{plans.Count}", kind, type, type.Argument is not null && Chance(60), Fields());
            plans.Add(plan);
            if (kind == ClassKind.Open)
            {
                foreach (var method in type.Methods.Where(_ => Chance(30)))
                {
                    plan.CalledDirectly.Add(method);
                    helpers.Add(new($"new {plan.Use}(n - 1).", method, type.Argument, Shape.VirtualCall));
                }
            }
        }
    }

    List<Interface> Fields()
    {
        int count = random.Next(4) switch { 0 => 0, 3 => 2, _ => 1 };
        if (count > 0) shapes.Add(Shape.Decorator);
        return [.. Enumerable.Range(0, count).Select(_ => interfaces[random.Next(interfaces.Count)])];
    }

    /// <summary>The method that makes an implementer of an interface.</summary>
    internal Node Factory(Interface type)
    {
        var makers = plans.Where(plan => plan.Type == type).SelectMany(plan => plan.Makers).ToList();
        var arms = makers.Select((maker, i) => new Node($"{(i == makers.Count - 1 ? "_" : i)} => new {maker}(n - 1),"));
        return Node.Block($"internal static {type.Use} G{type.Name}(int n) => (n = Math.Min(n, 6)) <= 0 ? new Bottom{type.Name}() : (n % {makers.Count}) switch", arms, "};");
    }

    internal IEnumerable<Node> Emit()
    {
        // Before any body is written the derived classes are known.
        foreach (var plan in plans.Where(plan => plan.Kind is ClassKind.Open or ClassKind.Abstract)) plan.HasDerived = plan.Kind == ClassKind.Abstract || Chance(75);
        foreach (var type in interfaces) yield return Bottom(type);
        foreach (var plan in plans)
        {
            var writer = new ClassWriter(random, interfaces, helpers, shapes, plan);
            yield return writer.Class();
            if (plan.HasDerived) yield return writer.Derived();
        }
    }

    /// <summary>The end of every chain of decorators.</summary>
    Node Bottom(Interface type) => Node.Block($"sealed class Bottom{type.Name} : {type.Use}", type.AllMethods.Select(declared =>
    {
        var (of, method) = declared;
        var result = method.Return.Result?.With(of.Argument, null);
        string value = result is null ? "" : result.Of("n + 5");
        string leaf = random.Next(3) switch { 0 => "Leaf", 1 => "LeafTask", _ => "Inside" };
        string body = result is null ? "await W.Leaf();" : $"return await W.{leaf}<{result.Name}>({value});";
        return Node.Block($"public async {method.Return.With(of.Argument, null).Name} {method.Name}{method.TypeParameters}({method.ParameterList(of.Argument)})", [new(body) { IsKept = true }]);
    }));
}

enum ClassKind
{
    Sealed,
    Open,
    Abstract,
    Struct,
    Record,
    RecordStruct,
    NotAsync,
}

/// <summary>What is known of an implementer before it is written.</summary>
sealed record ClassPlan(string Name, ClassKind Kind, Interface Type, bool IsGeneric, IReadOnlyList<Interface> Fields)
{
    internal bool HasDerived { get; set; }

    /// <summary>The methods that are called without the interface.</summary>
    internal HashSet<Method> CalledDirectly { get; } = [];

    internal bool IsStruct => Kind is ClassKind.Struct or ClassKind.RecordStruct;

    internal string Definition => IsGeneric ? Name + "<T>" : Name;

    internal string Use => IsGeneric ? $"{Name}<{Type.Argument!.Name}>" : Name;

    /// <summary>What the interface's type parameter is within the class.</summary>
    internal ValueType? TypeArgument => IsGeneric ? ValueType.OfType : Type.Argument;

    /// <summary>The classes that the factory makes.</summary>
    internal IEnumerable<string> Makers => (Kind == ClassKind.Abstract ? [] : new[] { Use }).Concat(HasDerived ? [Use.Replace(Name, "D" + Name, StringComparison.Ordinal)] : []);
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes the implementers of the interfaces. All are declared before the first is written, so that they can call each other.</summary>
sealed class Classes(Random random, Units units, HashSet<Shape> shapes)
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
            var plan = NewPlan(kind, type);
            plans.Add(plan);
            if (plan.Unifying is { } other)
            {
                foreach (var method in type.Methods)
                    units.Declare(new($"(({type.Name}<{other.Name}>)new {plan.UnifyingUse}(n - 1)).", method, other, Shape.UnifyingInterfaces), plan.IsDerivedInLibrary);
            }
            if (kind == ClassKind.Open)
            {
                foreach (var method in type.Methods.Where(_ => Chance(30)))
                {
                    plan.CalledDirectly.Add(method);
                    units.Declare(new($"new {plan.Use()}(n - 1).", method, type.Argument, Shape.VirtualCall), plan.IsInLibrary);
                }
            }
        }
    }

    ClassPlan NewPlan(ClassKind kind, Interface type)
    {
        var fields = Fields();
        bool isInLibrary = type.IsInLibrary && fields.TrueForAll(field => field.IsInLibrary) && Chance(60);
        if (units.AreTwo && type.IsInLibrary && !isInLibrary) shapes.Add(Shape.ImplementerAcross);
        var plan = new ClassPlan($"C{plans.Count}", kind, type, type.Argument is not null && Chance(60), fields) { IsInLibrary = isInLibrary, IsDerivedInLibrary = isInLibrary && Chance(40) };
        if (!plan.IsStruct && Chance(type.AllMethods.Any(declared => declared.Method.IsGeneric) ? 60 : 10))
        {
            bool isConstrained = Chance(30);
            if (isConstrained) shapes.Add(Shape.ConstrainedTypeParameter);
            plan = plan with { Extra = ValueType.ArgumentFor(isConstrained, random), IsConstrained = isConstrained };
        }
        return kind == ClassKind.Open && type.Argument is not null && !plan.IsGeneric && plan.Extra is null && Chance(70)
            ? plan with { Unifying = Chance(30) ? type.Argument : ValueType.Known(random) }
            : plan;
    }

    List<Interface> Fields()
    {
        var interfaces = units.Program.Interfaces;
        int count = random.Next(4) switch { 0 => 0, 3 => 2, _ => 1 };
        if (count > 0) shapes.Add(Shape.Decorator);
        return [.. Enumerable.Range(0, count).Select(_ => interfaces[random.Next(interfaces.Count)])];
    }

    internal IReadOnlyList<string> MakersOf(Interface type) => [.. plans.Where(plan => plan.Type == type).SelectMany(plan => plan.Makers)];

    /// <summary>The method that makes an implementer of an interface.</summary>
    internal Node Factory(Interface type, string prefix)
    {
        var makers = MakersOf(type);
        var arms = makers.Select((maker, i) => new Node($"{(i == makers.Count - 1 ? "_" : i)} => new {maker}(n - 1),"));
        return Node.Block($"internal static {type.Use} {prefix}{type.Name}(int n) => (n = Math.Min(n, 6)) <= 0 ? new Bottom{type.Name}() : (n % {makers.Count}) switch", arms, "};");
    }

    internal void Emit()
    {
        // Before any body is written the derived classes are known.
        foreach (var plan in plans.Where(plan => plan.Kind is ClassKind.Open or ClassKind.Abstract))
        {
            plan.HasDerived = plan.Kind == ClassKind.Abstract || Chance(75);
            plan.HasSecond = plan.HasDerived && Chance(45);
        }
        foreach (var type in units.Program.Interfaces) units.Of(type.IsInLibrary).Nodes.Add(Bottom(type));
        foreach (var plan in plans)
        {
            var writer = new ClassWriter(random, units, shapes, plan);
            units.Of(plan.IsInLibrary).Nodes.Add(writer.Class());
            var derived = new DerivedWriter(random, units.Of(plan.IsDerivedInLibrary), shapes, plan, writer.Inherited, units.AreTwo && plan.IsInLibrary != plan.IsDerivedInLibrary);
            if (plan.HasDerived) derived.Unit.Nodes.Add(derived.Derived());
            if (plan.HasSecond) derived.Unit.Nodes.Add(derived.Second());
            if (plan.Unifying is not null) derived.Unit.Nodes.Add(derived.Unifying());
        }
    }

    /// <summary>The end of every chain of decorators.</summary>
    Node Bottom(Interface type) => Node.Block($"{units.Of(type.IsInLibrary).Visibility}sealed class Bottom{type.Name} : {type.Use}", type.AllMethods.Select(declared =>
    {
        var (of, method) = declared;
        var result = method.Return.Result?.With(of.Argument, null);
        string value = result is null ? "" : result.Of("n + 5");
        string leaf = random.Next(3) switch { 0 => "Leaf", 1 => "LeafTask", _ => "Inside" };
        string body = result is null ? "await W.Leaf();" : $"return await W.{leaf}<{result.Name}>({value});";
        return Node.Block($"public async {method.Return.With(of.Argument, null).Name} {method.Name}{method.TypeParameters}({method.ParameterList(of.Argument)}){method.Constraints("")}", [new(body) { IsKept = true }]);
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
    /// <summary>The argument for a type parameter U of its own, which generic methods shadow with theirs.</summary>
    internal ValueType? Extra { get; init; }

    /// <summary>Whether that has a constraint.</summary>
    internal bool IsConstrained { get; init; }

    /// <summary>The argument for the type parameter T of a derived class that implements the interface for T too.</summary>
    internal ValueType? Unifying { get; init; }

    internal bool IsInLibrary { get; init; }

    /// <summary>Whether the classes that derive from it are in the library too.</summary>
    internal bool IsDerivedInLibrary { get; init; }

    internal bool HasDerived { get; set; }

    /// <summary>Whether there is a class that derives from the derived class.</summary>
    internal bool HasSecond { get; set; }

    /// <summary>The methods that are called without the interface.</summary>
    internal HashSet<Method> CalledDirectly { get; } = [];

    internal bool IsStruct => Kind is ClassKind.Struct or ClassKind.RecordStruct;

    /// <summary>The class, or with a prefix one that derives from it, as it is declared.</summary>
    internal string Definition(string prefix = "") => prefix + Name + List(IsGeneric ? "T" : null, Extra is null ? null : "U");

    internal string Use(string prefix = "") => prefix + Name + List(IsGeneric ? Type.Argument!.Name : null, Extra?.Name);

    internal string Constraint => IsConstrained ? Method.Constraint : "";

    internal string UnifyingUse => $"B{Name}<{Unifying!.Name}>";

    static string List(params string?[] names) => names.Any(name => name is not null) ? $"<{string.Join(", ", names.Where(name => name is not null))}>" : "";

    /// <summary>What the interface's type parameter is within the class.</summary>
    internal ValueType? TypeArgument => IsGeneric ? ValueType.OfType : Type.Argument;

    /// <summary>The classes that the factory makes.</summary>
    internal IEnumerable<string> Makers
    {
        get
        {
            if (Kind != ClassKind.Abstract) yield return Use();
            if (HasDerived) yield return Use("D");
            if (HasSecond) yield return Use("E");
            if (Unifying is not null) yield return UnifyingUse;
        }
    }
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes one implementer.</summary>
sealed class ClassWriter(Random random, Units units, HashSet<Shape> shapes, ClassPlan plan) : MethodWriter(random, units.Of(plan.IsInLibrary), shapes, plan)
{
    readonly List<(Interface Declares, Method Method, bool IsAbstract)> inherited = [];

    /// <summary>The methods that a derived class can call, override and hide.</summary>
    internal IReadOnlyList<(Interface Declares, Method Method, bool IsAbstract)> Inherited => inherited;

    internal Node Class()
    {
        Use(Plan.Kind switch
        {
            ClassKind.Sealed => Shape.SealedClass,
            ClassKind.Open => Shape.OpenClass,
            ClassKind.Abstract => Shape.AbstractBase,
            ClassKind.Struct => Shape.Struct,
            ClassKind.Record => Shape.Record,
            ClassKind.RecordStruct => Shape.RecordStruct,
            _ => Shape.NotAsyncImplementer,
        });
        string keyword = Plan.Kind switch
        {
            ClassKind.Sealed => "sealed class",
            ClassKind.Abstract => "abstract class",
            ClassKind.Struct => "struct",
            ClassKind.Record => "record",
            ClassKind.RecordStruct => "record struct",
            _ => "class",
        };
        var helper = Helper();
        var members = Members(helper);
        var nodes = Fields().ToList();
        if (helper is not null) nodes.Add(AsyncMethod("", helper, null, members));
        foreach (var (declares, method) in Plan.Type.AllMethods) nodes.AddRange(Implementation(declares, method, members));
        return Node.Block($"{Unit.Visibility}{keyword} {Plan.Definition()} : {InterfaceName(Plan.Type)}{Plan.Constraint}", nodes);
    }

    /// <summary>A private method; where the class has a type parameter that others shadow, one that returns a value of it.</summary>
    Method? Helper()
    {
        var kind = Chance(50) ? ReturnKind.Task : ReturnKind.ValueTask;
        if (Plan.Extra is not null) return new("Own", new(kind, ValueType.OfClass), [ValueType.OfClass]);
        return Chance(35) ? new("Own", new(kind, ValueType.Any(Random)), [ValueType.Any(Random)]) : null;
    }

    IEnumerable<Node> Fields()
    {
        yield return new("int m;");
        if (Plan.Extra is not null) yield return new($"protected {ValueType.OfClass.Name} {ValueType.Own};");
        for (int i = 0; i < Plan.Fields.Count; i++) yield return new($"readonly {Plan.Fields[i].Use} f{i};");
        var body = new List<Node> { new("m = n;") };
        if (Plan.Extra is not null) body.Add(new($"{ValueType.Own} = V.Of<{ValueType.OfClass.Name}>(n);"));
        body.AddRange(Plan.Fields.Select((field, i) => new Node($"f{i} = G{field.Name}(n - 1);")));
        yield return Node.Block($"public {Plan.Name}(int n)", body);
    }

    List<Callee> Members(Method? helper)
    {
        var members = new List<Callee>();
        for (int i = 0; i < Plan.Fields.Count; i++)
            members.AddRange(Plan.Fields[i].AllMethods.Select(declared => new Callee($"f{i}.", declared.Method, declared.Declares.Argument, Shape.Decorator)));
        foreach (var (declares, method) in Plan.Type.AllMethods)
            if (Chance(50)) members.Add(new($"(({InterfaceName(declares)})this).", method, ArgumentOf(declares), Shape.Recursion));
        if (helper is not null) members.Add(new("", helper, null, Shape.PrivateHelper));
        return members;
    }

    IEnumerable<Node> Implementation(Interface declares, Method method, IReadOnlyList<Callee> members)
    {
        var type = ArgumentOf(declares);
        if (Plan.Kind == ClassKind.Abstract && Chance(60))
        {
            inherited.Add((declares, method, true));
            return [new(Head("public abstract ", method, type) + ";")];
        }
        if (Plan.Kind == ClassKind.NotAsync && Chance(75)) return [NotAsync(declares, method)];
        if (!Plan.CalledDirectly.Contains(method) && Chance(Plan.IsStruct ? 40 : 20))
        {
            Use(Shape.ExplicitImplementation);
            var name = method with { Name = $"{InterfaceName(declares)}.{method.Name}" };
            return [AsyncMethod("", name, type, members)];
        }
        bool isVirtual = Plan.Kind is ClassKind.Open or ClassKind.Abstract or ClassKind.NotAsync;
        if (isVirtual) inherited.Add((declares, method, false));
        return [AsyncMethod(isVirtual ? "public virtual " : "public ", method, type, members)];
    }

    Node NotAsync(Interface declares, Method method)
    {
        var type = ArgumentOf(declares);
        int field = Plan.Fields.ToList().FindIndex(candidate => candidate.AllMethods.Any(other => other.Method == method && ArgumentOf(other.Declares) == type));
        if (field < 0 || Plan.IsGeneric) return NotAsync("public ", method, type);
        Use(Shape.ForwardingImplementer);
        if (Chance(50)) return PassOn("public ", method, type, "passes on", $"f{field}.");
        return new($"{Head("public ", method, type)} => n <= 0 || W.Spent() ? {Completed(method.Return.With(type, null))} : f{field}.{method.Name}{method.TypeParameters}({Arguments(method, "n - 1")});");
    }
}

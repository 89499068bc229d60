namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes one implementer and the class that derives from it.</summary>
sealed class ClassWriter(Random random, IReadOnlyList<Interface> interfaces, IReadOnlyList<Callee> helpers, HashSet<Shape> shapes, ClassPlan plan)
{
    /// <summary>The methods that a derived class can call, override and hide.</summary>
    readonly List<(Interface Declares, Method Method)> inherited = [];

    bool Chance(int percent) => random.Next(100) < percent;

    Statements NewStatements() => new(random, interfaces, helpers, shapes) { IsInStruct = plan.IsStruct };

    ValueType? ArgumentOf(Interface declares) => declares == plan.Type ? plan.TypeArgument : declares.Argument;

    string InterfaceName(Interface declares) => declares == plan.Type && plan.IsGeneric ? declares.Definition : declares.Use;

    internal Node Class()
    {
        Use(plan.Kind switch
        {
            ClassKind.Sealed => Shape.SealedClass,
            ClassKind.Open => Shape.OpenClass,
            ClassKind.Abstract => Shape.AbstractBase,
            ClassKind.Struct => Shape.Struct,
            ClassKind.Record => Shape.Record,
            ClassKind.RecordStruct => Shape.RecordStruct,
            _ => Shape.NotAsyncImplementer,
        });
        string keyword = plan.Kind switch
        {
            ClassKind.Sealed => "sealed class",
            ClassKind.Abstract => "abstract class",
            ClassKind.Struct => "struct",
            ClassKind.Record => "record",
            ClassKind.RecordStruct => "record struct",
            _ => "class",
        };
        var helper = Chance(35) ? new Method("Own", new(Chance(50) ? ReturnKind.Task : ReturnKind.ValueTask, ValueType.Any(random)), [ValueType.Any(random)], false) : null;
        var members = Members(helper);
        var nodes = Fields(plan.Name).ToList();
        if (helper is not null) nodes.Add(AsyncMethod("", helper, null, members));
        foreach (var (declares, method) in plan.Type.AllMethods) nodes.AddRange(Implementation(declares, method, members));
        return Node.Block($"{keyword} {plan.Definition} : {InterfaceName(plan.Type)}", nodes);
    }

    IEnumerable<Node> Fields(string constructor, bool isDerived = false)
    {
        if (isDerived)
        {
            yield return new($"public {constructor}(int n) : base(n) {{ }}") { IsKept = true };
            yield break;
        }
        yield return new("int m;");
        for (int i = 0; i < plan.Fields.Count; i++) yield return new($"readonly {plan.Fields[i].Use} f{i};");
        yield return Node.Block($"public {constructor}(int n)", [new("m = n;"), .. plan.Fields.Select((field, i) => new Node($"f{i} = G{field.Name}(n - 1);"))]);
    }

    List<Callee> Members(Method? helper)
    {
        var members = new List<Callee>();
        for (int i = 0; i < plan.Fields.Count; i++)
            members.AddRange(plan.Fields[i].AllMethods.Select(declared => new Callee($"f{i}.", declared.Method, declared.Declares.Argument, Shape.Decorator)));
        foreach (var (declares, method) in plan.Type.AllMethods)
            if (Chance(50)) members.Add(new($"(({InterfaceName(declares)})this).", method, ArgumentOf(declares), Shape.Recursion));
        if (helper is not null) members.Add(new("", helper, null, Shape.PrivateHelper));
        return members;
    }

    Scope NewScope(Method method, ValueType? type, IReadOnlyList<Callee> members, bool hasField = true) =>
        new() { Return = method.Return.With(type, null), CanReturn = true, Members = members, HasField = hasField };

    Node AsyncMethod(string modifiers, Method method, ValueType? type, IReadOnlyList<Callee> members, bool hasField = true) =>
        Bodies.Method($"{modifiers}async {method.Return.With(type, null).Name}", method, type, NewScope(method, type, members, hasField), NewStatements(), random);

    IEnumerable<Node> Implementation(Interface declares, Method method, IReadOnlyList<Callee> members)
    {
        var type = ArgumentOf(declares);
        if (plan.Kind == ClassKind.Abstract && Chance(60))
        {
            inherited.Add((declares, method));
            return [new($"public abstract {method.Return.With(type, null).Name} {method.Name}{method.TypeParameters}({method.ParameterList(type)});")];
        }
        if (plan.Kind == ClassKind.NotAsync && Chance(75)) return [NotAsync("public ", declares, method, canForward: true)];
        if (!plan.CalledDirectly.Contains(method) && Chance(plan.IsStruct ? 40 : 20))
        {
            Use(Shape.ExplicitImplementation);
            var name = method with { Name = $"{InterfaceName(declares)}.{method.Name}" };
            return [AsyncMethod("", name, type, members)];
        }
        bool isVirtual = plan.Kind is ClassKind.Open or ClassKind.Abstract or ClassKind.NotAsync;
        if (isVirtual) inherited.Add((declares, method));
        return [AsyncMethod(isVirtual ? "public virtual " : "public ", method, type, members)];
    }

    Node NotAsync(string modifiers, Interface declares, Method method, bool canForward)
    {
        var type = ArgumentOf(declares);
        var returns = method.Return.With(type, null);
        string head = $"{modifiers}{returns.Name} {method.Name}{method.TypeParameters}({method.ParameterList(type)}) => ";
        string arguments = string.Join(", ", method.Parameters.Select((_, i) => "a" + i).Prepend("n - 1"));
        int field = plan.Fields.ToList().FindIndex(candidate => candidate.AllMethods.Any(other => other.Method == method && ArgumentOf(other.Declares) == type));
        if (canForward && field >= 0 && !plan.IsGeneric)
        {
            Use(Shape.ForwardingImplementer);
            if (Chance(50))
            {
                // Changes the contexts for its caller too: it is no async method.
                string change = random.Next(4) switch
                {
                    0 => $"W.Number.Value = n + {random.Next(9)};",
                    1 => $"W.Set({new[] { "W.Ui", "W.Other", "null" }[random.Next(3)]});",
                    2 => $"if ((n & 3) == {random.Next(4)}) throw new Oops(\"p{random.Next(9)}\");",
                    _ => $"if ((n & 3) == {random.Next(4)}) return {Later(returns)};",
                };
                return Node.Block($"{modifiers}{returns.Name} {method.Name}{method.TypeParameters}({method.ParameterList(type)})",
                [
                    new("W.Log(\"passes on\", n);"), new($"if (n <= 0 || W.Spent()) return {Completed(returns)};"), new(change),
                    new($"return f{field}.{method.Name}{method.TypeParameters}({arguments});") { IsKept = true },
                ]);
            }
            return new($"{head}n <= 0 || W.Spent() ? {Completed(returns)} : f{field}.{method.Name}{method.TypeParameters}({arguments});");
        }
        return new(head + (Chance(50) ? Completed(returns) : Later(returns)) + ";");
    }

    static string Completed(Return returns) => (returns.Kind, returns.Result) switch
    {
        (ReturnKind.Task, null) => "Task.CompletedTask",
        (ReturnKind.Task, { } result) => $"Task.FromResult<{result.Name}>({result.Of("n")})",
        (_, null) => "default(ValueTask)",
        (_, { } result) => $"new ValueTask<{result.Name}>({result.Of("n")})",
    };

    static string Later(Return returns) => (returns.Kind, returns.Result) switch
    {
        (ReturnKind.Task, null) => "W.LeafTask()",
        (ReturnKind.Task, { } result) => $"W.LeafTask<{result.Name}>({result.Of("n + 1")})",
        (_, null) => "W.Leaf()",
        (_, { } result) => $"W.Leaf<{result.Name}>({result.Of("n + 1")})",
    };

    /// <summary>A class that overrides some methods, hides others, or implements the interface again.</summary>
    internal Node Derived()
    {
        string name = "D" + plan.Name;
        var members = new List<Callee>();
        foreach (var (declares, method) in plan.Type.AllMethods)
            if (Chance(40)) members.Add(new($"(({InterfaceName(declares)})this).", method, ArgumentOf(declares), Shape.Recursion));
        if (plan.Kind == ClassKind.Open)
            members.AddRange(inherited.Select(declared => new Callee("base.", declared.Method, ArgumentOf(declared.Declares), Shape.BaseCall)));
        var nodes = Fields(name, isDerived: true).ToList();
        bool again = plan.Kind == ClassKind.Open && Chance(15);
        foreach (var (declares, method) in inherited)
        {
            if (plan.Kind == ClassKind.Open && !again && Chance(15))
            {
                Use(Shape.HiddenMethod);
                nodes.Add(AsyncMethod("public new ", method, ArgumentOf(declares), members, hasField: false));
                continue;
            }
            if (plan.Kind == ClassKind.Open && Chance(25)) continue;
            if (!again && Chance(35))
            {
                Use(Shape.OverrideNotAsync);
                nodes.Add(NotAsync("public override ", declares, method, canForward: false));
                continue;
            }
            if (again) Use(Shape.Reimplementation);
            else Use(Shape.Override);
            nodes.Add(AsyncMethod(again ? "public new " : "public override ", method, ArgumentOf(declares), members, hasField: false));
        }
        string keyword = Chance(50) ? "sealed class" : "class";
        string definition = plan.IsGeneric ? $"D{plan.Name}<T>" : name;
        return Node.Block($"{keyword} {definition} : {plan.Definition}{(again ? ", " + InterfaceName(plan.Type) : "")}", nodes);
    }

    void Use(Shape shape) => shapes.Add(shape);
}

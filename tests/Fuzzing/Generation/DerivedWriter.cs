namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes the classes that derive from an implementer.</summary>
/// <param name="random">Decides what they contain.</param>
/// <param name="unit">Where they are.</param>
/// <param name="shapes">What the program contains.</param>
/// <param name="plan">The implementer.</param>
/// <param name="inherited">Its methods that can be called, overridden and hidden.</param>
/// <param name="isAcross">Whether the implementer is in another assembly.</param>
sealed class DerivedWriter(Random random, Unit unit, HashSet<Shape> shapes, ClassPlan plan, IReadOnlyList<(Interface Declares, Method Method, bool IsAbstract)> inherited, bool isAcross)
    : MethodWriter(random, unit, shapes, plan)
{
    /// <summary>The methods that the class below this one can override.</summary>
    readonly List<(Interface Declares, Method Method, bool IsAbstract)> open = [.. inherited];

    /// <summary>Those of them that pass the call on to the base class.</summary>
    readonly HashSet<Method> passed = [];

    /// <summary>A class that overrides some methods, hides others, or implements the interface again.</summary>
    internal Node Derived()
    {
        if (isAcross) Use(Shape.DerivedAcross);
        var members = Recursion();
        if (Plan.Kind == ClassKind.Open)
            members.AddRange(inherited.Select(declared => new Callee("base.", declared.Method, ArgumentOf(declared.Declares), Shape.BaseCall)));
        var nodes = new List<Node> { Constructor("D" + Plan.Name) };
        bool again = Plan.Kind == ClassKind.Open && Chance(15);
        if (again) open.Clear();
        foreach (var method in inherited) nodes.AddRange(Override(method, members, again));
        string keyword = !Plan.HasSecond && Chance(50) ? "sealed class" : "class";
        return Node.Block($"{Unit.Visibility}{keyword} {Plan.Definition("D")} : {Plan.Definition()}{(again ? ", " + InterfaceName(Plan.Type) : "")}{Plan.Constraint}", nodes);
    }

    IEnumerable<Node> Override((Interface, Method, bool) inherits, IReadOnlyList<Callee> members, bool again)
    {
        var (declares, method, isAbstract) = inherits;
        var type = ArgumentOf(declares);
        if (Plan.Kind == ClassKind.Open && !again && Chance(15))
        {
            Use(Shape.HiddenMethod);
            open.Remove(inherits);
            return [AsyncMethod("public new ", method, type, members, hasField: false)];
        }
        if (Plan.Kind == ClassKind.Open && Chance(20)) return [];
        if (!again && !isAbstract && Chance(40)) return [PassToBase(method, type)];
        if (!again && Chance(35))
        {
            Use(Shape.OverrideNotAsync);
            return [NotAsync("public override ", method, type)];
        }
        Use(again ? Shape.Reimplementation : Shape.Override);
        return [AsyncMethod(again ? "public new " : "public override ", method, type, members, hasField: false)];
    }

    /// <summary>An override that calls what it overrides, and awaits nothing.</summary>
    Node PassToBase(Method method, ValueType? type)
    {
        if (isAcross) Use(Shape.BasePassThroughAcross);
        if (!passed.Add(method)) Use(Shape.BasePassThroughLevels);
        if (Chance(50))
        {
            Use(Shape.BasePassThroughAfterCheck);
            return PassOn("public override ", method, type, "passes to base", "base.");
        }
        Use(Shape.BasePassThrough);
        return new($"{Head("public override ", method, type)} => base.{method.Name}{method.TypeParameters}({Arguments(method, Chance(50) ? "n" : "n - 1")});");
    }

    /// <summary>A class that derives from the derived class, and mostly passes calls on.</summary>
    internal Node Second()
    {
        var members = Recursion();
        var nodes = new List<Node> { Constructor("E" + Plan.Name) };
        foreach (var (declares, method, _) in open)
        {
            if (Chance(70)) nodes.Add(PassToBase(method, ArgumentOf(declares)));
            else if (Chance(50)) nodes.Add(AsyncMethod("public override ", method, ArgumentOf(declares), members, hasField: false));
        }
        return Node.Block($"{Unit.Visibility}sealed class {Plan.Definition("E")} : {Plan.Definition("D")}{Plan.Constraint}", nodes);
    }

    /// <summary>A class that implements the interface for its type parameter, for which it may stand what the base class implements it for.</summary>
    internal Node Unifying()
    {
        var members = Plan.Type.Methods.Where(_ => Chance(40)).Select(method => new Callee($"(({Plan.Type.Definition})this).", method, ValueType.OfType, Shape.Recursion)).ToList();
        var nodes = new List<Node> { Constructor("B" + Plan.Name) };
        foreach (var method in Plan.Type.Methods)
        {
            if (Chance(15)) nodes.Add(NotAsync("public new ", method, ValueType.OfType));
            else if (Chance(30)) nodes.Add(AsyncMethod("", method with { Name = $"{Plan.Type.Definition}.{method.Name}" }, ValueType.OfType, members, hasField: false));
            else nodes.Add(AsyncMethod("public new ", method, ValueType.OfType, members, hasField: false));
        }
        return Node.Block($"{Unit.Visibility}sealed class B{Plan.Name}<T> : {Plan.Name}, {Plan.Type.Definition}", nodes);
    }

    List<Callee> Recursion() =>
        [.. Plan.Type.AllMethods.Where(_ => Chance(40)).Select(declared => new Callee($"(({InterfaceName(declared.Declares)})this).", declared.Method, ArgumentOf(declared.Declares), Shape.Recursion))];

    static Node Constructor(string name) => new($"public {name}(int n) : base(n) {{ }}") { IsKept = true };
}

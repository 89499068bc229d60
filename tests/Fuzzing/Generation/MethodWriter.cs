namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes methods of an implementer, or of a class that derives from it.</summary>
abstract class MethodWriter(Random random, Unit unit, HashSet<Shape> shapes, ClassPlan plan)
{
    internal Unit Unit => unit;

    protected Random Random => random;

    protected ClassPlan Plan => plan;

    protected void Use(Shape shape) => shapes.Add(shape);

    protected bool Chance(int percent) => random.Next(100) < percent;

    protected ValueType? ArgumentOf(Interface declares) => declares == plan.Type ? plan.TypeArgument : declares.Argument;

    protected string InterfaceName(Interface declares) => declares == plan.Type && plan.IsGeneric ? declares.Definition : declares.Use;

    protected Node AsyncMethod(string modifiers, Method method, ValueType? type, IReadOnlyList<Callee> members, bool hasField = true)
    {
        var scope = new Scope { Return = method.Return.With(type, null), CanReturn = true, Members = members, HasField = hasField };
        if (plan.Extra is not null)
        {
            scope.Declare(ValueType.Own, ValueType.OfClass);
            if (method.IsGeneric) Use(Shape.ShadowedTypeParameter);
        }
        var statements = new Statements(random, unit.Interfaces, unit.Helpers, shapes) { IsInStruct = plan.IsStruct, Passing = unit.Passing, Delegates = unit.Delegates };
        return Bodies.Method($"{modifiers}async {method.Return.With(type, null).Name}", method, type, scope, statements, random);
    }

    /// <summary>A method that is not async, up to its body.</summary>
    protected static string Head(string modifiers, Method method, ValueType? type) =>
        $"{modifiers}{method.Return.With(type, null).Name} {method.Name}{method.TypeParameters}({method.ParameterList(type)}){method.Constraints(modifiers)}";

    /// <summary>A method that makes its future itself.</summary>
    protected Node NotAsync(string modifiers, Method method, ValueType? type)
    {
        var returns = method.Return.With(type, null);
        return new($"{Head(modifiers, method, type)} => {(Chance(50) ? Completed(returns) : Later(returns))};");
    }

    /// <summary>A method that passes the call on, after it has done something.</summary>
    protected Node PassOn(string modifiers, Method method, ValueType? type, string label, string target)
    {
        var returns = method.Return.With(type, null);
        // Changes the contexts for its caller too: it is no async method.
        string change = random.Next(4) switch
        {
            0 => $"W.Number.Value = n + {random.Next(9)};",
            1 => $"W.Set({new[] { "W.Ui", "W.Other", "null" }[random.Next(3)]});",
            2 => $"if ((n & 3) == {random.Next(4)}) throw new Oops(\"p{random.Next(9)}\");",
            _ => $"if ((n & 3) == {random.Next(4)}) return {Later(returns)};",
        };
        return Node.Block(Head(modifiers, method, type),
        [
            new($"W.Log(\"{label}\", n);"), new($"if (n <= 0 || W.Spent()) return {Completed(returns)};"), new(change),
            new($"return {target}{method.Name}{method.TypeParameters}({Arguments(method, "n - 1")});") { IsKept = true },
        ]);
    }

    protected static string Arguments(Method method, string levels) => string.Join(", ", method.Parameters.Select((_, i) => "a" + i).Prepend(levels));

    protected static string Completed(Return returns) => (returns.Kind, returns.Result) switch
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
}

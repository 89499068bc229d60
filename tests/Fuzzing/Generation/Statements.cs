namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes statements that fit on a line, and chooses among all kinds.</summary>
class Statements(Random random, IReadOnlyList<Interface> interfaces, IReadOnlyList<Callee> helpers, HashSet<Shape> shapes) : ContextStatements(random, interfaces, helpers, shapes)
{
    const int MaxDepth = 2;

    internal List<Node> Body(Scope scope, int count)
    {
        var nodes = new List<Node>();
        for (int i = 0; i < count; i++) nodes.AddRange(Statement(scope));
        return nodes;
    }

    IEnumerable<Node> Statement(Scope scope)
    {
        bool isBlock = scope.Depth < MaxDepth && Chance(28);
        return isBlock ? new Blocks(this).Any(scope) : Line(scope);
    }

    IEnumerable<Node> Line(Scope scope)
    {
        switch (Random.Next(45))
        {
            case < 10: return AwaitStatement(scope);
            case < 13: return [Declaration(scope, ValueType.ForLocal(Random))];
            case < 16: return [Log(scope)];
            case < 18: return [Where()];
            case < 20: return Assignment(scope);
            case 20 or 21: return Receiver(scope);
            case 22 or 23: return Kept(scope);
            case 24: return [AsyncLocalChange(scope)];
            case 25: return [ContextChange()];
            case 26: return Scheduled(scope);
            case 27: return Suppressed(scope);
            case 28: return [Yield()];
            case 29: return [WhenAll(scope)];
            case 30: return [Interpolated(scope)];
            case 31: return Deconstruction(scope);
            case 32: return Throw(scope);
            case 33: return [EarlyReturn(scope)];
            case 34: return [BreakOrContinue(scope)];
            case 35: return FieldChange(scope);
            case 36: return [Cancellation(scope)];
            case 37: return [Pattern(scope)];
            case 38: return [Fire()];
            case 39 or 40: return Throw(scope);
            case 41: return Listeners.Callback(this, scope);
            case 42: return new SuppressedLeaves(this).Any(scope);
            case 43 when IsRoot: return [AwaitForeign(scope)];
            default: return new Blocks(this).Function(scope);
        }
    }

    /// <summary>Whether functions within functions cannot see the members.</summary>
    internal bool IsInStruct { get; set; }

    /// <summary>Whether the method is called in the ordinary way only.</summary>
    internal bool IsRoot { get; init; }

    internal IEnumerable<Node> AwaitStatement(Scope scope)
    {
        var (text, type) = AwaitAny(scope);
        if (type is null) return [new(text + ";")];
        if (Chance(15)) return [new($"_ = {text};")];
        var same = scope.Variables.Where(variable => variable.Type == type && !variable.Name.StartsWith('e')).ToList();
        if (same.Count > 0 && Chance(40)) return [new($"{Pick(same).Name} = {text};")];
        string name = NewName("v");
        Use(type.Shape);
        scope.Declare(name, type);
        return [new($"{type.Local} {name} = {text};")];
    }

    internal Node Declaration(Scope scope, ValueType type)
    {
        string name = NewName("v");
        var node = new Node($"{type.Local} {name} = {Value(type, scope, true)};");
        Use(type.Shape);
        scope.Declare(name, type);
        return node;
    }

    /// <summary>An await of a value of a type, kept in a variable.</summary>
    internal Node AwaitDeclaration(Scope scope, ValueType type)
    {
        string name = NewName("v");
        var node = new Node($"{type.Local} {name} = {AwaitFor(type, scope, 0)};");
        scope.Declare(name, type);
        return node;
    }

    /// <summary>An object with an interface, and what can be called of it by a name.</summary>
    internal (string Made, Interface Type, IReadOnlyList<Callee> Callees) Object(string name)
    {
        var type = Pick(Interfaces);
        return (Factory(type), type, [.. OfInterface(name + ".", type)]);
    }

    /// <summary>A call with two levels, and its result.</summary>
    internal Node LoggedCall(Callee callee)
    {
        var (call, returns) = Call(callee, new(), false, 0, null, levels: "2");
        call = Passed(call);
        return new(returns.Result is null ? $"await {call};" : $"W.Log({NewLabel()}, await {call});");
    }

    internal Node Log(Scope scope)
    {
        if (scope.Variables.Count == 0) return Where();
        var values = Enumerable.Range(0, Random.Next(1, 4)).Select(_ => $"V.Show({Pick(scope.Variables).Name})");
        return new($"W.Log({NewLabel()}, {string.Join(" + \" \" + ", values)});");
    }

    IEnumerable<Node> Assignment(Scope scope)
    {
        var assignable = scope.Variables.Where(variable => !variable.Name.StartsWith('e')).ToList();
        if (assignable.Count == 0) return [Where()];
        var (name, type) = Pick(assignable);
        if (type == ValueType.Int && Chance(60))
        {
            Use(Shape.CompoundAssignment);
            return [new($"{name} += {AwaitFor(type, scope, 1)};")];
        }
        return [new($"{name} = {Value(type, scope, true)};")];
    }

    IEnumerable<Node> Receiver(Scope scope)
    {
        var type = Pick(Interfaces);
        string name = NewName("r");
        var node = new Node($"{type.Use} {name} = {Factory(type)};");
        scope.Declare(name, type);
        return [node];
    }

    /// <summary>A future that is kept and awaited later.</summary>
    IEnumerable<Node> Kept(Scope scope)
    {
        var (call, returns) = Call(Pick(Callees(scope)), scope, false, 1, null);
        Use(returns.Kind == ReturnKind.Task ? Shape.KeptTask : Shape.KeptValueTask);
        string name = NewName("t");
        var nodes = new List<Node> { new($"var {name} = {call};") };
        if (Chance(70)) nodes.AddRange(Line(scope));
        nodes.Add(new($"await {name};"));
        return nodes;
    }

    IEnumerable<Node> Scheduled(Scope scope)
    {
        Use(Shape.SchedulerChange);
        var inner = IsInStruct ? scope.Function(null, [], hasField: false) : scope;
        var (call, returns) = Call(Pick(Callees(inner)), inner, false, 1, null);
        string task = returns.Kind == ReturnKind.ValueTask ? call + ".AsTask()" : call;
        bool captures = Chance(40);
        if (captures) Use(Shape.CapturingScheduler);
        return [new($"await Task.Factory.StartNew(() => {task}, CancellationToken.None, TaskCreationOptions.None, W.{(captures ? "Capturing" : "Scheduler")}).Unwrap();")];
    }

    IEnumerable<Node> Suppressed(Scope scope)
    {
        if (Chance(60))
        {
            Use(Shape.SuppressedFlow);
            return [new("if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();"), .. AwaitStatement(scope)];
        }
        Use(Shape.SuppressedFlowUndone);
        // What cannot be named cannot be declared without a value.
        var (call, returns) = Call(Pick(Callees(scope).FindAll(callee => callee.Result != ValueType.OfClass)), scope, false, 1, null);
        string name = NewName("t");
        return
        [
            new("", [
                new($"{returns.Name} {name};"),
                new($"if (ExecutionContext.IsFlowSuppressed()) {name} = {call};\nelse using (ExecutionContext.SuppressFlow()) {name} = {call};"),
                new($"await {name};")]),
        ];
    }

    Node WhenAll(Scope scope)
    {
        Use(Shape.WhenAll);
        var tasks = Enumerable.Range(0, Random.Next(2, 4)).Select(_ =>
        {
            var (call, returns) = Call(Pick(Callees(scope)), scope, false, 0, null);
            return returns.Kind == ReturnKind.ValueTask ? call + ".AsTask()" : call;
        });
        return new($"await Task.WhenAll(new Task[] {{ {string.Join(", ", tasks)} }});");
    }

    Node Interpolated(Scope scope)
    {
        Use(Shape.AwaitInInterpolation);
        return new($"W.Log($\"{{V.Show({Value(ValueType.Known(Random), scope, false)})}} {{V.Show({AwaitFor(ValueType.Known(Random), scope, 1)})}}\");");
    }

    IEnumerable<Node> Deconstruction(Scope scope)
    {
        Use(Shape.Deconstruction);
        var (a, b) = (NewName("v"), NewName("v"));
        var type = ValueType.Known(Random);
        var node = new Node($"({type.Name} {a}, int {b}) = ({AwaitFor(type, scope, 1)}, {Number(scope, true)});");
        scope.Declare(a, type);
        scope.Declare(b, ValueType.Int);
        return [node];
    }

    /// <summary>Often with contexts changed, which the caller must not see when it catches or filters.</summary>
    internal IEnumerable<Node> Throw(Scope scope)
    {
        Use(Shape.Throw);
        if (Chance(50)) yield return AsyncLocalChange(scope);
        if (Chance(40)) yield return ContextChange();
        yield return new($"if ({Condition(scope, Chance(20))}) throw new Oops({NewLabel()});");
    }

    Node EarlyReturn(Scope scope)
    {
        if (!scope.CanReturn || scope.Return is null) return Where();
        Use(Shape.EarlyReturn);
        return new($"if ({Condition(scope, false)}) {ReturnStatement(scope, Chance(40))}");
    }

    internal string ReturnStatement(Scope scope, bool canAwait) => scope.Return?.Result is { } type ? $"return {Value(type, scope, canAwait)};" : "return;";

    Node BreakOrContinue(Scope scope)
    {
        if (!scope.IsInLoop) return Where();
        Use(Shape.BreakOrContinue);
        return new($"if ({Condition(scope, false)}) {Pick(["break", "continue"])};");
    }

    IEnumerable<Node> FieldChange(Scope scope)
    {
        if (!scope.HasField) return [Where()];
        Use(Shape.MutableField);
        return [new($"m += {Number(scope, true)};"), new($"W.Log({NewLabel()}, m);")];
    }

    Node Cancellation(Scope scope)
    {
        Use(Shape.Cancellation);
        return new($"new CancellationToken({Condition(scope, false)}).ThrowIfCancellationRequested();");
    }

    Node Pattern(Scope scope)
    {
        Use(Shape.Pattern);
        string name = NewName("p");
        return new($"if ({AwaitFor(ValueType.Int, scope, 1)} is > {Random.Next(40)} and var {name}) W.Log({NewLabel()}, {name});");
    }

    Node Fire()
    {
        Use(Shape.AsyncVoid);
        return new("Fire(n - 1);");
    }

    // What blocks need of expressions.
    internal bool Maybe(int percent) => Chance(percent);

    internal int Below(int limit) => Random.Next(limit);

    internal void Count(Shape shape) => Use(shape);

    internal string Name(string prefix) => NewName(prefix);

    internal string Label() => NewLabel();

    internal string ConditionOf(Scope scope, bool canAwait) => Condition(scope, canAwait);

    internal string NumberOf(Scope scope, bool canAwait) => Number(scope, canAwait);

    internal new Random Random => base.Random;

    internal string LeafOf(ValueType type, Scope scope) => Leaf(type, scope, 0);

    internal string AwaitOf(ValueType type, Scope scope) => AwaitFor(type, scope, 1);

    internal ValueType TypeArgument(bool isConstrained) => ValueType.ArgumentFor(isConstrained, Random);

    internal int AwaitCount => Awaits;
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes statements with blocks, and functions within functions.</summary>
sealed class Blocks(Statements statements)
{
    internal IEnumerable<Node> Any(Scope scope) => statements.Below(18) switch
    {
        < 2 => If(scope),
        2 => For(scope),
        3 => While(scope),
        4 => Foreach(scope),
        5 => Switch(scope),
        < 12 => Try(scope),
        12 => Using(scope),
        13 => AwaitUsing(scope),
        14 => AwaitForeach(scope),
        15 or 16 => GuardedCall(scope),
        _ => Function(scope),
    };

    List<Node> Body(Scope scope) => statements.Body(scope, 1 + statements.Below(2));

    IEnumerable<Node> If(Scope scope)
    {
        var node = Node.Block($"if ({statements.ConditionOf(scope, statements.Maybe(40))})", Body(scope.Block()));
        return statements.Maybe(40) ? [new("", [node, Node.Block("else", Body(scope.Block()))])] : [node];
    }

    IEnumerable<Node> For(Scope scope)
    {
        statements.Count(Shape.For);
        string name = statements.Name("i");
        return [Node.Block($"for (int {name} = 0; {name} < {1 + statements.Below(3)}; {name}++)", [new($"W.Log({statements.Label()}, {name});"), .. Body(scope.Block(isInLoop: true))])];
    }

    IEnumerable<Node> While(Scope scope)
    {
        statements.Count(Shape.While);
        string name = statements.Name("i");
        string condition = statements.Maybe(50) ? $"{name}++ < {statements.AwaitOf(ValueType.Int, scope)} % 3" : $"{name}++ < 2";
        return [new($"int {name} = 0;"), Node.Block($"while ({condition} && {name} < 4)", Body(scope.Block(isInLoop: true)))];
    }

    IEnumerable<Node> Foreach(Scope scope)
    {
        statements.Count(Shape.Foreach);
        string name = statements.Name("e");
        var inner = scope.Block(isInLoop: true);
        inner.Declare(name, ValueType.Int);
        string items = statements.Maybe(50) ? $"new[] {{ {statements.NumberOf(scope, true)}, 2 }}" : $"new List<int> {{ 1, {statements.NumberOf(scope, false)} }}";
        return [Node.Block($"foreach (int {name} in {items})", Body(inner))];
    }

    IEnumerable<Node> Switch(Scope scope)
    {
        statements.Count(Shape.Switch);
        var sections = Enumerable.Range(0, 3).Select(i =>
            new Node(i == 2 ? "default:\n{" : $"case {i}:\n{{", [.. Body(scope.Block(isInLoop: false)), new("break;") { IsKept = true }], "}"));
        return [Node.Block($"switch ({statements.AwaitOf(ValueType.Int, scope)} % 3)", sections)];
    }

    IEnumerable<Node> Try(Scope scope)
    {
        int awaits = statements.AwaitCount;
        var parts = new List<Node> { Node.Block("try", Body(scope.Block())) };
        if (statements.AwaitCount > awaits) statements.Count(Shape.AwaitInTry);
        bool hasFinally = statements.Maybe(45);
        if (!hasFinally || statements.Maybe(60)) parts.AddRange(Catches(scope));
        if (!hasFinally) return [new("", parts)];
        statements.Count(Shape.Finally);
        awaits = statements.AwaitCount;
        parts.Add(Node.Block("finally", [statements.Where(), .. Body(scope.Block(canReturn: false, isInLoop: false))]));
        if (statements.AwaitCount > awaits) statements.Count(Shape.AwaitInFinally);
        return [new("", parts)];
    }

    /// <summary>A call alone in a try block: nothing before it fails.</summary>
    IEnumerable<Node> GuardedCall(Scope scope)
    {
        statements.Count(Shape.AwaitInTry);
        return [new("", [Node.Block("try", statements.AwaitStatement(scope.Block())), .. Catches(scope)])];
    }

    IEnumerable<Node> Catches(Scope scope)
    {
        statements.Count(Shape.TryCatch);
        string[] types = statements.Below(4) switch
        {
            0 => ["Oops"],
            1 => ["OperationCanceledException", "Oops"],
            2 => ["Oops", "Exception"],
            _ => ["Exception"],
        };
        foreach (var type in types)
        {
            string name = statements.Name("ex"), filter = "";
            if (statements.Maybe(45))
            {
                statements.Count(Shape.Filter);
                filter = $" when (W.Filter({statements.Label()}, {(statements.Maybe(75) ? statements.ConditionOf(scope, false) : $"{name}.Message.Length != 1")}))";
            }
            int awaits = statements.AwaitCount;
            var body = new List<Node> { new($"W.Caught({statements.Label()}, {name});") };
            if (statements.Maybe(70)) body.Add(statements.Where());
            body.AddRange(statements.Body(scope.Block(), statements.Below(3)));
            if (statements.AwaitCount > awaits) statements.Count(Shape.AwaitInCatch);
            if (statements.Maybe(20))
            {
                statements.Count(Shape.Rethrow);
                body.Add(new($"if ({statements.ConditionOf(scope, false)}) throw;"));
            }
            yield return Node.Block($"catch ({type} {name}){filter}", body);
        }
    }

    IEnumerable<Node> Using(Scope scope)
    {
        statements.Count(Shape.Using);
        return [Node.Block($"using (new Resource({statements.Label()}))", Body(scope.Block()))];
    }

    IEnumerable<Node> AwaitUsing(Scope scope)
    {
        statements.Count(Shape.AwaitUsing);
        string configured = statements.Maybe(30) ? ".ConfigureAwait(false)" : "";
        return [Node.Block($"await using (new Resource({statements.Label()}){configured})", Body(scope.Block()))];
    }

    IEnumerable<Node> AwaitForeach(Scope scope)
    {
        statements.Count(Shape.AwaitForeach);
        string name = statements.Name("e");
        var inner = scope.Block(isInLoop: true);
        inner.Declare(name, ValueType.Int);
        string configured = statements.Maybe(30) ? ".ConfigureAwait(false)" : "";
        return [Node.Block($"await foreach (int {name} in Sequence(n - 1){configured})", Body(inner))];
    }

    /// <summary>A local function or a lambda, and a call of it.</summary>
    internal IEnumerable<Node> Function(Scope scope)
    {
        var returns = new Return(statements.Maybe(50) ? ReturnKind.Task : ReturnKind.ValueTask, statements.Maybe(70) ? ValueType.Int : null);
        bool seesThis = !IsInStruct;
        if (statements.Maybe(15)) return GenericFunction(scope, returns, seesThis);
        var inner = scope.Function(returns, seesThis ? scope.Members : [], seesThis && scope.HasField);
        string name = statements.Name("g"), argument = statements.Name("b");
        inner.Declare(argument, ValueType.Int);
        var body = statements.Body(inner, 1 + statements.Below(2));
        body.Add(new(statements.ReturnStatement(inner, true)) { IsKept = true });
        string call = $"await {name}({statements.NumberOf(scope, true)});";
        if (statements.Maybe(50))
        {
            statements.Count(Shape.LocalFunction);
            return [Node.Block($"async {returns.Name} {name}(int {argument})", body), new(call)];
        }
        statements.Count(Shape.Lambda);
        if (statements.Delegates is { } own)
        {
            switch (own.Next(4))
            {
                case 0: return ThroughTypeParameter();
                case 1 or 2: return OneOfTwo(own, returns, name, argument, body);
            }
        }
        return [Node.Block($"Func<int, {returns.Name}> {name} = async {argument} =>", body, "};"), new(call)];
    }

    /// <summary>Two lambdas of one closure, and a call of one of them: the object that a delegate is bound to does not say which.</summary>
    IEnumerable<Node> OneOfTwo(Random own, Return returns, string name, string argument, List<Node> body)
    {
        statements.Count(Shape.DelegateOfOneClosure);
        string kept = statements.Name("k"), other = name + "o", type = $"Func<int, {returns.Name}>";
        string result = returns.Result is { } value ? $" return {value.Of($"{argument} - {kept}")};" : "";
        string called = own.Next(5) switch
        {
            0 => name,
            1 => other,
            2 => $"(({name} + {other}) - {name})!",
            3 => $"(({type})(x => {other}(x)))",
            _ => $"({kept} % 2 == 0 ? {name} : {other})",
        };
        return
        [
            new($"int {kept} = n;"),
            Node.Block($"{type} {name} = async {argument} =>", [new($"W.Log({statements.Label()}, {kept}++);"), .. body], "};"),
            new($"{type} {other} = async {argument} => {{ W.Log({statements.Label()}, {kept}--); await W.Leaf({kept});{result} }};"),
            new($"await {called}({own.Next(20)});"),
        ];
    }

    /// <summary>A local function that calls an object through a type parameter.</summary>
    IEnumerable<Node> ThroughTypeParameter()
    {
        statements.Count(Shape.CallThroughTypeParameter);
        string name = statements.Name("g"), called = statements.Name("h");
        var (made, type, callees) = statements.Object(called);
        return
        [
            Node.Block($"async Task {name}<H>(H {called}) where H : {type.Use}", callees.SelectMany(callee => (Node[])[statements.LoggedCall(callee), statements.Where()])),
            new($"await {name}({made});"),
        ];
    }

    /// <summary>A local function with a type parameter named like that of the method.</summary>
    IEnumerable<Node> GenericFunction(Scope scope, Return returns, bool seesThis)
    {
        statements.Count(Shape.ShadowedByLocalFunction);
        var inner = scope.GenericFunction(returns, seesThis ? scope.Members : [], seesThis && scope.HasField);
        string name = statements.Name("g"), argument = statements.Name("b");
        inner.Declare(argument, ValueType.OfMethod);
        bool isConstrained = statements.Maybe(50);
        var type = statements.TypeArgument(isConstrained);
        List<Node> body = [statements.AwaitDeclaration(inner, ValueType.OfMethod), .. statements.Body(inner, 1 + statements.Below(2))];
        body.Add(new(statements.ReturnStatement(inner, true)) { IsKept = true });
        return
        [
            Node.Block($"async {returns.Name} {name}<U>(U {argument}){(isConstrained ? Method.Constraint : "")}", body),
            new($"await {name}<{type.Name}>({type.Of(statements.NumberOf(scope, true))});"),
        ];
    }

    bool IsInStruct => statements.IsInStruct;
}

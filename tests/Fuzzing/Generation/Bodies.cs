namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes async methods with generated bodies.</summary>
static class Bodies
{
    /// <param name="head">What stands before the method's name.</param>
    /// <param name="method">The method.</param>
    /// <param name="type">What the type parameter of the interface is in the class.</param>
    /// <param name="scope">What the body can name besides its parameters, which are added.</param>
    /// <param name="statements">Writes the body.</param>
    /// <param name="random">Decides its length.</param>
    internal static Node Method(string head, Method method, ValueType? type, Scope scope, Statements statements, Random random)
    {
        for (int i = 0; i < method.Parameters.Count; i++) scope.Declare("a" + i, method.Parameters[i].With(type, null));
        var result = scope.Return!.Result;
        var body = new List<Node> { new($"if (n <= 0 || W.Spent()) return{(result is null ? "" : " " + result.Of("n"))};") { IsKept = true } };
        if (random.Next(3) == 0) body.Add(statements.Where());
        if (random.Next(8) == 0) body.AddRange(statements.Throw(scope));
        if (random.Next(2) == 0) body.Add(statements.Declaration(scope, ValueType.ForLocal(random)));
        if (method.IsGeneric && scope.Variables.Any(variable => variable.Type == ValueType.OfClass) && random.Next(3) > 0)
            body.AddRange([statements.AwaitDeclaration(scope, ValueType.OfClass), statements.AwaitDeclaration(scope, ValueType.OfMethod), statements.Log(scope)]);
        body.AddRange(statements.Body(scope, random.Next(1, 4)));
        if (random.Next(2) == 0) body.Add(statements.Log(scope));
        body.Add(new(statements.ReturnStatement(scope, random.Next(2) == 0)) { IsKept = true });
        return Node.Block($"{head} {method.Name}{method.TypeParameters}({method.ParameterList(type)}){method.Constraints(head)}", body);
    }
}

/// <summary>A recursion that is deeper than the levels of one chain.</summary>
static class Deep
{
    internal static IEnumerable<Node> Declarations(Random random, HashSet<Shape> shapes)
    {
        shapes.Add(Shape.DeepRecursion);
        string kind = random.Next(2) == 0 ? "Task<int>" : "ValueTask<int>";
        yield return Node.Block("interface IDeep", [new($"{kind} Descend(int n, string text);")]);
        string before = random.Next(2) == 0 ? "await W.Leaf();" : "W.Number.Value = n;";
        string after = random.Next(2) == 0 ? "if (n % 9 == 0) W.Where(text + n);" : "if (n % 9 == 0) await W.LeafTask();";
        string bottom = random.Next(3) == 0 ? "await W.Fail<int>(text)" : "await W.Leaf(1)";
        yield return Node.Block("sealed class Descending : IDeep",
        [
            Node.Block($"public async {kind} Descend(int n, string text)",
            [
                new("long kept = n * 3;"), new(before),
                Node.Block("try", [new($"return n == 0 ? {bottom} : (int)kept % 5 + await ((IDeep)this).Descend(n - 1, text{(random.Next(2) == 0 ? "" : ").ConfigureAwait(false")});") { IsKept = true }], "}\nfinally\n{\n" + after + "\n}"),
            ]),
        ]);
    }

    internal static Node Call(Random random) => new("", [
        Node.Block("try", [new($"W.Log(\"deep\", await ((IDeep)new Descending()).Descend({random.Next(50, 150)}, \"d\"));")]),
        Node.Block("catch (Oops ex)", [new("W.Caught(\"deep\", ex);")])]);
}

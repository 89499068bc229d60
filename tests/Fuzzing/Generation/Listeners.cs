namespace Unboxed.Fuzzing.Generation;

/// <summary>Chains that start and complete in the middle of others.</summary>
static class Listeners
{
    /// <summary>A token whose callback starts a chain, or completes a leaf, where it is canceled.</summary>
    internal static IEnumerable<Node> Callback(Statements statements, Scope scope)
    {
        statements.Count(Shape.CancellationCallback);
        string name = statements.Name("c");
        yield return new($"var {name} = new CancellationTokenSource();");
        yield return new($"{name}.Token.Register(() => {(statements.Maybe(50) ? "Fire(n - 1)" : "W.CompleteOne()")});");
        if (statements.Maybe(40)) yield return statements.AsyncLocalChange(scope);
        if (statements.Maybe(50)) foreach (var node in statements.AwaitStatement(scope)) yield return node;
        yield return new($"{name}.Cancel();");
    }

    /// <summary>What a handler of changed AsyncLocals calls: a root and its callees. They go on where the leaf is completed, so that nothing of them is posted or queued.</summary>
    internal static IEnumerable<Node> Declarations(Random random, HashSet<Shape> shapes)
    {
        shapes.Add(Shape.ValueHandler);
        string kind = random.Next(2) == 0 ? "Task<int>" : "ValueTask<int>";
        string before = random.Next(2) == 0 ? "W.Number.Value = 100 + levels;" : "long kept = levels * 3;";
        yield return Node.Block("interface IHearing", [new($"{kind} HearAsync(int levels, SideLeaf leaf);")]);
        yield return Node.Block("sealed class Hearing : IHearing",
        [
            Node.Block($"public async {kind} HearAsync(int levels, SideLeaf leaf)",
            [
                new(before), new("if (levels > 0) return 1 + await ((IHearing)this).HearAsync(levels - 1, leaf);") { IsKept = true }, new("return await leaf.Next().ConfigureAwait(false);") { IsKept = true },
            ]),
        ]);
        yield return Node.Block("static class Heard", [new("internal static async Task<int> StartAsync(int levels, SideLeaf leaf) => await ((IHearing)new Hearing()).HearAsync(levels, leaf);") { IsKept = true }]);
    }
}

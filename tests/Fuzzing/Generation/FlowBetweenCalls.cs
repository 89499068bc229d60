namespace Unboxed.Fuzzing.Generation;

/// <summary>A root whose contexts are the same at each of its calls, while its builder captures others at an await in between.</summary>
static class FlowBetweenCalls
{
    internal static IEnumerable<Node> Declarations(Random random, HashSet<Shape> shapes)
    {
        shapes.Add(Shape.SuppressedLeafInRoot);
        bool isPooled = random.Next(2) == 1;
        if (isPooled) shapes.Add(Shape.PooledRoot);
        string kind = isPooled ? "ValueTask<int>" : "Task<int>";
        string leaf = random.Next(4) switch { 0 => "W.Leaf()", 1 => "W.LeafTask()", 2 => "W.Yield()", _ => "W.Foreign(n)" };
        yield return Node.Block("interface IFlowing", [new($"{kind} FlowAsync(int n);")]);
        yield return Node.Block("sealed class Flowing : IFlowing",
        [
            Node.Block($"public async {kind} FlowAsync(int n)", [new("W.Number.Value = 50 + n;"), new("return await W.Leaf(n);") { IsKept = true }]),
        ]);
        yield return Node.Block("static class Flows",
        [
            new($"internal static Task StartAsync(int n) => RunAsync(n){(isPooled ? ".AsTask()" : "")};"),
            Node.Block((isPooled ? "[System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder))] static async ValueTask" : "static async Task") + " RunAsync(int n)",
            [
                new("W.Number.Value = n;"), new("var flow = ExecutionContext.Capture();"),
                Node.Block("for (int i = 0; i < 3; i++)",
                [
                    new("await ((IFlowing)new Flowing()).FlowAsync(i);"), new("W.Where(\"flows\");"),
                    new("if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();"), new($"await {leaf};"), new("W.Where(\"flowed\");"),
                    new("if (flow is not null) ExecutionContext.Restore(flow);"),
                ]),
            ]),
        ]);
    }

    /// <summary>Calls whose futures escape, for otherwise the method would be a callee.</summary>
    internal static Node Call(Random random) => new($"await Task.WhenAll(new[] {{ Flows.StartAsync({random.Next(20, 30)}), Flows.StartAsync({random.Next(30, 40)}) }});");
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>
/// Chains of methods that change no context on their usual way, so that they keep none for their callers, over methods that do: not async, not woven, or called when something has been thrown.
/// They log nothing, for that would not be neutral, and note what they see.
/// </summary>
sealed class NeutralBodies(Random random, HashSet<Shape> shapes)
{
    const int Levels = 4;

    readonly string kind = random.Next(2) == 0 ? "Task<int>" : "ValueTask<int>";

    bool IsValueTask => kind[0] == 'V';

    bool Chance(int percent) => random.Next(100) < percent;

    internal IEnumerable<Node> Declarations()
    {
        shapes.Add(Shape.NeutralBody);
        yield return Node.Block("interface IQuiet", [new($"{kind} GoAsync(int n);")]);
        yield return Node.Block("sealed class QuietStore : IQuiet",
        [
            Node.Block($"public async {kind} GoAsync(int n)",
            [
                new("Quiets.Level.Value += 100;"), new("W.Log(\"store\", Quiets.Level.Value);"), new(Chance(60) ? "await W.Leaf();" : "if (n % 2 == 0) await W.LeafTask();"),
                new($"if (n % 5 == {random.Next(5)}) throw new Oops(\"quiet\" + n);"), new("Quiets.Level.Value += 1000;"), new("return n;") { IsKept = true },
            ]),
        ]);
        for (int level = 0; level < Levels; level++) yield return Level(level);
        yield return Node.Block("static class Quiets",
        [
            new("internal static readonly AsyncLocal<int> Level = new();"), new("internal static int Seen;"), new("internal static int Initial => Initialized.Value;"),
            Node.Block("static class Initialized", [new($"internal static readonly int Value = {(Chance(50) ? "Quiets.Change(3)" : "3")};")]),
            Node.Block("internal static int Change(int n)", [new("Level.Value = n;"), new("return n;") { IsKept = true }]),
            Node.Block("internal static int Neutral(int n)", [new("return n <= 0 ? 0 : Math.Abs(n % 7) + Neutral(n - 3);") { IsKept = true }]),
            Node.Block("internal static int Late(int n)", [new($"return n % 4 == {random.Next(4)} ? Change(n) : n;") { IsKept = true }]),
            Run(),
        ]);
    }

    /// <summary>Of the levels below the outermost, some change contexts and are not async, with a scratch body or without; some only pass on; all others are neutral.</summary>
    Node Level(int level)
    {
        string head = $"sealed class Quiet{level}(IQuiet next) : IQuiet";
        return random.Next(level == Levels - 1 ? 4 : 0, 10) switch
        {
            < 2 => Node.Block(head, [Changing()]),
            2 => Node.Block(head, [new($"public {kind} GoAsync(int n) => next.GoAsync(n);")]),
            3 => Node.Block("[Unboxed.Boxed]\n" + head, [Changing()]),
            _ => Node.Block(head, [Node.Block($"public async {kind} GoAsync(int n)", Neutral())]),
        };
    }

    Node Changing() => Node.Block($"public {kind} GoAsync(int n)",
    [
        new(Chance(70) ? "Quiets.Level.Value = n + 7;" : "W.Set(W.Ui);"),
        new($"if (n % 6 == {random.Next(6)}) throw new Oops(\"changing\" + n);"),
        new($"if (n % 6 == {random.Next(6)}) return {(IsValueTask ? "new ValueTask<int>(n)" : "Task.FromResult(n)")};"),
        new($"if (n % 6 == {random.Next(6)}) return {(IsValueTask ? "W.Leaf<int>(n)" : "W.LeafTask<int>(n)")};"),
        Chance(70) ? new("return next.GoAsync(n);") { IsKept = true } : new("", [new("var pending = next.GoAsync(n);"), new("Quiets.Level.Value = -n;"), new("return pending;") { IsKept = true }]),
    ]);

    IEnumerable<Node> Neutral()
    {
        yield return new("int sum = n;") { IsKept = true };
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++) yield return Statement();
        yield return new($"return sum{(Chance(50) ? " + await next.GoAsync(n)" : "")};") { IsKept = true };
    }

    Node Statement() => random.Next(9) switch
    {
        0 => Node.Block($"for (int i = 0; i < {random.Next(1, 4)}; i++)", [Call(), See()]),
        1 => new("", [Node.Block("try", [Call()]), Node.Block($"catch (Oops){(Chance(30) ? " when (Quiets.Change(5) == 5)" : "")}", [See(), Handle()])]),
        2 => new("", [Node.Block("try", [Call()]), Node.Block("finally", [See()])]),
        3 => new($"if (sum % 11 == {random.Next(11)}) throw new Oops(\"neutral\" + Quiets.Change(sum));"),
        4 => new($"sum += Quiets.{random.Next(7) switch { < 4 => "Neutral(sum)", 4 => "Late(sum)", 5 => "Initial", _ => "Change(sum)" }};"),
        _ => new("", [Call(), See()]),
    };

    Node Handle() => random.Next(3) switch
    {
        0 => new("Quiets.Level.Value = 55;"),
        1 => new("W.Where(\"handled\");"),
        _ => new("throw;"),
    };

    static Node See() => new("Quiets.Seen = Quiets.Seen * 31 + Quiets.Level.Value;");

    Node Call() => new($"sum += await next.GoAsync({(Chance(50) ? "n" : "n + sum % 3")}{(Chance(20) ? ").ConfigureAwait(false" : "")});");

    /// <summary>A method that is called by a scratch call, so that no builder gives back what the levels leave behind, and tells.</summary>
    static Node Run() => Node.Block("internal static async Task RunAsync(int n)",
    [
        new("Level.Value = n;"), new("IQuiet quiet = new QuietStore();"), new(string.Concat(Enumerable.Range(0, Levels).Select(level => $"quiet = new Quiet{level}(quiet);"))),
        Node.Block("try", [new("W.Log(\"quiet\", await quiet.GoAsync(n));")]), Node.Block("catch (Oops ex)", [new("W.Caught(\"quiet\", ex);")]),
        new("W.Log(\"seen\", Seen);"), new("W.Log(\"left\", Level.Value);"), new("W.Where(\"left\");"),
    ]);

    internal static Node Call(Random random) => new("", [Node.Block($"for (int k = 0; k < 6; k++)", [new($"await Quiets.RunAsync({random.Next(1, 20)} + k);"), new("W.Where(\"quiet\");")])]);
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>
/// Adapters around objects of one interface, and all that callers do with them, woven or not: calls one after the other and at once, awaited in every way, canceled, failing, while the adapter
/// is disposed of. Each future is awaited, so that all rooms are free in the end.
/// </summary>
sealed class AdapterCalls(Adapters adapters)
{
    const string Interface = "ICalled";

    readonly bool isGeneric = adapters.Chance(30);
    readonly bool isDisposedAsync = adapters.Chance(60);
    readonly bool isBoxed = adapters.Chance(12);

    /// <summary>Whether one of its objects throws out of a method that is not async, with a strategy of which it is seen whether its room is free then.</summary>
    readonly bool throwsAtOnce = adapters.Chance(30);
    readonly int objects = adapters.Random.Next(1, 3);
    int names;

    string Use => isGeneric ? $"{Interface}<string>" : Interface;

    string Text => isGeneric ? "T" : "string";

    /// <summary>Where the interface and the objects are: where there is a mark.</summary>
    Unit Objects => adapters.IsLibraryMarked ? adapters.Units.Library : adapters.Units.Program;

    int Next(int limit) => adapters.Random.Next(limit);

    bool Chance(int percent) => adapters.Chance(percent);

    T Pick<T>(params T[] choices) => choices[Next(choices.Length)];

    string Label() => $"\"c{names++}\"";

    internal void Declare()
    {
        if (isDisposedAsync) adapters.Use(Shape.AdapterDisposedAsync);
        if (isBoxed) adapters.Use(Shape.AdapterOfBoxedMethod);
        Objects.Nodes.Add(InterfaceNode());
        Objects.Nodes.Add(Object());
        Objects.Nodes.Add(Decorator());
        var unit = adapters.MakerOf(Objects.IsLibrary)!;
        unit.Nodes.Add(Node.Block($"{unit.Visibility}static class Calls{Interface}", [Named(), Make(), Woven()], isKept: true));
        adapters.Units.Program.Nodes.Add(Node.Block("static class AdapterCalls", [Run()]));
    }

    // Of the generated program: what it throws is part of what is compared.
    internal Node Section() => new("", [Node.Block("try", [new($"await AdapterCalls.RunAsync({adapters.Random.Next(1, 20)});")]), Node.Block("catch (Exception ex)", [new("W.Caught(\"adapters\", ex);")])]);

    Node InterfaceNode() => Node.Block($"{Objects.Visibility}interface {Interface}{(isGeneric ? "<T>" : "")} : {(isDisposedAsync ? "IAsyncDisposable" : "IDisposable")}",
    [
        new("ValueTask<int> NumberAsync(int n);"), new($"{(isBoxed ? "[Unboxed.Boxed] " : "")}ValueTask<{Text}> TextAsync({Text} text, int n);"), new("ValueTask<U> PickAsync<U>(U one, U other, int n);"),
        new("ValueTask GoAsync(int n);"), new("Task<int> TaskAsync(int n);"), new("ValueTask<Wide> CancelAsync(int n, CancellationToken token);"), new("int Count { get; set; }"),
    ]);

    Node Object()
    {
        string text = isGeneric ? "string" : Text;
        return Node.Block($"{Objects.Visibility}sealed class Called(string name) : {Use}",
        [
            new("public int Count { get; set; }"),
            Async("ValueTask<int> NumberAsync(int n)", "return n + Count;"),
            Async($"ValueTask<{text}> TextAsync({text} text, int n)", "return text + n;"),
            Async("ValueTask<U> PickAsync<U>(U one, U other, int n)", "return n % 2 == 0 ? one : other;"),
            Async("ValueTask GoAsync(int n)", "W.Log(name, n);"),
            Async("Task<int> TaskAsync(int n)", "return n * 2;"),
            Async("ValueTask<Wide> CancelAsync(int n, CancellationToken token)", "token.ThrowIfCancellationRequested();", "return V.Of<Wide>(n);"),
            isDisposedAsync
                ? Node.Block("public async ValueTask DisposeAsync()", [new("W.Log(name + \" disposed of\");"), new($"await {Leaf()};"), new("W.Where(name + \" disposed of\");")])
                : Node.Block("public void Dispose()", [new("W.Log(name + \" disposed of\");")]),
        ]);
    }

    Node Async(string head, params string[] end)
    {
        var body = new List<Node>();
        if (Chance(40)) body.Add(new($"if (n % 4 == {Next(4)}) {(end[^1].StartsWith("return", StringComparison.Ordinal) ? end[^1] : "return;")}"));
        int count = adapters.Random.Next(1, 5);
        for (int i = 0; i < count; i++) body.Add(Step());
        body.AddRange(end.Select(line => new Node(line) { IsKept = true }));
        return Node.Block($"public async {head}", body);
    }

    Node Step() => Next(13) switch
    {
        < 5 => new($"await {Leaf()};"),
        5 => new($"W.Number.Value = n + {Next(9)};"),
        6 => new($"W.Set({Pick("W.Ui", "W.Other", "null", "W.Copying")});"),
        7 => new($"if (n % 5 == {Next(5)}) throw new Oops({Label()});"),
        8 => new($"if (n % 5 == {Next(5)}) await {Pick("W.Fail<int>(\"failed\")", "W.FailTask<int>(\"failed\")", "W.Canceled<int>()")};"),
        9 => new($"if (n % 3 == {Next(3)} && !ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();"),
        10 => new("Count++;"),
        _ => new($"W.Where(name + {Label()});"),
    };

    string Leaf() => Pick("W.Leaf()", "W.Leaf()", "W.Leaf(7)", "W.LeafTask()", "W.LeafTask(7)", "W.Inside(7)", "W.Yield()", "W.Leaf().ConfigureAwait(false)", "W.LeafTask().ConfigureAwait(false)", "W.Refusing(7)");

    /// <summary>Behind an adapter or before one: woven, partly not async.</summary>
    Node Decorator()
    {
        string text = isGeneric ? "string" : Text;
        return Node.Block($"{Objects.Visibility}sealed class Calling({Use} next) : {Use}",
        [
            new("public int Count { get => next.Count; set => next.Count = value; }"),
            throwsAtOnce || Chance(50) ? Node.Block("public ValueTask<int> NumberAsync(int n)", [Check(), new("return next.NumberAsync(n + 1);") { IsKept = true }]) : new("public async ValueTask<int> NumberAsync(int n) => 1 + await next.NumberAsync(n);"),
            Chance(50)
                ? Node.Block($"public async ValueTask<{text}> TextAsync({text} text, int n)", [new($"W.Name.Value = text;"), new("var got = await next.TextAsync(text, n);"), new($"W.Where({Label()});"), new("return got;") { IsKept = true }])
                : new($"public ValueTask<{text}> TextAsync({text} text, int n) => next.TextAsync(text, n);"),
            new("public async ValueTask<U> PickAsync<U>(U one, U other, int n) => await next.PickAsync(other, one, n);"),
            Node.Block("public async ValueTask GoAsync(int n)", [new($"W.Where({Label()});"), new("try { await next.GoAsync(n); } catch (Oops ex) { W.Caught(\"go\", ex); throw; }")]),
            new("public async Task<int> TaskAsync(int n) => await next.TaskAsync(n) + await next.NumberAsync(n);"),
            Chance(50) ? new("public ValueTask<Wide> CancelAsync(int n, CancellationToken token) => next.CancelAsync(n, token);") : new("public async ValueTask<Wide> CancelAsync(int n, CancellationToken token) { try { return await next.CancelAsync(n, token); } finally { W.Where(\"finally\"); } }"),
            new(isDisposedAsync ? "public ValueTask DisposeAsync() => next.DisposeAsync();" : "public void Dispose() => next.Dispose();"),
        ]);
    }

    /// <summary>What a method throws that is not async, no task has.</summary>
    Node Check() => new($"if (n % 4 == {Next(4)}) {(throwsAtOnce ? "throw new Oops(\"at once\")" : Pick("W.Number.Value = -n", "return new(n)", "return W.Leaf(n)"))};");

    /// <summary>Has the weaver write the adapter, for objects that look it up.</summary>
    Node Named() => new($"internal static {Use} Named({Use} x) => Unboxed.Inlining.Of<{Use}>(x);") { IsKept = true };

    Node Make()
    {
        var objects = Enumerable.Range(0, 2).Select(i => new Node($"{(i == 1 ? "_" : "0")} => {Object(i)},") { IsKept = true });
        return Node.Block($"public static {Use} Make(int number) => number switch", objects, "};", isKept: true);
    }

    string Object(int number)
    {
        string made = $"new Called(\"o{number}\")";
        if (throwsAtOnce && number == 0)
        {
            adapters.Use(Shape.AdapterThrowsAtOnce);
            made = $"new Calling({made})";
            return $"(W.Adapts ? W.Noted<{Use}>(Unboxed.Adapting.Of<{Use}>({made}, W.CheckedRing(1))) : {made})";
        }
        if (Chance(40))
        {
            adapters.Use(Shape.AdapterOfDecorator);
            made = $"new Calling({made})";
        }
        if (Chance(30))
        {
            adapters.Use(Shape.AdapterDecorated);
            made = $"new Calling({Wrapped(made)})";
        }
        return Wrapped(made);

        string Wrapped(string x) => $"(W.Adapts ? W.Noted<{Use}>({adapters.Of(Use, x)}) : {x})";
    }

    /// <summary>Woven callers, which have their own scratch space.</summary>
    Node Woven()
    {
        adapters.Use(Shape.AdapterCalledByWoven);
        return Node.Block($"public static async Task WovenAsync({Use} a, int n)",
        [
            new("W.Log(\"woven\", await a.NumberAsync(n));"), new($"W.Log(\"woven\", await a.{OfText("n")});"), new("await a.GoAsync(n).ConfigureAwait(false);"),
            new("W.Log(\"woven\", await a.PickAsync<object>(\"one\", n, n));"), new("W.Log(\"woven\", await a.TaskAsync(n));"), new("W.Where(\"woven\");"),
        ]);
    }

    Node Run()
    {
        if (!adapters.IsProgramMarked) adapters.Use(Shape.AdapterCalledFromUnmarked);
        var body = Enumerable.Range(0, objects).Select(i => new Node($"var a{i} = Calls{Interface}.Make({i});") { IsKept = true }).ToList();
        if (throwsAtOnce) body.Add(Node.Block("for (int k = 0; k < 4; k++)", [new($"await Callers.CallAsync(W, {Next(13)}, () => a0.NumberAsync(n + k));")]));
        int count = adapters.Random.Next(5, 12);
        for (int i = 0; i < count; i++) body.Add(Statement());
        return Node.Block("internal static async Task RunAsync(int n)", body);
    }

    Node Statement() => Next(20) switch
    {
        < 6 => Guarded(UnwovenCall()),
        < 9 => Guarded(Both()),
        9 or 10 => Guarded(new($"await Calls{Interface}.WovenAsync(a{Next(objects)}, n + {Next(9)});")),
        11 => Guarded(new($"W.Log({Label()}, await Passed.On({Call()}));")),
        12 => Late(),
        13 or 14 => Guarded(Canceled()),
        15 => Guarded(Disposed()),
        16 => Guarded(new($"a{Next(objects)}.Count += n;")),
        17 => new($"W.Number.Value = n + {Next(50)};"),
        18 => new($"W.Set({Pick("W.Ui", "W.Other", "null", "W.Copying", "W.Throwing")});"),
        _ => new(Pick(
            "if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();", "if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();", $"W.Where({Label()});")),
    };

    // As above.
    static Node Guarded(Node statement) => new("", [Node.Block("try", [statement]), Node.Block("catch (Exception ex)", [new("W.Caught(\"call\", ex);"), new("W.Where(\"call\");")])]);

    Node UnwovenCall()
    {
        adapters.Use(Shape.AdapterCalledByUnwoven);
        int way = Next(13);
        if (way == 3) adapters.Use(Shape.AdapterCallsAwaitedLate);
        string call = Chance(25) ? $"a{Next(objects)}.GoAsync(n + {Next(9)})" : Call();
        return new($"await Callers.CallAsync(W, {way}, () => {call});");
    }

    Node Both()
    {
        adapters.Use(Shape.AdapterCallsOverlap);
        return new($"await Callers.BothAsync(W, {Pick("true", "false")}, () => {Call()}, () => {Call()});");
    }

    /// <summary>A future that code of the program keeps.</summary>
    Node Late()
    {
        adapters.Use(Shape.AdapterCallsAwaitedLate);
        string name = $"t{names++}";
        return Guarded(new("", [new($"var {name} = {Call()};"), new($"W.Where({Label()});"), new($"W.Log({Label()}, await {name});")]));
    }

    Node Canceled()
    {
        adapters.Use(Shape.AdapterCallsCanceled);
        string name = $"s{names++}";
        string call = $"() => a{Next(objects)}.CancelAsync(n + {Next(9)}, {name}.Token)";
        return new("",
        [
            new($"var {name} = new CancellationTokenSource();"),
            Chance(50) ? new($"await Callers.BothAsync(W, true, {call}, () => {{ {name}.Cancel(); return {Call()}; }});") : new($"{name}.Cancel();\nawait Callers.CallAsync(W, {Next(13)}, {call});"),
        ]);
    }

    Node Disposed()
    {
        int which = Next(objects);
        if (Chance(50))
        {
            adapters.Use(Shape.AdapterDisposed);
            return new(isDisposedAsync ? $"await {Pick($"a{which}.DisposeAsync()", $"Passed.On(a{which}.DisposeAsync())")};" : $"a{which}.Dispose();");
        }
        adapters.Use(Shape.AdapterDisposedDuringCall);
        string dispose = isDisposedAsync ? $"a{which}.DisposeAsync()" : $"{{ a{which}.Dispose(); return default(ValueTask); }}";
        return new($"await Callers.DisposedAsync(W, {Pick("true", "false")}, () => {Call(which)}, () => {dispose});");
    }

    /// <summary>A call with a result.</summary>
    string Call(int? which = null)
    {
        string a = $"a{which ?? Next(objects)}", n = $"n + {Next(9)}";
        return a + "." + Next(6) switch
        {
            < 2 => $"NumberAsync({n})",
            2 => OfText(n),
            3 => $"PickAsync(1, 2, {n})",
            4 => $"PickAsync(\"one\", \"other\", {n})",
            _ => $"CancelAsync({n}, default)",
        };
    }

    static string OfText(string n) => $"TextAsync(\"text\", {n})";
}

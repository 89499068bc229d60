namespace Unboxed.Fuzzing.Generation;

/// <summary>Overloads that differ in whose type parameter stands where: the class's or the method's, both in the same position.</summary>
static class Owners
{
    internal static IEnumerable<Node> Declarations(Random random, HashSet<Shape> shapes)
    {
        shapes.Add(Shape.OverloadByOwner);
        string ofMethod = Kind(random), ofClass = Kind(random), chained = Kind(random);
        yield return Node.Block("interface IOwned", [new($"{ofMethod} M<Z>(int n, Z a);")]);
        yield return Node.Block("interface IOwned<S>", [new($"{ofClass} M<U>(int n, S a);")]);
        yield return Node.Block("class Owner<Z> : IOwned, IOwned<Z>",
        [
            Method(random, $"public virtual async {ofClass} M<U>(int n, Z a)", "class", "a", "V.Of<U>(n)"),
            Method(random, $"public virtual async {ofMethod} M<U>(int n, U a)", "method", "a", "V.Of<Z>(n)"),
        ]);
        yield return Node.Block("class First<S>", [Method(random, $"public virtual async {chained} M<U>(int n, S a, U b)", "first", "a", "b")]);
        yield return Node.Block("class Second<U> : First<U>", [Method(random, $"public virtual async {chained} M<V1>(int n, V1 a, U b)", "second", "a", "b")]);
        yield return Node.Block("class Third<U> : Second<U>", [Method(random, $"public override async {chained} M<Y>(int n, U a, Y b)", "third", "a", "b")]);
    }

    internal static Node Calls(Random random)
    {
        var (ofClass, ofMethod) = (ValueType.Known(random), ValueType.Known(random));
        string one = ofClass.Of("n"), other = ofMethod.Of("n + 1");
        return new("",
        [
            Call($"((IOwned)new Owner<{ofClass.Name}>()).M<{ofMethod.Name}>(2, {other})"),
            Call($"((IOwned<{ofClass.Name}>)new Owner<{ofClass.Name}>()).M<{ofMethod.Name}>(2, {one})"),
            Call($"((First<{ofClass.Name}>)new Second<{ofClass.Name}>()).M<{ofMethod.Name}>(2, {one}, {other})"),
            Call($"((First<{ofClass.Name}>)new Third<{ofClass.Name}>()).M<{ofMethod.Name}>(2, {one}, {other})"),
        ]);
    }

    static string Kind(Random random) => random.Next(2) == 0 ? "Task<string>" : "ValueTask<string>";

    static Node Method(Random random, string head, string label, string first, string second)
    {
        string leaf = random.Next(2) == 0 ? "Leaf" : "LeafTask";
        return Node.Block(head,
        [
            new($"var kept = await W.{leaf}({first});"), new($"var other = await W.Leaf({second});"), new($"W.Where(\"{label}\");"),
            new($"return \"{label} \" + V.Show(kept) + V.Show(other) + V.Show({first});") { IsKept = true },
        ]);
    }

    static Node Call(string call) => new("", [
        Node.Block("try", [new($"W.Log(\"owners\", await {call});")]),
        Node.Block("catch (Oops ex)", [new("W.Caught(\"owners\", ex);")])]);
}

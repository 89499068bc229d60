namespace Unboxed.Fuzzing.Generation;

/// <summary>
/// Classes that derive from one another, abstract ones among them, most of which execute a method of a class above: they share what is implemented for them. Some override it, by way of a task with a result too,
/// hide it, or implement the interface again.
/// </summary>
sealed class Family(Random random, HashSet<Shape> shapes)
{
    readonly List<Member> members = [];

    internal IEnumerable<Node> Declarations()
    {
        shapes.Add(Shape.AbstractFamily);
        yield return Node.Block("interface IFamily", [new("Task<string> One(int n, string a);"), new("ValueTask Two(int n, long b);")]);
        Add(new(0, null, true, false, false, false));
        int count = random.Next(3, 8);
        for (int i = 1; i <= count; i++)
        {
            var above = members[random.Next(members.Count)];
            Add(new(i, above, i < count && Chance(25), Chance(15), Chance(12), above.IsCovariant || Chance(20)));
        }
        foreach (var member in members) yield return Class(member);
    }

    /// <summary>Calls every method of an object of every class.</summary>
    internal Node Calls()
    {
        var made = members.Where(member => !member.IsAbstract).Select(member => $"new {member.Name}()");
        return Node.Block($"foreach (Member0 member in new Member0[] {{ {string.Join(", ", made)} }})",
        [
            Try("W.Log(\"one\", await ((IFamily)member).One(2, \"a\"));"),
            Try("await ((IFamily)member).Two(1, 7L); W.Where(\"two\");"),
            Try("await member.Three(2); W.Where(\"three\");"),
        ]);
    }

    void Add(Member member) => members.Add(member);

    bool Chance(int percent) => random.Next(100) < percent;

    Node Class(Member member)
    {
        if (member is { IsCovariant: true, Above.IsCovariant: false }) shapes.Add(Shape.CovariantOverride);
        string bases = member.Above is { } above ? above.Name + (member.IsAgain ? ", IFamily" : "") : "IFamily";
        var nodes = new List<Node>();
        if (member.Above is null || Chance(30)) nodes.Add(Method(member, "Task<string>", "One", "string a", "a"));
        if (member.Above is null || Chance(30)) nodes.Add(Method(member, "ValueTask", "Two", "long b", "b"));
        // From the first that returns a result on, those below inherit it.
        if (member.Above is null || (member.IsCovariant && !member.Above.IsCovariant) || Chance(20)) nodes.Add(Method(member, member.IsCovariant ? "Task<int>" : "Task", "Three", "", ""));
        return Node.Block($"{(member.IsAbstract ? "abstract " : "")}class {member.Name} : {bases}", nodes);
    }

    Node Method(Member member, string returns, string name, string parameter, string argument)
    {
        // What overrides comes from the nearest class above, whatever that hides; to hide what returns a result by what returns none would have those below return that.
        string modifiers = member.Above is null ? "virtual" : member.Hides && name != "Three" ? "new virtual" : "override";
        string more = parameter.Length == 0 ? "" : ", ", parameters = $"int n{more}{parameter}", arguments = $"n{more}{argument}";
        string head = $"public {modifiers} ", label = $"{member.Name}.{name}";
        if (modifiers == "override" && Chance(20) && !(name == "Three" && member is { IsCovariant: true, Above.IsCovariant: false })) return new($"{head}{returns} {name}({parameters}) => base.{name}({arguments});");
        string result = returns switch { "Task<string>" => $"return $\"{label} {{n}} {{kept}}\" + a;", "Task<int>" => "return n + kept;", _ => "" };
        var body = new List<Node> { new($"int kept = {random.Next(9)};"), new(Leaf()) };
        if (modifiers == "override" && Chance(30)) body.Add(new($"{(returns == "Task<string>" ? "a += " : "")}await base.{name}({arguments});"));
        if (name != "One" && Chance(40)) body.Add(new($"if (n > 0) W.Log(\"{label}\", await ((IFamily)this).One(n - 1, \"b\"));"));
        if (name != "Two" && Chance(25)) body.Add(new("if (n > 0) await ((IFamily)this).Two(n - 1, kept);"));
        if (Chance(10)) body.Add(new($"if (n == 1) throw new Oops(\"{label}\");"));
        body.AddRange([new($"W.Where(\"{label}\" + kept);"), new(result) { IsKept = true }]);
        return Node.Block($"{head}async {returns} {name}({parameters})", body);
    }

    string Leaf() => random.Next(3) switch { 0 => "await W.Leaf();", 1 => "kept += await W.Leaf(2);", _ => "await W.LeafTask();" };

    static Node Try(string statement) => new("", [Node.Block("try", [new(statement)]), Node.Block("catch (Oops ex)", [new("W.Caught(\"family\", ex);")])]);

    /// <param name="Number">Its number.</param>
    /// <param name="Above">The class that it derives from.</param>
    /// <param name="IsAbstract">Whether there are no objects of exactly this class.</param>
    /// <param name="IsAgain">Whether it implements the interface again.</param>
    /// <param name="Hides">Whether its methods hide those above.</param>
    /// <param name="IsCovariant">Whether Three returns a result.</param>
    sealed record Member(int Number, Member? Above, bool IsAbstract, bool IsAgain, bool Hides, bool IsCovariant)
    {
        internal string Name => "Member" + Number;
    }
}

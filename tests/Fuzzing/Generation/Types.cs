namespace Unboxed.Fuzzing.Generation;

/// <summary>A type of values, by its name in the source.</summary>
sealed record ValueType(string Name, Shape? Shape = null, string? Constructor = null)
{
    internal static readonly ValueType Int = new("int");

    /// <summary>The type parameter of the class or interface, and that of the method.</summary>
    internal static readonly ValueType OfType = new("T"), OfMethod = new("U");

    /// <summary>A type parameter of the class alone. A method of the class may have one of the same name, and then cannot name this one.</summary>
    internal static readonly ValueType OfClass = new("U", null, Own);

    /// <summary>The field of that type.</summary>
    internal const string Own = "own";

    static readonly HashSet<string> comparable = ["int", "long", "string", "bool", "byte", "char", "double", "decimal", "DateTime", "Guid"];

    static readonly ValueType[] all =
    [
        Int, new("long"), new("string", Generation.Shape.ReferenceLocal), new("bool"), new("byte"), new("char"), new("double"), new("decimal", Generation.Shape.DecimalLocal),
        new("object", Generation.Shape.ReferenceLocal), new("int?", Generation.Shape.NullableLocal), new("(int, string)", Generation.Shape.TupleLocal), new("DateTime", Generation.Shape.StructLocal),
        new("Guid", Generation.Shape.GuidLocal), new("DayOfWeek"), new("int[]", Generation.Shape.ReferenceLocal), new("List<string>", Generation.Shape.ReferenceLocal),
        new("CancellationToken", Generation.Shape.TokenLocal), new("KeyValuePair<string, long>", Generation.Shape.StructLocal), new("Wide", Generation.Shape.StructLocal),
        new("Big", Generation.Shape.StructLocal), new("Wrapped", Generation.Shape.StructLocal),
    ];

    /// <summary>Types that are declared in the program itself: the weaver sees their fields.</summary>
    static readonly ValueType[] declared =
    [
        new("Local", Generation.Shape.LocalStructWithReferences, "new Local({0}, \"l\")"), new("Kind", null, "(Kind)(({0}) & 3)"),
    ];

    internal static ValueType Any(Random random) => random.Next(3) == 0 ? Int : Known(random);

    /// <summary>Of the types that the harness knows, so that they can be type arguments.</summary>
    internal static ValueType Known(Random random) => all[random.Next(all.Length)];

    internal static ValueType ForLocal(Random random) => random.Next(6) == 0 ? declared[random.Next(declared.Length)] : Any(random);

    /// <summary>A type argument for a type parameter that may have a constraint.</summary>
    internal static ValueType ArgumentFor(bool isConstrained, Random random)
    {
        if (!isConstrained) return Known(random);
        var fitting = all.Where(type => type.IsComparable).ToList();
        return fitting[random.Next(fitting.Count)];
    }

    /// <summary>Whether it can be a type argument, of which the program makes values.</summary>
    internal bool IsKnown => Constructor is null;

    internal bool IsComparable => IsKnown && comparable.Contains(Name);

    /// <summary>What a variable is declared with.</summary>
    internal string Local => this == OfClass ? "var" : Name;

    /// <summary>The type argument of a method whose argument is a value of this type.</summary>
    internal string Explicit => this == OfClass ? "" : $"<{Name}>";

    /// <summary>An expression that makes a value from a number.</summary>
    internal string Of(string number) => Constructor is not null ? string.Format(null, Constructor, number) : this == Int ? $"({number})" : $"V.Of<{Name}>({number})";

    internal ValueType With(ValueType? type, ValueType? method) => this == OfType ? type ?? this : this == OfMethod ? method ?? this : this;
}

enum ReturnKind
{
    Task,
    ValueTask,
}

/// <summary>What an async method returns.</summary>
sealed record Return(ReturnKind Kind, ValueType? Result)
{
    internal string Name => Result is null ? Kind.ToString() : $"{Kind}<{Result.Name}>";

    internal Shape Shape => (Kind, Result) switch
    {
        (ReturnKind.Task, null) => Shape.ReturnsTask,
        (ReturnKind.Task, _) => Shape.ReturnsTaskOfT,
        (_, null) => Shape.ReturnsValueTask,
        _ => Shape.ReturnsValueTaskOfT,
    };

    internal Return With(ValueType? type, ValueType? method) => Result is null ? this : this with { Result = Result.With(type, method) };
}

/// <summary>A method that can be awaited: of an interface, or a helper.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Return">What it returns.</param>
/// <param name="Parameters">The types of its parameters after the first, which is always the number of levels left.</param>
/// <param name="Arity">The number of its type parameters. The first is U; of the second it makes no use.</param>
/// <param name="IsConstrained">Whether U has a constraint.</param>
sealed record Method(string Name, Return Return, IReadOnlyList<ValueType> Parameters, int Arity = 0, bool IsConstrained = false)
{
    internal const string Constraint = " where U : IComparable<U>";

    internal bool IsGeneric => Arity > 0;

    internal string TypeParameters => Arity switch { 0 => "", 1 => "<U>", _ => "<U, X>" };

    /// <summary>The constraints as a declaration has them. What overrides a method, or implements it explicitly, inherits them.</summary>
    internal string Constraints(string modifiers) => IsConstrained && !Name.Contains('.') && !modifiers.Contains("override", StringComparison.Ordinal) ? Constraint : "";

    /// <summary>Whether a type can be its type argument.</summary>
    internal bool Accepts(ValueType type) => IsConstrained ? type.IsComparable : type.IsKnown;

    /// <summary>The parameters with their names, in the terms of a class whose type argument is given.</summary>
    internal string ParameterList(ValueType? type) => string.Join(", ", Parameters.Select((parameter, i) => $"{parameter.With(type, null).Name} a{i}").Prepend("int n"));
}

/// <summary>An interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Argument">The type argument it is used with; null where it has no type parameter.</param>
/// <param name="Methods">Its methods.</param>
/// <param name="Base">The interface that it inherits.</param>
/// <param name="IsInLibrary">Whether another assembly declares it than the one with Main.</param>
sealed record Interface(string Name, ValueType? Argument, IReadOnlyList<Method> Methods, Interface? Base, bool IsInLibrary)
{
    internal string Definition => Argument is null ? Name : Name + "<T>";

    /// <summary>As it is used by everybody but its generic implementers.</summary>
    internal string Use => Argument is null ? Name : $"{Name}<{Argument.Name}>";

    internal IEnumerable<(Interface Declares, Method Method)> AllMethods => Methods.Select(method => (this, method)).Concat(Base?.AllMethods ?? []);
}

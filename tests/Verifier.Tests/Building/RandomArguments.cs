using Mono.Cecil;
using static Unboxed.Verifier.Tests.Building.Definitions;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>Writes a generic type with a generic method and constraints drawn at random, and names instances of both.</summary>
internal sealed class RandomArguments
{
    static readonly Type[] Bounds =
    [
        typeof(IComparable), typeof(IEnumerable<object>), typeof(Exception), typeof(object), typeof(ValueType), typeof(Enum), typeof(Array), typeof(IEquatable<int>),
        typeof(IComparer<string>), typeof(Delegate),
    ];

    static readonly Type[] Closed =
    [
        typeof(int), typeof(string), typeof(int?), typeof(DayOfWeek), typeof(Exception), typeof(ArgumentException), typeof(int[]), typeof(string[]), typeof(int[,]), typeof(List<string>),
        typeof(object), typeof(IComparable), typeof(Span<int>), typeof(Version), typeof(IComparer<object>), typeof(Action), typeof(Guid), typeof(Array), typeof(Stream), typeof(ValueTuple<string>),
    ];

    readonly Random random;
    readonly Definitions definitions;

    RandomArguments(int seed, Definitions definitions)
    {
        // Drawn by seed so that a failure can be had again; nothing here is a secret.
#pragma warning disable CA5394
        random = new(seed);
#pragma warning restore CA5394
        this.definitions = definitions;
    }

    public static void Write(int seed, Definitions definitions)
    {
        var writer = new RandomArguments(seed, definitions);
        var type = definitions.Class("A`2", "T", "U");
        var method = definitions.Method(type, "M", Static);
        definitions.Parameter(method, "V");
        foreach (var parameter in type.GenericParameters.Concat(method.GenericParameters)) writer.Constrain(parameter, type);
        if (writer.Chance(50))
            definitions.Use(type.MakeGeneric(writer.Argument(), writer.Argument()));
        else
            definitions.Use(definitions.On(method, type.MakeGeneric(writer.Argument(), writer.Argument())).MakeGeneric(writer.Argument()));
        if (!writer.Chance(40)) return;
        var user = definitions.Class("B`2", "X", "Y");
        foreach (var parameter in user.GenericParameters) writer.Constrain(parameter, user);
        user.BaseType = type.MakeGeneric(writer.Open(user), writer.Open(user));
    }

    void Constrain(GenericParameter parameter, TypeDefinition owner)
    {
        parameter.HasReferenceTypeConstraint = Chance(8);
        parameter.HasNotNullableValueTypeConstraint = !parameter.HasReferenceTypeConstraint && Chance(5);
        parameter.HasDefaultConstructorConstraint = Chance(6);
        // Whether a parameter that may be a ref struct is given for one that may not, the runtime asks when it has the argument.
        if (owner.Name == "A`2" && Chance(50)) parameter.Attributes |= GenericParameterAttributes.AllowByRefLikeConstraint;
        if (Chance(10)) parameter.Constraints.Add(new(definitions.Type(Bounds[random.Next(Bounds.Length)])));
        if (Chance(4)) parameter.Constraints.Add(new(definitions.Type(typeof(IComparable<>)).MakeGeneric(parameter)));
        if (Chance(4)) parameter.Constraints.Add(new(definitions.Type(typeof(IEnumerable<>)).MakeGeneric(owner.GenericParameters[random.Next(2)])));
        if (Chance(6)) parameter.Constraints.Add(new(owner.GenericParameters[random.Next(2)]));
    }

    TypeReference Argument() => definitions.Type(Closed[random.Next(Closed.Length)]);

    TypeReference Open(TypeDefinition user) => Chance(70) ? user.GenericParameters[random.Next(2)] : Chance(50) ? new ArrayType(user.GenericParameters[random.Next(2)]) : Argument();

    bool Chance(int percent) => random.Next(100) < percent;
}

using Mono.Cecil;
using static Unboxed.Verifier.Tests.Building.Definitions;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>
/// Writes three interfaces, a base class and a class that implements them, some generic, with methods and overrides drawn at random: about half of the
/// libraries are such that the runtime loads them.
/// </summary>
internal sealed class RandomDefinitions
{
    static readonly MethodAttributes[] OfClasses =
    [
        Virtual, Virtual, Virtual, Override, Override, Override, Virtual | MethodAttributes.Final, MethodAttributes.Public | MethodAttributes.HideBySig,
        Virtual & ~MethodAttributes.MemberAccessMask | MethodAttributes.Family, Override & ~MethodAttributes.MemberAccessMask | MethodAttributes.Assembly, Static,
    ];

    readonly Random random;
    readonly Definitions definitions;
    readonly List<TypeDefinition> interfaces = [];
    readonly List<(TypeReference Owner, MethodDefinition Method)> declarations = [];

    RandomDefinitions(int seed, Definitions definitions)
    {
        // Drawn by seed so that a failure can be had again; nothing here is a secret.
#pragma warning disable CA5394
        random = new(seed);
#pragma warning restore CA5394
        this.definitions = definitions;
    }

    public static void Write(int seed, Definitions definitions)
    {
        var writer = new RandomDefinitions(seed, definitions);
        writer.AddInterface("I");
        writer.AddInterface("J`1", "T");
        writer.AddInterface("K`2", "T", "U");
        var parent = writer.AddClass(definitions.Class("P`1", "T"), 1);
        var type = definitions.Class("A`2", "T", "U");
        if (writer.Chance(80)) type.BaseType = parent.MakeGeneric(writer.Type(type));
        writer.AddClass(type, 3);
        TypeReference[] arguments = [definitions.Int, definitions.String, definitions.Object];
        foreach (var first in arguments)
            foreach (var second in arguments)
                definitions.Use(type.MakeGeneric(first, second));
    }

    void AddInterface(string name, params string[] parameters)
    {
        var type = definitions.Interface(name, parameters);
        if (interfaces.Count > 0 && Chance(30)) type.Interfaces.Add(new(Instance(interfaces[random.Next(interfaces.Count)], type)));
        for (var i = random.Next(3); i > 0; i--) AddMethod(type, Abstract);
        interfaces.Add(type);
    }

    TypeDefinition AddClass(TypeDefinition type, int mostInterfaces)
    {
        type.IsAbstract = Chance(25);
        for (var i = random.Next(mostInterfaces + 1); i > 0; i--)
        {
            var item = Instance(interfaces[random.Next(interfaces.Count)], type);
            if (type.Interfaces.All(other => other.InterfaceType.FullName != item.FullName)) type.Interfaces.Add(new(item));
        }
        CollectDeclarations(type);
        for (var i = random.Next(3); i > 0; i--) AddMethod(type, type.IsAbstract && Chance(20) ? Abstract : OfClasses[random.Next(OfClasses.Length)]);
        foreach (var (owner, method) in declarations.Where(item => item.Method.IsAbstract && Chance(85)))
            AddImplementation(type, owner, method, isExplicit: Chance(30), isRight: true);
        if (declarations.Count > 0 && Chance(30))
        {
            var (owner, method) = declarations[random.Next(declarations.Count)];
            AddImplementation(type, owner, method, isExplicit: true, isRight: Chance(50));
        }
        return type;
    }

    /// <summary>The methods of the interfaces and the base class of a type, in its own parameters.</summary>
    void CollectDeclarations(TypeDefinition type)
    {
        declarations.Clear();
        foreach (var item in type.Interfaces.Select(item => item.InterfaceType)) Collect(item);
        if (type.BaseType is GenericInstanceType parent)
            foreach (var method in parent.Resolve().Methods)
                declarations.Add((parent, method));

        void Collect(TypeReference item)
        {
            var definition = item.Resolve();
            foreach (var method in definition.Methods) declarations.Add((item, method));
            foreach (var other in definition.Interfaces) Collect(Seen(other.InterfaceType, item, null));
        }
    }

    void AddImplementation(TypeDefinition type, TypeReference owner, MethodDefinition method, bool isExplicit, bool isRight)
    {
        var isOfInterface = owner.Resolve().IsInterface;
        var body = definitions.Method(type, isExplicit ? "E" + type.Methods.Count : method.Name, isExplicit ? Explicit : isOfInterface ? Virtual : Override);
        foreach (var parameter in method.GenericParameters)
        {
            var own = definitions.Parameter(body, parameter.Name);
            if (Chance(90)) own.Attributes = parameter.Attributes;
        }
        foreach (var parameter in method.Parameters)
            body.Parameters.Add(new(isRight || Chance(60) ? Seen(parameter.ParameterType, owner, body) : Type(type)));
        if (isExplicit) body.Overrides.Add(definitions.On(method, owner));
    }

    void AddMethod(TypeDefinition type, MethodAttributes attributes)
    {
        var method = definitions.Method(type, Chance(70) ? "M" : "N", attributes);
        if (Chance(25))
        {
            var parameter = definitions.Parameter(method, "V");
            parameter.HasReferenceTypeConstraint = Chance(30);
            method.Parameters.Add(new(parameter));
        }
        for (var i = random.Next(2); i > 0; i--) method.Parameters.Add(new(Type(type)));
    }

    TypeReference Instance(TypeDefinition definition, TypeDefinition user) =>
        definition.HasGenericParameters ? definition.MakeGeneric([.. definition.GenericParameters.Select(_ => Type(user))]) : definition;

    TypeReference Type(TypeDefinition user)
    {
        TypeReference[] types = [definitions.Int, definitions.String, .. user.GenericParameters, .. user.GenericParameters];
        return types[random.Next(types.Length)];
    }

    /// <summary>A type of a declaration, as an implementation in another type has to write it.</summary>
    static TypeReference Seen(TypeReference type, TypeReference owner, MethodDefinition? body) => type switch
    {
        GenericParameter { Type: GenericParameterType.Type } parameter => ((GenericInstanceType)owner).GenericArguments[parameter.Position],
        GenericParameter parameter => body!.GenericParameters[parameter.Position],
        GenericInstanceType instance => instance.ElementType.MakeGeneric([.. instance.GenericArguments.Select(argument => Seen(argument, owner, body))]),
        _ => type,
    };

    bool Chance(int percent) => random.Next(100) < percent;
}

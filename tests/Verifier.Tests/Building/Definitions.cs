using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>A library that a test writes: small types whose methods do nothing but throw.</summary>
internal sealed class Definitions : IDisposable
{
    internal const MethodAttributes Virtual = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot;
    internal const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;
    internal const MethodAttributes Abstract = Virtual | MethodAttributes.Abstract;
    internal const MethodAttributes Explicit = MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot;
    internal const MethodAttributes Static = MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig;

    readonly AssemblyDefinition assembly;
    readonly TypeDefinition users;

    public Definitions()
    {
        assembly = AssemblyDefinition.CreateAssembly(new("Case", new()), "Case", new ModuleParameters { Kind = ModuleKind.Dll, AssemblyResolver = Libraries.Resolver });
        users = Class("Users");
    }

    public ModuleDefinition Module => assembly.MainModule;

    public TypeReference Object => Type(typeof(object));
    public TypeReference Int => Type(typeof(int));
    public TypeReference String => Type(typeof(string));
    public TypeReference Void => Type(typeof(void));

    public TypeReference Type(Type type) => Module.ImportReference(type);

    public TypeDefinition Class(string name, params string[] parameters) => Add(new("", name, TypeAttributes.Public | TypeAttributes.Class, Object), parameters);

    public TypeDefinition Struct(string name, params string[] parameters) =>
        Add(new("", name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, Type(typeof(ValueType))), parameters);

    public TypeDefinition Interface(string name, params string[] parameters) =>
        Add(new("", name, TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract), parameters);

    /// <summary>A method that is there twice where a test asks for it: nothing looks whether it is.</summary>
    public MethodDefinition Method(TypeDefinition type, string name, MethodAttributes attributes, TypeReference? returns = null, params TypeReference[] parameters)
    {
        var method = new MethodDefinition(name, attributes, returns ?? Void);
        foreach (var parameter in parameters) method.Parameters.Add(new(parameter));
        type.Methods.Add(method);
        if (method.IsAbstract) return method;
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Ldnull));
        method.Body.Instructions.Add(Instruction.Create(OpCodes.Throw));
        return method;
    }

    /// <summary>A public constructor without parameters.</summary>
    public MethodDefinition Constructor(TypeDefinition type) =>
        Method(type, ".ctor", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName);

    public GenericParameter Parameter(IGenericParameterProvider owner, string name)
    {
        var parameter = new GenericParameter(name, owner);
        owner.GenericParameters.Add(parameter);
        return parameter;
    }

    /// <summary>A reference to a method as a member of an instance of its type.</summary>
    public MethodReference On(MethodDefinition method, TypeReference type)
    {
        var reference = new MethodReference(method.Name, method.ReturnType, type) { HasThis = method.HasThis };
        foreach (var parameter in method.GenericParameters) reference.GenericParameters.Add(new(parameter.Name, reference));
        foreach (var parameter in method.Parameters) reference.Parameters.Add(new(parameter.ParameterType));
        return reference;
    }

    /// <summary>Names a type in a body, which makes the runtime load it.</summary>
    public void Use(TypeReference type) => Use(Instruction.Create(OpCodes.Ldtoken, type));

    /// <summary>Names a method in a body.</summary>
    public void Use(MethodReference method) => Use(Instruction.Create(OpCodes.Ldftn, method));

    public void Dispose() => assembly.Dispose();

    void Use(Instruction instruction)
    {
        var user = new MethodDefinition("Use" + users.Methods.Count, Static, Void);
        users.Methods.Add(user);
        user.Body.Instructions.Add(instruction);
        user.Body.Instructions.Add(Instruction.Create(OpCodes.Pop));
        user.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
    }

    TypeDefinition Add(TypeDefinition type, string[] parameters)
    {
        foreach (var name in parameters) Parameter(type, name);
        Module.Types.Add(type);
        return type;
    }
}

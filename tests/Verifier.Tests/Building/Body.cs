using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>A method body that a test writes into this very assembly, in memory. It starts as a static method of Host without parameters or result.</summary>
internal sealed class Body
{
    readonly ModuleDefinition module;

    public Body()
    {
        module = ModuleDefinition.ReadModule(typeof(Body).Assembly.Location, new() { AssemblyResolver = Libraries.Resolver });
        Method = new("Subject", MethodAttributes.Public | MethodAttributes.Static, Type(typeof(void)));
        Definition(typeof(Host)).Methods.Add(Method);
        IL = Method.Body.GetILProcessor();
    }

    public MethodDefinition Method { get; private set; }
    public ILProcessor IL { get; private set; }

    public Body Returns(Type type)
    {
        Method.ReturnType = Type(type);
        return this;
    }

    /// <summary>Moves the method into another type.</summary>
    public Body In(Type type)
    {
        Method.DeclaringType.Methods.Remove(Method);
        Definition(type).Methods.Add(Method);
        return this;
    }

    public Body AsInstance()
    {
        Method.Attributes &= ~MethodAttributes.Static;
        Method.HasThis = true;
        return this;
    }

    public Body AsConstructor()
    {
        AsInstance();
        Method.Name = ".ctor";
        Method.Attributes |= MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;
        return this;
    }

    public ParameterDefinition Takes(Type type) => Takes(Type(type));

    public ParameterDefinition Takes(TypeReference type)
    {
        var parameter = new ParameterDefinition(type);
        Method.Parameters.Add(parameter);
        return parameter;
    }

    public GenericParameter TypeParameter(string name)
    {
        var parameter = new GenericParameter(name, Method);
        Method.GenericParameters.Add(parameter);
        return parameter;
    }

    public VariableDefinition Local(Type type) => Local(Type(type));

    public VariableDefinition Local(TypeReference type)
    {
        var variable = new VariableDefinition(type);
        Method.Body.Variables.Add(variable);
        return variable;
    }

    public TypeDefinition Definition(Type type) =>
        module.GetType(type.FullName!.Replace('+', '/')) ?? throw new InvalidOperationException($"{type} is not in this assembly.");

    public TypeReference Type(Type type)
    {
        if (type.IsByRef) return new ByReferenceType(Type(type.GetElementType()!));
        if (type.IsArray) return new ArrayType(Type(type.GetElementType()!));
        if (type is { IsGenericType: true, IsGenericTypeDefinition: false })
            return Type(type.GetGenericTypeDefinition()).MakeGeneric([.. type.GetGenericArguments().Select(Type)]);
        return type.Assembly == typeof(Body).Assembly ? Definition(type) : module.ImportReference(type);
    }

    public MethodReference MethodOf(Type type, string name)
    {
        if (type.Assembly != typeof(Body).Assembly) return module.ImportReference(type.GetMethod(name));
        return Definition(type).Methods.Single(method => method.Name == name);
    }

    public MethodReference Constructor(Type type, params Type[] arguments) =>
        type.Assembly == typeof(Body).Assembly
            ? Definition(type).Methods.Single(method => method.Name == ".ctor")
            : module.ImportReference(type.GetConstructor(arguments));

    public FieldReference Field(Type type, string name) => Definition(type).Fields.Single(field => field.Name == name);

    public Instruction Emit(OpCode code) => Append(Instruction.Create(code));
    public Instruction Emit(OpCode code, int operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, string operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, Type operand) => Append(Instruction.Create(code, Type(operand)));
    public Instruction Emit(OpCode code, TypeReference operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, FieldReference operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, MethodReference operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, CallSite operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, VariableDefinition operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, ParameterDefinition operand) => Append(Instruction.Create(code, operand));
    public Instruction Emit(OpCode code, Instruction operand) => Append(Instruction.Create(code, operand));

    /// <summary>A place that can be branched to before it is there; <see cref="Mark"/> puts it there.</summary>
    public static Instruction Label() => Instruction.Create(OpCodes.Nop);

    public Instruction Mark(Instruction label) => Append(label);

    public void Handler(ExceptionHandlerType kind, Instruction start, Instruction handler, Instruction? end, Type? catches = null, Instruction? filter = null, Instruction? tryEnd = null) =>
        Method.Body.ExceptionHandlers.Add(new(kind)
        {
            TryStart = start,
            TryEnd = tryEnd ?? filter ?? handler,
            FilterStart = filter,
            HandlerStart = handler,
            HandlerEnd = end,
            CatchType = catches is null ? null : Type(catches),
        });

    Instruction Append(Instruction instruction)
    {
        IL.Append(instruction);
        return instruction;
    }
}

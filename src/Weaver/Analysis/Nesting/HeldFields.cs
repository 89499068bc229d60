using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Nesting;

/// <summary>
/// Which fields keep what their object was given, or found, when it was made and nobody else knew it. That was known earlier than the object, so that going from object
/// to object through such fields comes to an end, and nowhere twice: as deep as the program has nested them.
/// </summary>
sealed class HeldFields
{
    readonly Dictionary<FieldDefinition, bool> known = [];

    internal bool IsHeld(FieldDefinition field)
    {
        if (!known.TryGetValue(field, out bool isHeld)) known[field] = isHeld = Find(field);
        return isHeld;
    }

    /// <summary>Nothing but the type, with those in it, can store to its private fields, and nothing but its constructors to those that are readonly.</summary>
    static bool Find(FieldDefinition field) =>
        field is { IsStatic: false, DeclaringType.IsValueType: false } && (field.IsPrivate || field.IsInitOnly)
        && WithNested(field.DeclaringType).SelectMany(type => type.Methods).Where(method => method.HasBody).All(method => KeepsIt(method, field));

    static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    static bool KeepsIt(MethodDefinition method, FieldDefinition field)
    {
        var accesses = method.Body.Instructions.Where(instruction => instruction.OpCode.Code != Code.Ldfld && Names(instruction, field)).ToList();
        return accesses.Count == 0
            || (method is { IsConstructor: true, IsStatic: false } && method.DeclaringType == field.DeclaringType && StackSimulation.Run(method) is { } simulation
                && accesses.All(access => access.OpCode.Code == Code.Stfld && simulation.IsReached(access) && simulation.Producer(access, 0)?.LoadsThis() == true)
                && (KeepsThisToItself(method, simulation) || TakesArguments(accesses, method, simulation)));
    }

    static bool Names(Instruction instruction, FieldDefinition field) =>
        instruction.Operand is FieldReference named && named.Name == field.Name && named.DeclaringType.GetElementType() is { } owner && (owner == field.DeclaringType || owner.TryResolve() == field.DeclaringType);

    /// <summary>Whether a constructor does nothing with its object but to access its fields, and to call the constructor of object: whatever it finds does not know the object.</summary>
    static bool KeepsThisToItself(MethodDefinition constructor, StackSimulation simulation) => constructor.Body.Instructions.Where(load => load.LoadsThis() && simulation.IsReached(load)).All(load =>
        simulation.Consumers(load).All(user => user.OpCode.Code == Code.Ldfld || user.CalledMethod() is { Name: ".ctor", DeclaringType.FullName: "System.Object" }
            || (user.OpCode.Code == Code.Stfld && !simulation.Producers(user, 1).Contains(load))));

    /// <summary>Whether all that is stored are arguments, which are older than the object.</summary>
    static bool TakesArguments(IEnumerable<Instruction> stores, MethodDefinition constructor, StackSimulation simulation) =>
        !constructor.Body.Instructions.Any(instruction => instruction.OpCode.Code is Code.Starg or Code.Starg_S or Code.Ldarga or Code.Ldarga_S)
        && stores.All(store => simulation.Producers(store, 1).All(producer => Original(producer, simulation)?.LoadedArgument(constructor) > 0));

    /// <summary>What pushed a value, seen through copies: <c>inner ?? throw …</c> has one.</summary>
    static Instruction? Original(Instruction? producer, StackSimulation simulation)
    {
        while (producer?.OpCode.Code == Code.Dup) producer = simulation.Producer(producer, 0);
        return producer;
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>Finds the state machine behind an async method.</summary>
static class StateMachineReader
{
    const string Attribute = "System.Runtime.CompilerServices.AsyncStateMachineAttribute";
    const string IteratorAttribute = "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute";

    const string NotUnderstoodStart = "what its state machine starts with is not understood";

    static readonly HashSet<Code> KickoffCodes =
    [
        Code.Nop, Code.Ldloc, Code.Ldloc_S, Code.Ldloc_0, Code.Ldloc_1, Code.Ldloca, Code.Ldloca_S, Code.Stloc, Code.Stloc_S, Code.Stloc_0, Code.Stloc_1,
        Code.Ldarg, Code.Ldarg_S, Code.Ldarg_0, Code.Ldarg_1, Code.Ldarg_2, Code.Ldarg_3, Code.Newobj, Code.Initobj, Code.Call,
        Code.Stfld, Code.Ldflda, Code.Ldc_I4_M1, Code.Ldobj, Code.Br, Code.Br_S, Code.Ret,
    ];

    /// <summary>Whether a method is async, understood or not.</summary>
    internal static bool IsKickoff(MethodDefinition method) => AttributeOf(method) is not null;

    static CustomAttribute? AttributeOf(MethodDefinition method) =>
        method.CustomAttributes.FirstOrDefault(candidate => candidate.AttributeType.FrameworkName(name => name is Attribute or IteratorAttribute) is not null);

    /// <summary>Reads a method.</summary>
    /// <returns>Null if it is no async method with a state machine.</returns>
    internal static StateMachine? Read(MethodDefinition kickoff)
    {
        if (!kickoff.HasBody) return null;
        if (AttributeOf(kickoff)?.ConstructorArguments.FirstOrDefault().Value is not TypeReference reference) return null;
        var type = reference.Resolve();
        var moveNext = type?.Methods.FirstOrDefault(method => method is { Name: "MoveNext", HasParameters: false, HasBody: true });
        var state = type?.Fields.FirstOrDefault(field => field.Name is "<>1__state" or VisualBasicNames.StateField);
        var builder = type?.Fields.FirstOrDefault(field => field.Name is "<>t__builder" or VisualBasicNames.BuilderField);
        if (type is null || moveNext is null || state is null || builder is null || type.Module != kickoff.Module) return null;

        moveNext.Body.OrderOffsets();
        var kind = BuilderKinds.Of(builder.FieldType);
        // An iterator is started by whoever enumerates it, and only ever a root: what its machine starts with does not matter.
        var arguments = kind == BuilderKind.Iterator ? [] : ReadKickoff(kickoff, type, state, builder);
        var shape = new MoveNextReader(moveNext, state, builder).Read();
        if (shape.Unknown is null && (arguments is null ? NotUnderstoodStart : Misfit(kickoff, type, builder, arguments, shape)) is { } unknown) shape = shape with { Unknown = unknown };
        return new(kickoff, type, moveNext, state, builder, kind, arguments ?? [], shape)
        {
            AsksForItsCaller = moveNext.Body.Instructions.Any(instruction => instruction.CalledMethod() is { Name: "GetCallingAssembly", DeclaringType.FullName: "System.Reflection.Assembly" }),
        };
    }

    /// <summary>
    /// Why a method and a state machine do not belong together; null where they do. What is emitted for them has the types of the one and the code of the other, and the runtime compiles
    /// code that takes a value for one of another type.
    /// </summary>
    static string? Misfit(MethodDefinition kickoff, TypeDefinition type, FieldDefinition builder, List<ArgumentField> arguments, MoveNextShape shape)
    {
        int outer = kickoff.DeclaringType.GenericParameters.Count;
        if (type.DeclaringType != kickoff.DeclaringType || type.GenericParameters.Count != outer + kickoff.GenericParameters.Count) return "its state machine is not nested beside it";
        var toMachine = TypeSubstitution.ToNested(type, outer);
        if (arguments.Any(argument => !IsThere(ArgumentType(kickoff, argument.Argument), argument.Field.FieldType))) return NotUnderstoodStart;
        if (BuilderKinds.Of(builder.FieldType) is not (BuilderKind.Task or BuilderKind.ValueTask or BuilderKind.Pooling)) return null;
        var results = (builder.FieldType as GenericInstanceType)?.GenericArguments ?? [];
        bool isBuilt = DispatchedMethods.ResultOf(kickoff.ReturnType) is { } result ? results is [{ } built] && IsThere(result, built) : results.Count == 0;
        return isBuilt && shape.Completions.All(call => TypeIdentity.InSignatures.Equals(call.CalledMethod()!.DeclaringType, builder.FieldType)) ? null : "its builder is one for another result";

        bool IsThere(TypeReference here, TypeReference there) => TypeIdentity.Exact.Equals(Plain(TypeSubstitution.Apply(here, toMachine)), Plain(there));
    }

    static TypeReference ArgumentType(MethodDefinition kickoff, int argument) => !kickoff.HasThis ? kickoff.Parameters[argument].ParameterType
        : argument == 0 ? TypeSubstitution.Self(kickoff.DeclaringType) : kickoff.Parameters[argument - 1].ParameterType;

    /// <summary>A type without the modifiers of a signature, which a field need not repeat.</summary>
    static TypeReference Plain(TypeReference type) => type is IModifierType modified ? Plain(modified.ElementType) : type;

    /// <summary>The fields that the kickoff method fills with its arguments; null if it does anything else than to fill and start the machine.</summary>
    static List<ArgumentField>? ReadKickoff(MethodDefinition kickoff, TypeDefinition type, FieldDefinition state, FieldDefinition builder)
    {
        var simulation = StackSimulation.Run(kickoff);
        if (simulation is null || kickoff.Body.HasExceptionHandlers || !kickoff.Body.Instructions.All(instruction => KickoffCodes.Contains(instruction.OpCode.Code)))
            return null;
        var arguments = new List<ArgumentField>();
        bool hasBuilder = false, hasState = false;
        foreach (var store in kickoff.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Stfld))
        {
            var field = ((FieldReference)store.Operand).Resolve();
            if (field is null || field.DeclaringType != type || simulation.Producer(store, 1) is not { } value) return null;
            if (value.OpCode.Code == Code.Ldobj) value = simulation.Producer(value, 0)!;
            if (field == builder && value.CalledMethod() is { Name: "Create" }) hasBuilder = true;
            else if (field == state && value.Constant() == -1) hasState = true;
            else if (value.LoadedArgument(kickoff) is { } argument) arguments.Add(new(field, argument));
            else return null;
        }
        return hasBuilder && hasState ? arguments : null;
    }
}

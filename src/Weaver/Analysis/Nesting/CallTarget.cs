using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Nesting;

/// <summary>What a call is made on, as far as the code of its method shows it.</summary>
/// <param name="IsThis">Whether it is the object itself whose method makes the call.</param>
/// <param name="Field">The field of that object from which it is read; null where it is read from none.</param>
readonly record struct CallTarget(bool IsThis, FieldDefinition? Field)
{
    /// <summary>Reads it from what pushes the object.</summary>
    /// <param name="producer">What pushes it; null where that is not one instruction.</param>
    /// <param name="isThis">Whether an instruction pushes the object whose method makes the call.</param>
    /// <param name="simulation">The stack of the method with the call.</param>
    /// <param name="module">The module.</param>
    internal static CallTarget Of(Instruction? producer, Func<Instruction?, bool> isThis, StackSimulation simulation, ModuleDefinition module)
    {
        if (isThis(producer)) return new(true, null);
        var field = producer is null ? null
            : producer.OpCode.Code == Code.Ldfld ? FieldOf((FieldReference)producer.Operand, module)
            : producer.CalledMethod() is { } getter ? TrivialGetters.FieldOf(getter, module) : null;
        return field is not null && isThis(simulation.Producer(producer!, 0)) ? new(false, field) : default;
    }

    /// <summary>The same for a method that is not async.</summary>
    internal static CallTarget Of(Instruction call, MethodDefinition method) =>
        method is { IsStatic: false, DeclaringType.IsValueType: false } && call.CalledMethod() is { HasThis: true } && StackSimulation.Run(method) is { } simulation && simulation.IsReached(call)
            ? Of(simulation.Producer(call, 0), producer => producer?.LoadsThis() == true, simulation, method.Module)
            : default;

    static FieldDefinition? FieldOf(FieldReference reference, ModuleDefinition module) =>
        reference.DeclaringType.TryResolve() is { } type && type.Module == module ? type.Fields.FirstOrDefault(field => field.Name == reference.Name && !field.IsStatic) : null;
}

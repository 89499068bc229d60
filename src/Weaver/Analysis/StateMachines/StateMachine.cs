using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.StateMachines;

/// <summary>An async method and the state machine that the compiler made of it.</summary>
/// <param name="Kickoff">The user's method, which starts the machine.</param>
/// <param name="Type">The state machine: a struct in optimised code, a class in debug code.</param>
/// <param name="MoveNext">Its body.</param>
/// <param name="StateField">The field with the state.</param>
/// <param name="BuilderField">The field with the builder.</param>
/// <param name="Builder">The kind of builder.</param>
/// <param name="Arguments">The fields that the kickoff method fills with its arguments.</param>
/// <param name="Shape">What MoveNext does, as far as it was understood.</param>
sealed record StateMachine(
    MethodDefinition Kickoff, TypeDefinition Type, MethodDefinition MoveNext, FieldDefinition StateField, FieldDefinition BuilderField,
    BuilderKind Builder, IReadOnlyList<ArgumentField> Arguments, MoveNextShape Shape)
{
    internal bool IsVisualBasic => StateField.Name == VisualBasicNames.StateField;

    /// <summary>Whether the method asks which assembly calls it: in plain C#, that of the builder.</summary>
    internal bool AsksForItsCaller { get; init; }

    /// <summary>There is one for each async method: comparing all that is in it would take the time that a key is to save.</summary>
    public bool Equals(StateMachine? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>A field that holds an argument of the kickoff method.</summary>
/// <param name="Field">The field.</param>
/// <param name="Argument">The argument's index; 0 is <c>this</c> in an instance method.</param>
sealed record ArgumentField(FieldDefinition Field, int Argument);

/// <summary>An access of MoveNext to a field of its own machine.</summary>
/// <param name="This">Loads the machine.</param>
/// <param name="Access">The ldfld, ldflda or stfld.</param>
/// <param name="Field">The field.</param>
sealed record FieldAccess(Instruction This, Instruction Access, FieldDefinition Field);

/// <summary>What a MoveNext method does.</summary>
/// <param name="Simulation">Its stack.</param>
/// <param name="Accesses">All accesses to its fields.</param>
/// <param name="Suspensions">Its suspension points, in the order of the code.</param>
/// <param name="UnreadAwaits">The builder's calls for awaits whose shape is not understood.</param>
/// <param name="StateVariable">The local variable that caches the state, if there is one.</param>
/// <param name="SetResult">The call that completes the method.</param>
/// <param name="SetException">The call that fails it, in its outermost handler.</param>
/// <param name="Completions">The calls by which others learn that the method has completed, failed, or, in an iterator, yielded.</param>
/// <param name="Unknown">Why the method cannot be rewritten, or null.</param>
sealed record MoveNextShape(
    StackSimulation? Simulation, IReadOnlyList<FieldAccess> Accesses, IReadOnlyList<Suspension> Suspensions, IReadOnlyList<Instruction> UnreadAwaits,
    VariableDefinition? StateVariable,
    Instruction? SetResult, Instruction? SetException, IReadOnlyList<Instruction> Completions, string? Unknown)
{
    /// <summary>Its stack; null where it was not understood, and once the plan has been made.</summary>
    internal StackSimulation? Simulation { get; private set; } = Simulation;

    /// <summary>Lets go of what only the analysis asks for: of all that is found out about a method it takes the most room.</summary>
    internal void ForgetStack() => Simulation = null;

    /// <summary>Of each completion, what loads the machine for it: where its code begins.</summary>
    internal IReadOnlyList<Instruction> CompletionStarts { get; init; } = [];

    /// <summary>The protected blocks and handlers; null where the stack was not understood.</summary>
    internal ExceptionRegions? Regions { get; init; }

    /// <summary>The builder's calls for awaits of dynamic values, one for each: what their awaiters are is known only when the program runs.</summary>
    internal IReadOnlyList<Instruction> DynamicAwaits { get; init; } = [];

    /// <summary>Loads of the machine that nothing takes, because what would have taken it is never reached: <c>c ? 1 : throw …</c>, in debug code.</summary>
    internal IReadOnlyList<Instruction> UnusedLoads { get; init; } = [];
}

/// <summary>
/// A point at which MoveNext may suspend: <c>if (!awaiter.IsCompleted) { state = k; field = awaiter; builder.AwaitUnsafeOnCompleted(…); return; }</c>
/// </summary>
/// <param name="State">k.</param>
/// <param name="Await">The call of AwaitUnsafeOnCompleted.</param>
/// <param name="AwaiterVariable">The local variable with the awaiter.</param>
/// <param name="AwaiterField">The field that keeps it.</param>
/// <param name="AwaiterType">Its type.</param>
/// <param name="MachineLoads">The instructions that put the machine's own address on the stack for the call.</param>
/// <param name="Leave">The way out after the call.</param>
/// <param name="Resume">Where MoveNext goes on when it is called with state k.</param>
/// <param name="Dispatch">The instructions from the entry to there.</param>
/// <param name="Test">The branch on IsCompleted.</param>
/// <param name="GetAwaiter">The call of GetAwaiter.</param>
/// <param name="GetResult">The call of GetResult.</param>
/// <param name="BelowResult">
/// What loads the values on the stack below the result: in C# the machine, to store the result in it; in Visual Basic also the operands that were evaluated before the
/// await, from fields of the machine, and constants.
/// </param>
sealed record Suspension(
    int State, Instruction Await, VariableDefinition AwaiterVariable, FieldDefinition AwaiterField, TypeReference AwaiterType,
    IReadOnlyList<Instruction> MachineLoads, Instruction Leave, Instruction Resume, IReadOnlyList<Instruction> Dispatch,
    Instruction Test, Instruction GetAwaiter, Instruction GetResult, IReadOnlyList<Instruction> BelowResult)
{
    /// <summary>The instruction that puts the awaiter's address on the stack for the call.</summary>
    internal required Instruction AwaiterLoad { get; init; }

    /// <summary>Where the compiler tells debuggers that the method waits, in code without optimisations. Nothing is on the stack there, so that other code may go there too. Null where there is no such place.</summary>
    internal Instruction? Yield { get; init; }
}

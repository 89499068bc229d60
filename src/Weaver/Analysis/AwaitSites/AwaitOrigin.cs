using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Escapes;
using Unboxed.Weaver.Analysis.Nesting;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>Where the awaited value of an await site comes from.</summary>
/// <param name="Calls">The calls whose results are awaited at once and used for nothing else.</param>
/// <param name="Sources">The number of places that the awaited value may come from, these calls among them.</param>
/// <param name="Awaited">The method that made the value, where one is known: the first of the calls, or the maker of all other values.</param>
/// <param name="AwaitedType">The type of the awaited value.</param>
/// <param name="Detour">What stands between a known maker and the await, where there is no such call.</param>
sealed record AwaitOrigin(IReadOnlyList<AwaitedCall> Calls, int Sources, MethodReference? Awaited, TypeReference AwaitedType, Detour Detour)
{
    /// <summary>The use by which the future escapes that <see cref="Awaited"/> made; null where it is awaited at once.</summary>
    internal FutureUse? Use { get; init; }

    /// <summary>What configures the await, and is not seen through; null where there is none.</summary>
    internal ConfigureAwaitHelper? Helper { get; init; }
}

/// <summary>What stands between a call and the await of its result.</summary>
public enum Detour
{
    /// <summary>Nothing, or a use by which the future escapes.</summary>
    None,

    /// <summary>What is awaited is not the result of a call.</summary>
    NotACall,

    /// <summary>Values of different makers meet in the await.</summary>
    SeveralPlaces,

    /// <summary>An argument of ConfigureAwait that does more than to read variables.</summary>
    ConfigureAwaitArgument,

    /// <summary>Options of ConfigureAwait that ask for more than a context, or that are not known.</summary>
    ConfigureAwaitOptions,

    /// <summary>A method that calls ConfigureAwait, and may do more.</summary>
    ConfigureAwaitHelper,
}

/// <summary>A call whose result flows straight to an await.</summary>
/// <param name="Call">The call.</param>
/// <param name="Continuation">Whether the await continues where it captured.</param>
/// <param name="Between">What is executed between the call and the await, without what handles the future: stores of constants and variables, which cannot fail and are seen by nobody.</param>
/// <param name="MachinesBelow">How often the machine is on the stack below the operands of the call, for the future to be stored in it.</param>
sealed record AwaitedCall(Instruction Call, Continuation Continuation, IReadOnlyList<Instruction> Between, int MachinesBelow)
{
    /// <summary>What is called.</summary>
    internal MethodReference Method => (MethodReference)Call.Operand;

    /// <summary>The method that introduced what the method overrides, where the call names an override.</summary>
    internal MethodReference? Overridden { get; init; }

    /// <summary>The method of the object behind the struct that the call is made on, which configures the await: see <see cref="ConfiguredWrapper"/>.</summary>
    internal MethodReference? Wrapped { get; init; }

    /// <summary>The prefix of the call; null where it has none.</summary>
    internal Instruction? Prefix => Call.Prefix();

    /// <summary>The type parameter that decides whether the call is made on an object; null where none does.</summary>
    internal GenericParameter? Constrained => Prefix is { OpCode.Code: Code.Constrained, Operand: GenericParameter parameter } prefix && prefix.Prefix() is null ? parameter : null;

    /// <summary>Whether the call is made on an address that no variable may have: see <see cref="KeptAddresses"/>.</summary>
    internal bool IsOnReadOnlyAddress { get; init; }

    /// <summary>The method of the scratch call.</summary>
    internal MethodReference Dispatched => Overridden ?? Wrapped ?? Method;

    /// <summary>The types of the arguments.</summary>
    internal IEnumerable<TypeReference> ParameterTypes =>
        Method.Parameters.Select(parameter => TypeSubstitution.Apply(parameter.ParameterType, TypeSubstitution.By(Method.DeclaringType, (Method as GenericInstanceMethod)?.GenericArguments)));

    /// <summary>The type of what the call is made on, which may be more derived than the type that declares the method; null where the code does not show it.</summary>
    internal TypeReference? Receiver { get; init; }

    /// <summary>The object that it is made on.</summary>
    internal CallTarget Target { get; init; }
}

/// <summary>Whether an await continues on the captured context.</summary>
/// <param name="Constant">Whether it does, where that is known; null where the argument of ConfigureAwait is computed.</param>
/// <param name="Argument">What computes the argument: reads of variables and fields, without effects.</param>
/// <param name="Objects">What computes each object whose field is read there, and which must not be null: variables and fields that nothing can change in between.</param>
sealed record Continuation(bool? Constant, IReadOnlyList<Instruction> Argument, IReadOnlyList<IReadOnlyList<Instruction>> Objects)
{
    /// <summary>Whether the argument stands in a helper, and not in the code with the await.</summary>
    internal bool IsOfHelper { get; init; }

    /// <summary>The await is configured by the struct that the call is made on.</summary>
    internal static Continuation OfWrapper { get; } = new(null, [], []);

    internal static Continuation Of(bool continueOnCapturedContext) => new(continueOnCapturedContext, [], []);
}

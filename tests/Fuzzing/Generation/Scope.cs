namespace Unboxed.Fuzzing.Generation;

/// <summary>What may be named where a statement stands.</summary>
sealed class Scope
{
    readonly List<(string Name, ValueType Type)> variables = [];
    readonly List<(string Name, Interface Type)> receivers = [];

    /// <summary>What the method returns; null in an iterator and in an async void method.</summary>
    internal Return? Return { get; init; }

    /// <summary>Whether a return statement may stand here.</summary>
    internal bool CanReturn { get; init; }

    /// <summary>Whether break and continue may stand here.</summary>
    internal bool IsInLoop { get; init; }

    /// <summary>What can be called because of the class in which the method is: its helpers, its fields, the base class, itself.</summary>
    internal IReadOnlyList<Callee> Members { get; init; } = [];

    /// <summary>Whether there is the field m.</summary>
    internal bool HasField { get; init; }

    /// <summary>How deep blocks are nested.</summary>
    internal int Depth { get; init; }

    internal IReadOnlyList<(string Name, ValueType Type)> Variables => variables;

    internal IReadOnlyList<(string Name, Interface Type)> Receivers => receivers;

    internal void Declare(string name, ValueType type) => variables.Add((name, type));

    internal void Declare(string name, Interface type) => receivers.Add((name, type));

    /// <summary>A block in this one.</summary>
    internal Scope Block(bool? canReturn = null, bool? isInLoop = null) =>
        Copy(new() { Return = Return, CanReturn = canReturn ?? CanReturn, IsInLoop = isInLoop ?? IsInLoop, Members = Members, HasField = HasField, Depth = Depth + 1 });

    /// <summary>A lambda or a local function, which sees the variables; and of the members those that it is given.</summary>
    internal Scope Function(Return? result, IReadOnlyList<Callee> members, bool hasField) =>
        Copy(new() { Return = result, CanReturn = result is not null, Members = members, HasField = hasField, Depth = Depth + 1 });

    /// <summary>A function that has a type parameter named like the method's: what is of the method's cannot be used there by its type.</summary>
    internal Scope GenericFunction(Return? result, IReadOnlyList<Callee> members, bool hasField)
    {
        var scope = Function(result, members, hasField);
        scope.variables.RemoveAll(variable => variable.Type == ValueType.OfMethod);
        return scope;
    }

    Scope Copy(Scope scope)
    {
        scope.variables.AddRange(variables);
        scope.receivers.AddRange(receivers);
        return scope;
    }
}

/// <summary>A method that can be called.</summary>
/// <param name="Prefix">What stands before its name.</param>
/// <param name="Method">The method.</param>
/// <param name="TypeArgument">What the type parameter of its type is.</param>
/// <param name="Shape">What a call of it is.</param>
sealed record Callee(string Prefix, Method Method, ValueType? TypeArgument, Shape? Shape = null)
{
    internal ValueType? Result => Method.Return.Result?.With(TypeArgument, null);

    /// <summary>Whether it is a method of another assembly that is called without dispatch.</summary>
    internal bool IsDirectAcross { get; init; }
}

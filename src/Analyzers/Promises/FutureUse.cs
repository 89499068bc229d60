using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Unboxed.Analyzers.Promises;

/// <summary>What is done with the future of a call.</summary>
/// <param name="IsAwait">Whether it is awaited at once.</param>
/// <param name="Text">What else is done, as a clause without a subject.</param>
readonly record struct FutureUse(bool IsAwait, string Text)
{
    /// <summary>Null where the source alone does not say it clearly.</summary>
    internal static FutureUse? Of(IInvocationOperation call) => call.Parent switch
    {
        IAwaitOperation => new(true, ""),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Arguments: [{ Value: ILiteralOperation }], Parent: IAwaitOperation } => new(true, ""),
        IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => new(false, "dropped"),
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation field } => new(false, $"stored in field '{field.Field.Name}'"),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } } => new(false, $"passed to '{method.ContainingType.Name}.{method.Name}'"),
        _ => null,
    };
}

namespace Unboxed.Fuzzing.Generation;

/// <summary>Writes awaits of what is no woven callee, under suppressed flow: they go on in the context of whoever completes them, and what they change there stays.</summary>
sealed class SuppressedLeaves(Statements statements)
{
    internal IEnumerable<Node> Any(Scope scope)
    {
        statements.Count(statements.IsRoot ? Shape.SuppressedLeafInRoot : Shape.SuppressedLeafInCallee);
        if (statements.Maybe(70)) yield return statements.AsyncLocalChange(scope);
        yield return new("if (!ExecutionContext.IsFlowSuppressed()) ExecutionContext.SuppressFlow();");
        if (statements.Maybe(30)) yield return statements.AsyncLocalChange(scope);
        yield return Await(scope);
        yield return statements.Where();
        if (statements.Maybe(70)) yield return statements.AsyncLocalChange(scope);
        if (statements.Maybe(30)) yield return Await(scope);
        if (statements.Maybe(50)) yield return new("if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();");
        if (statements.Maybe(50)) yield return statements.AsyncLocalChange(scope);
    }

    Node Await(Scope scope)
    {
        // A callee that awaits such a one keeps the ordinary call.
        if (statements.Maybe(statements.IsRoot ? 35 : 4)) return statements.AwaitForeign(scope);
        return statements.Maybe(15) ? statements.Yield() : new($"await {statements.LeafOf(ValueType.Known(statements.Random), scope)};");
    }
}

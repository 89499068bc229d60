using Mono.Cecil;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis;

/// <summary>The methods that the compiler makes of what stands between the braces of one of the user's: its state machine, its lambdas and local functions, and theirs.</summary>
sealed class OwnCode(IEnumerable<StateMachine> machines)
{
    readonly Dictionary<MethodDefinition, MethodDefinition> moveNexts = machines.ToDictionary(machine => machine.Kickoff, machine => machine.MoveNext);

    internal IReadOnlyCollection<MethodDefinition> Of(MethodDefinition method)
    {
        // However deeply they are nested, lambdas and local functions are named after the method around them all.
        string lambda = $"<{method.Name}>b__", localFunction = $"<{method.Name}>g__";
        var own = new HashSet<MethodDefinition> { method };
        var open = new Stack<MethodDefinition>(own);
        while (open.Count > 0)
        {
            var code = open.Pop();
            if (moveNexts.TryGetValue(code, out var moveNext) && own.Add(moveNext)) open.Push(moveNext);
            if (!code.HasBody) continue;
            foreach (var used in code.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>())
            {
                bool isOwn = used.Name.StartsWith(lambda, StringComparison.Ordinal) || used.Name.StartsWith(localFunction, StringComparison.Ordinal) || VisualBasicNames.IsLambda(used);
                if (!isOwn) continue;
                if (used.TryResolveMethod() is { } definition && definition.Module == method.Module && own.Add(definition)) open.Push(definition);
            }
        }
        return own;
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Analysis.Coercions;

/// <summary>
/// Finds where classes become interfaces. An upcast leaves no trace in IL: so the types of values are followed along the control flow, from where they are known, to
/// the places that they are stored to, and compared with the types of these. A body whose stack is not consistent is left out: no compiler writes one, and no runtime runs it.
/// </summary>
sealed class CoercionReader
{
    readonly MethodDefinition method;
    readonly Conversions conversions;
    readonly Temporaries temporaries;
    readonly Dictionary<Instruction, FlowState> states = [];
    readonly Stack<Instruction> open = [];
    readonly HashSet<(Instruction, TypeReference, TypeReference)> seen = [];
    readonly List<Coercion> found = [];

    CoercionReader(MethodDefinition method, Conversions conversions) => (this.method, this.conversions, temporaries) = (method, conversions, new(method));

    internal static IReadOnlyList<Coercion> Read(MethodDefinition method, Conversions conversions)
    {
        if (!method.HasBody || !method.Body.IsWhole()) return [];
        var reader = new CoercionReader(method, conversions);
        reader.Follow();
        return [.. reader.found.OrderBy(coercion => coercion.At.Offset)];
    }

    void Follow()
    {
        Enter(method.Body.Instructions[0], FlowState.Of());
        foreach (var handler in method.Body.ExceptionHandlers)
        {
            bool hasException = handler.HandlerType is ExceptionHandlerType.Catch or ExceptionHandlerType.Filter;
            var entry = !hasException ? FlowState.Of() : FlowState.Of(handler.CatchType is { } type ? HeldValue.Of(type) : HeldValue.Unknown);
            Enter(handler.HandlerStart, entry);
            if (handler.FilterStart is not null) Enter(handler.FilterStart, entry);
        }
        while (open.Count > 0)
        {
            var instruction = open.Pop();
            var step = new CoercionStep(method, instruction, states[instruction], Note, conversions, temporaries);
            if (!step.Run()) continue;
            var after = instruction.OpCode.Code is Code.Leave or Code.Leave_S ? step.After with { Stack = [] } : step.After;
            foreach (var target in instruction.BranchTargets()) Enter(target, after);
            if (instruction.FallsThrough() && instruction.Next is { } next) Enter(next, after);
        }
    }

    /// <summary>Takes what is known on to an instruction, and has that looked at where it says something new.</summary>
    void Enter(Instruction instruction, FlowState state)
    {
        var met = states.TryGetValue(instruction, out var known) ? known.Meet(state) : state;
        if (ReferenceEquals(met, known)) return;
        states[instruction] = met;
        open.Push(instruction);
    }

    void Note(Instruction at, Conversion conversion, CoercionKind kind)
    {
        // In a loop an instruction is looked at again.
        if (seen.Add((at, conversion.Class, conversion.Interface))) found.Add(new(method, at, conversion.Class, conversion.Interface, kind));
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits what keeps the JIT from a scratch call whose arguments are larger than it could pass.</summary>
static class LargeArguments
{
    /// <summary>Goes to the ordinary call where type arguments are that large.</summary>
    /// <remarks>
    /// Sizes are constants for the JIT, which does not look at a call that is never reached. So the instructions are here and not in a helper: without
    /// optimisation, none is taken in.
    /// </remarks>
    internal static Emitter EmitGuard(Emitter code, IReadOnlyList<TypeReference> parameters, Instruction ordinary)
    {
        var open = ArgumentSize.DecidedByJit(parameters).ToList();
        foreach (var type in open) code.Type(OpCodes.Sizeof, type).Constant(ArgumentSize.Most / open.Count).Branch(OpCodes.Bgt_Un, ordinary);
        return code;
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Where a callee gives its result.</summary>
abstract class ResultPlace
{
    internal abstract TypeReference Type { get; }

    internal abstract Emitter LoadAddress(Emitter code);

    internal abstract Emitter Load(Emitter code);

    /// <summary>A local variable of the caller's.</summary>
    internal sealed class Variable(VariableDefinition variable) : ResultPlace
    {
        internal override TypeReference Type => variable.VariableType;

        internal override Emitter LoadAddress(Emitter code) => code.LoadAddress(variable);

        internal override Emitter Load(Emitter code) => code.Load(variable);
    }

    /// <summary>
    /// Where the caller gives its own result, which has the same type: nobody looks there until it has completed. A variable would be cleared whenever the method is called.
    /// </summary>
    internal sealed class Own(ParameterDefinition parameter) : ResultPlace
    {
        internal override TypeReference Type => ((ByReferenceType)parameter.ParameterType).ElementType;

        internal override Emitter LoadAddress(Emitter code) => code.Load(parameter);

        internal override Emitter Load(Emitter code) => code.LoadThrough(parameter);
    }
}

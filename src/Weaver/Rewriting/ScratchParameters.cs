using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The parameters by which every method of the scratch ABI takes scratch space and gives its result.</summary>
sealed record ScratchParameters(ParameterDefinition Scratch, ParameterDefinition Result)
{
    /// <summary>Adds them without names: each name is a row of metadata, and nobody sees these.</summary>
    internal static ScratchParameters AddTo(MethodDefinition method, SupportLibrary library, TypeReference? result) =>
        AddTo(method, new ParameterDefinition("", ParameterAttributes.None, new ByReferenceType(library.Scratch)), new ParameterDefinition("", ParameterAttributes.None, ResultReference(library, result)));

    /// <summary>Those of a companion's method, and of a class's implementation: in the place of the scratch space its handle.</summary>
    internal static ScratchParameters AddHandleTo(MethodDefinition method, SupportLibrary library, TypeReference? result) => AddTo(
        method, new ParameterDefinition("", ParameterAttributes.None, new ByReferenceType(library.Type("ScratchHandle"))), new ParameterDefinition("", ParameterAttributes.None, ResultReference(library, result)));

    static ByReferenceType ResultReference(SupportLibrary library, TypeReference? result) => new(library.Result(result));

    static ScratchParameters AddTo(MethodDefinition method, ParameterDefinition scratch, ParameterDefinition result)
    {
        method.Parameters.Add(scratch);
        method.Parameters.Add(result);
        return new(scratch, result);
    }

    /// <summary>Loads both, to pass them on.</summary>
    internal Emitter Load(Emitter code) => code.Load(Scratch).Load(Result);

    /// <summary>Returns the sign that the ordinary call is due.</summary>
    internal Emitter Decline(Emitter code) => code.ClearThrough(Result).Answer(Answer.Declined).Emit(OpCodes.Ret);
}

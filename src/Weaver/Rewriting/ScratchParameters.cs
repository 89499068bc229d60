using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The parameters by which every method of the scratch ABI takes scratch space and gives its result.</summary>
sealed record ScratchParameters(ParameterDefinition Scratch, ParameterDefinition Result)
{
    internal static ScratchParameters AddTo(MethodDefinition method, SupportLibrary library, TypeReference? result) => AddTo(method, library, library.Scratch, result);

    /// <summary>Those of a companion: in the place of the scratch space its handle.</summary>
    internal static ScratchParameters AddHandleTo(MethodDefinition method, SupportLibrary library, TypeReference? result) => AddTo(method, library, library.Type("ScratchHandle"), result);

    static ScratchParameters AddTo(MethodDefinition method, SupportLibrary library, TypeReference scratch, TypeReference? result)
    {
        var parameters = new ScratchParameters(
            new("scratch", ParameterAttributes.None, new ByReferenceType(scratch)), new("result", ParameterAttributes.Out, new ByReferenceType(library.Result(result))));
        method.Parameters.Add(parameters.Scratch);
        method.Parameters.Add(parameters.Result);
        return parameters;
    }

    /// <summary>Loads both, to pass them on.</summary>
    internal Emitter Load(Emitter code) => code.Load(Scratch).Load(Result);

    /// <summary>Returns the sign that the ordinary call is due.</summary>
    internal Emitter Decline(Emitter code, SupportLibrary library, TypeReference? result) =>
        code.Load(Result).Type(OpCodes.Initobj, library.Result(result)).Answer(Rewriting.Answer.Declined).Emit(OpCodes.Ret);
}

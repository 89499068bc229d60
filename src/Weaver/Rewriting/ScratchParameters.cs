using Mono.Cecil;

namespace Unboxed.Weaver.Rewriting;

/// <summary>The parameters by which every method of the scratch ABI takes scratch space and gives its result.</summary>
sealed record ScratchParameters(ParameterDefinition Refs, ParameterDefinition Words, ParameterDefinition Room, ParameterDefinition Thread, ParameterDefinition Result)
{
    internal static ScratchParameters AddTo(MethodDefinition method, SupportLibrary library, TypeReference? result)
    {
        var parameters = new ScratchParameters(
            new("refs", ParameterAttributes.None, new ByReferenceType(library.Object)),
            new("words", ParameterAttributes.None, new ByReferenceType(library.Int64)),
            new("room", ParameterAttributes.None, library.Room),
            new("thread", ParameterAttributes.None, library.Thread),
            new("result", ParameterAttributes.Out, new ByReferenceType(library.Result(result))));
        foreach (var parameter in parameters.All) method.Parameters.Add(parameter);
        return parameters;
    }

    internal IEnumerable<ParameterDefinition> All => [Refs, Words, Room, Thread, Result];

    /// <summary>Loads all of them, to pass them on.</summary>
    internal Emitter Load(Emitter code)
    {
        foreach (var parameter in All) code.Load(parameter);
        return code;
    }

    /// <summary>Loads all of them for a scratch body that counts for more levels than one.</summary>
    internal Emitter Load(Emitter code, int levels, SupportLibrary library)
    {
        CountLevels(code.Load(Refs).Load(Words).Load(Room), levels, library);
        return code.Load(Thread).Load(Result);
    }

    /// <summary>Takes from the room on the stack the levels beyond the one that its caller has taken.</summary>
    internal static void CountLevels(Emitter code, int levels, SupportLibrary library)
    {
        if (levels > 1) code.Constant(levels - 1).Call(library.Method("Room", "Deeper"));
    }
}

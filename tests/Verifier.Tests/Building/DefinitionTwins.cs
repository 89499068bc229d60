using Mono.Cecil;
using Unboxed.Weaver.Verification;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>Writes a library twice, as it should be and with one thing wrong: the verifier has to say of both what the runtime says.</summary>
internal static class DefinitionTwins
{
    /// <param name="expected">The only kind of finding in the broken one.</param>
    /// <param name="write">Writes the sound library, or the broken one.</param>
    /// <param name="loadsBroken">True where the runtime is known to load what is wrong all the same.</param>
    public static void Check(FailureKind expected, Action<Definitions, bool> write, bool loadsBroken = false)
    {
        var (failures, refusal) = Judge(definitions => write(definitions, false));
        Assert.Empty(failures);
        Assert.Null(refusal);

        (failures, refusal) = Judge(definitions => write(definitions, true));
        Assert.Equal([expected], failures.Select(failure => failure.Kind).Distinct());
        Assert.Equal(loadsBroken, refusal is null);
    }

    /// <summary>What the verifier finds in a library, and why the runtime refuses it; null if it does not.</summary>
    public static (IReadOnlyList<(FailureKind Kind, string Text)> Failures, string? Refusal) Judge(Action<Definitions> write)
    {
        using var definitions = new Definitions();
        write(definitions);
        var image = new MemoryStream();
        definitions.Module.Write(image);
        image.Position = 0;
        using var module = ModuleDefinition.ReadModule(image, new() { AssemblyResolver = Libraries.Resolver });
        return ([.. ModuleVerifier.Verify(module).Select(failure => (failure.Kind, failure.ToString()))], RuntimeLoader.Refusal(image.ToArray()));
    }
}

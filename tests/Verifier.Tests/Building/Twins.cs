using Unboxed.Weaver.Verification;

namespace Unboxed.Verifier.Tests.Building;

/// <summary>Writes a body twice, as it should be and with one thing wrong, and expects just that finding.</summary>
internal static class Twins
{
    public static void Check(FailureKind expected, Action<Body, bool> write)
    {
        var sound = new Body();
        write(sound, false);
        Assert.Empty(MethodVerifier.Verify(sound.Method));

        var broken = new Body();
        write(broken, true);
        var failures = MethodVerifier.Verify(broken.Method);
        Assert.Equal([expected], failures.Select(failure => failure.Kind).Distinct());
        Assert.All(failures, failure => Assert.Same(broken.Method, failure.Member));
        Assert.All(failures, failure => Assert.NotEmpty(failure.Message));
    }
}

using PublicApiGenerator;
using Xunit;

namespace Unboxed.Tools.Tests;

/// <summary>What a library's interface is to the tools that list it.</summary>
public sealed class PublicApiTests(WovenLibrary library) : IClassFixture<WovenLibrary>
{
    [Fact]
    public void A_woven_library_has_the_public_interface_that_it_had()
    {
        // The attributes of the assembly say that it is woven, and by what.
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };
        string[] unwoven = library.Unwoven.GeneratePublicApi(options).Split('\n'), woven = library.Woven.GeneratePublicApi(options).Split('\n');
        Assert.True(unwoven.Length > 100);
        Assert.Equal(unwoven, woven);
    }
}

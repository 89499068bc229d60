using Unboxed.Weaver.Options;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class PathMapTests
{
    [Theory]
    [InlineData("", "/home/me/shop/", "/home/me/shop/")]
    [InlineData("/home/me/=/_/", "/home/me/shop", "/_/shop/")]
    [InlineData("/other/=/_1/,/home/me/shop=/_/", "/home/me/shop", "/_/")]
    [InlineData("/home/me/=/_/", "/home/men/shop", "/home/men/shop")]
    [InlineData("/home/a,,b==c/=/_/", "/home/a,b=c/shop", "/_/shop/")]
    [InlineData("no map", "/home/me", "/home/me")]
    public void A_folder_is_mapped_as_by_the_compiler(string map, string folder, string expected) => Assert.Equal(expected, PathMap.Parse(map).Map(folder));

    [Theory]
    [InlineData(@"C:\repo=/_", @"C:\repo\src\Lib\", "/_/src/Lib/")]
    [InlineData(@"C:\repo\=/_/", @"C:\repo\src\Lib", "/_/src/Lib/")]
    [InlineData(@"C:\repo\=D:\r\", @"C:\repo\src\Lib", @"D:\r\src\Lib\")]
    [InlineData(@"C:\repo=/_", @"C:\repository\src", null)]
    public void So_is_one_of_Windows(string map, string folder, string? expected) => Assert.Equal(expected, PathMap.Parse(map).MapFull(folder));
}

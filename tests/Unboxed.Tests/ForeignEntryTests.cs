using Unboxed.CompilerServices;

namespace Unboxed.Tests;

/// <summary>Whether another assembly has an entry: what the runtime throws where it has not, in place of the method that names it.</summary>
public class ForeignEntryTests
{
    public static readonly TheoryData<Exception> Missing = [new MissingMethodException(), new TypeLoadException(), new FileNotFoundException(), new FileLoadException(), new BadImageFormatException()];

    [Fact]
    public void What_can_be_named_is_there() => Assert.True(ForeignEntry.IsThere(static () => { }));

    [Theory]
    [MemberData(nameof(Missing))]
    public void What_is_missing_is_not(Exception exception) => Assert.False(ForeignEntry.IsThere(() => throw exception));

    [Fact]
    public void Nothing_else_is_hidden() => Assert.Throws<InvalidOperationException>(() => ForeignEntry.IsThere(static () => throw new InvalidOperationException()));
}

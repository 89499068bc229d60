using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

/// <summary>How many bytes of a stack a variable takes, as far as metadata can tell.</summary>
public sealed class StackEstimateTests
{
    const string Source = """
        [InlineArray(512)] struct Block { long first; }
        struct Words { public long A, B, C, D, E, F, G, H; }
        struct Many<T> { public T A, B, C, D, E, F, G, H; }
        class C { Block block; Many<Words> nested; Many<Many<string>> references; string text; int number; }
        """;

    [Theory]
    [InlineData("block", 4096)]
    [InlineData("nested", 512)]
    [InlineData("references", 512)]
    [InlineData("text", 8)]
    [InlineData("number", 8)]
    public void A_variable_takes_what_its_fields_take(string field, int bytes) =>
        Assert.Equal(bytes, StackEstimate.Bytes(Snippet.Release(Source).Type("C").Fields.Single(candidate => candidate.Name == field).FieldType));
}

using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Tests.Analysis.Support;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class FrameLayoutTests
{
    readonly Snippet snippet = Snippet.Release("""
        enum E { A }
        struct Small { byte a; short b; }
        struct Large { long a, b; int c; }
        struct WithReference { int a; string b; }
        struct Pair<X> { X a, b; }
        class F<T>
        {
            string text; int[] array; int number; bool flag; double real; nint native; E own; DayOfWeek foreign;
            Small small; Large large; WithReference mixed; Pair<int> ints; Pair<string> texts; Pair<long> longs; T any; int? maybe; Guid guid;
        }
        """);

    [Fact]
    public void A_frame_has_a_header()
    {
        Assert.Equal((3, 1, 1), Sizes(FrameLayout.Of([])));
        Assert.Equal((CompilerServices.Future.HeaderSlots, CompilerServices.Future.HeaderWords), (FrameLayout.HeaderSlots, FrameLayout.HeaderWords));
    }

    [Theory]
    [InlineData("text", "Slot")]
    [InlineData("array", "Slot")]
    [InlineData("number", "Word")]
    [InlineData("flag", "Word")]
    [InlineData("real", "Word")]
    [InlineData("native", "Word")]
    [InlineData("own", "Word")]
    [InlineData("foreign", "DecidedByJit")]
    [InlineData("small", "DecidedByJit")]
    [InlineData("ints", "DecidedByJit")]
    [InlineData("any", "DecidedByJit")]
    [InlineData("maybe", "DecidedByJit")]
    public void A_variable_is_placed_by_its_type(string field, string placement) => Assert.Equal(placement, Of(field).Fields.Single().Placement.ToString());

    [Fact]
    public void Variables_follow_the_header_and_share_no_place()
    {
        var frame = Of("text", "number", "large", "flag", "array");
        Assert.Equal([(3, -1), (-1, 1), (4, -1), (-1, 2), (5, -1)], frame.Fields.Select(field => (field.Slot, field.Word)));
        Assert.Equal((6, 3, 6), Sizes(frame));
        Assert.Equal(["Large"], frame.DecidedByJit.Select(type => type.Name));
    }

    [Theory]
    [InlineData("small", 1)]
    [InlineData("large", 3)]
    [InlineData("mixed", 0)]
    [InlineData("ints", 1)]
    [InlineData("longs", 2)]
    [InlineData("texts", 0)]
    [InlineData("any", 1)]
    [InlineData("maybe", 1)]
    [InlineData("foreign", 1)]
    public void The_words_of_a_struct_are_estimated_from_metadata(string field, int words) => Assert.Equal(1 + words, Of(field).Size.Words);

    [Fact]
    public void A_need_counts_eight_bytes_for_each_slot_and_word()
    {
        Assert.Equal(40, new Need(2, 3).Bytes);
        Assert.Equal(new Need(5, 4), new Need(2, 3).Plus(new(3, 1)));
        Assert.Equal(new Need(3, 3), new Need(2, 3).Max(new(3, 1)));
    }

    SuspensionFrame Of(params string[] names) => FrameLayout.Of(names.Select(name => snippet.Type("F`1").Fields.Single(field => field.Name == name)));

    static (int, int, int) Sizes(SuspensionFrame frame) => (frame.Slots, frame.FixedWords, frame.Size.Words);
}

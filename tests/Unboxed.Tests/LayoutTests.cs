using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;
using Unboxed.Tests.Support;

namespace Unboxed.Tests;

public class LayoutTests
{
    enum Where { Words, Slot, Holder }

    [InlineArray(40)] struct Bytes40 { byte first; }
    [InlineArray(33)] struct Bytes33 { byte first; }
    [InlineArray(9)] struct Bytes9 { byte first; }
    [InlineArray(3)] struct Bytes3 { byte first; }
    [InlineArray(2)] struct TwoReferences { object? first; }
    record struct Mixed(string? Text, int Number);
    record struct Single(string? Text);
    record struct Empty;

    [Fact] public void A_reference_is_kept_in_the_slot() => Check("text", Where.Slot, 0);
    [Fact] public void A_null_reference_comes_back_as_null() => Check<string?>(null, null, 0);
    [Fact] public void An_int_is_kept_in_one_word() => Check(-7, Where.Words, 1);
    [Fact] public void A_byte_is_kept_in_one_word() => Check((byte)250, Where.Words, 1);
    [Fact] public void A_long_is_kept_in_one_word() => Check(long.MinValue, Where.Words, 1);
    [Fact] public void A_decimal_is_kept_in_two_words() => Check(decimal.MaxValue, Where.Words, 2);
    [Fact] public void A_guid_is_kept_in_two_words() => Check(Guid.NewGuid(), Where.Words, 2);
    [Fact] public void A_nullable_number_is_kept_in_words() => Check<long?>(5, Where.Words, 2);
    [Fact] public void An_empty_struct_is_kept_in_one_word() => Check(new Empty(), Where.Words, 1);
    [Fact] public void A_cancellation_token_is_a_single_reference() => Check(new CancellationTokenSource().Token, Where.Slot, 0);
    [Fact] public void A_task_awaiter_is_a_single_reference() => Check(new Single("text"), Where.Slot, 0);
    [Fact] public void A_reference_and_data_go_to_a_holder() => Check(new Mixed("text", 3), Where.Holder, 0);
    [Fact] public void A_value_task_goes_to_a_holder() => Check(new ValueTask<int>(3), Where.Holder, 0);
    [Fact] public void An_enumerator_of_a_list_goes_to_a_holder() => Check(("a", 1, new object()), Where.Holder, 0);

    [Fact]
    public void Structs_of_every_size_come_back_whole_and_touch_no_neighbour()
    {
        CheckBytes<byte>(1);
        CheckBytes<short>(1);
        CheckBytes<Bytes3>(1);
        CheckBytes<int>(1);
        CheckBytes<long>(1);
        CheckBytes<Bytes9>(2);
        CheckBytes<Guid>(2);
        CheckBytes<Bytes33>(5);
        CheckBytes<Bytes40>(5);
    }

    /// <summary>A frame of four slots and ten words, with values at its first slot and word.</summary>
    static readonly Place frame = Places.At(1, 1);

    static Scratch New()
    {
        Scratch scratch = default;
        scratch.Begin(CurrentThread.Known(default), Chain.Rent(5, 12), 0);
        return scratch;
    }

    static void AssertEmpty(ref Scratch scratch) => Assert.True(scratch.Chain!.IsEmpty);

    [Fact]
    public void Two_references_go_to_a_holder_and_survive_a_collection()
    {
        var scratch = New();
        Save(ref scratch);
        GC.Collect();
        var value = Layout.Take<TwoReferences>(ref scratch, frame, 0, 0);
        Assert.Equal("1", value[0]!.ToString());
        Assert.Equal("2", value[1]!.ToString());
        AssertEmpty(ref scratch);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Save(ref Scratch scratch)
        {
            var value = default(TwoReferences);
            value[0] = new string('1', 1);
            value[1] = new string('2', 1);
            Layout.Save(ref scratch, frame, 0, 0, value);
        }
    }

    [Fact]
    public void A_single_reference_inside_a_struct_survives_a_collection()
    {
        var scratch = New();
        Save(ref scratch);
        GC.Collect();
        GC.Collect();
        Assert.Equal("aaa", Layout.Take<Single>(ref scratch, frame, 0, 0).Text);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Save(ref Scratch scratch) => Layout.Save(ref scratch, frame, 0, 0, new Single(new string('a', 3)));
    }

    [Fact]
    public void A_holder_goes_back_to_its_pool_emptied()
    {
        Garbage.AssertCollected(Garbage.In(() =>
        {
            var scratch = New();
            var value = new object();
            Layout.Save(ref scratch, frame, 0, 0, (value, 1, 2));
            Layout.Take<(object, int, int)>(ref scratch, frame, 0, 0);
            return new WeakReference(value);
        }));
    }

    [Fact]
    public void Saving_and_taking_allocates_nothing_once_warm()
    {
        var chain = Chain.Rent(5, 12);
        void Round()
        {
            Scratch scratch = default;
            scratch.Begin(CurrentThread.Known(default), chain, 0);
            Layout.Save(ref scratch, frame, 0, 0, new Mixed("text", 1));
            Layout.Take<Mixed>(ref scratch, frame, 0, 0);
            Layout.Save(ref scratch, frame, 0, 0, 17m);
            Layout.Take<decimal>(ref scratch, frame, 0, 0);
            GivenResults.Give(ref scratch, new Mixed("text", 1));
            scratch.TakeResult<Mixed>(0);
            GivenResults.Give(ref scratch, 17m);
            scratch.TakeResult<decimal>(0);
        }
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Primitives_and_references_of_a_frame_come_back()
    {
        var scratch = New();
        scratch.Keep(frame, 2, "text");
        scratch.KeepWord(frame, 1, true);
        scratch.KeepWord(frame, 2, DayOfWeek.Friday);
        scratch.KeepWord(frame, 3, double.Epsilon);
        Assert.Equal("text", scratch.Kept<string>(frame, 2));
        Assert.True(scratch.KeptWord<bool>(frame, 1));
        Assert.Equal(DayOfWeek.Friday, scratch.KeptWord<DayOfWeek>(frame, 2));
        Assert.Equal(double.Epsilon, scratch.KeptWord<double>(frame, 3));
        scratch.Keep(frame, 2, null);
        Assert.Null(scratch.Kept<string?>(frame, 2));
        AssertEmpty(ref scratch);
    }

    /// <summary>Of words: 8 GB.</summary>
    const int Most = (1 << 30) - 1;

    [Fact]
    public void A_place_is_one_word()
    {
        foreach (var (slot, word) in new[] { (0, 0), (7, 5), (int.MaxValue, Most) })
        {
            var place = Places.At(slot, word);
            Assert.False(place.IsNone);
            Assert.Equal((slot, word), (place.Slot, place.Word));
        }
        Assert.True(Place.None.IsNone);
    }

    [Fact]
    public void A_body_notes_beside_its_place_that_contexts_may_have_changed()
    {
        foreach (var (slot, word) in new[] { (0, 0), (7, 5), (int.MaxValue, Most) })
        {
            var noted = Places.At(slot, word) | Place.MayHaveChanged;
            Assert.Equal((slot, word, false), (noted.Slot, noted.Word, noted.IsNone));
        }
        Assert.True((Place.None | Place.MayHaveChanged).IsNone);
    }

    [Fact]
    public void The_larger_of_two_sizes_is_the_larger()
    {
        Assert.Equal(5, Layout.Max(5, 3));
        Assert.Equal(5, Layout.Max(3, 5));
    }

    /// <summary>As a variable of a frame, and as a result.</summary>
    static void Check<T>(T value, Where? where, int wordCount)
    {
        Assert.Equal(wordCount, Layout.Words<T>());
        var scratch = New();
        scratch.Word(frame, -1) = scratch.Word(frame, wordCount) = -1;
        Layout.Save(ref scratch, frame, 0, 0, value);
        if (where is { } expected)
        {
            object? slot = scratch.Slot(frame, 0);
            Assert.Equal(expected, slot is null ? Where.Words : slot is Pooled ? Where.Holder : Where.Slot);
        }
        Assert.Equal(value, Layout.Take<T>(ref scratch, frame, 0, 0));
        Assert.Equal((-1, -1), (scratch.Word(frame, -1), scratch.Word(frame, wordCount)));
        // A reference is kept until the method has completed: what it keeps again costs less.
        if (where != Where.Slot) AssertEmpty(ref scratch);

        GivenResults.Give(ref scratch, value);
        Assert.Equal(where is null or Where.Slot && !typeof(T).IsValueType ? value : (object?)null, scratch.Carried is Pooled ? null : scratch.Carried);
        Assert.Equal(value, scratch.TakeResult<T>(0));
        Assert.Null(scratch.Carried);
    }

    static void CheckBytes<T>(int wordCount) where T : unmanaged
    {
        Assert.Equal(wordCount, Layout.Words<T>());
        var scratch = New();
        scratch.Word(frame, -1) = scratch.Word(frame, wordCount) = -1;
        T value = default;
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref value));
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i + 1);
        Layout.Save(ref scratch, frame, 0, 0, value);
        AssertSame(Layout.Take<T>(ref scratch, frame, 0, 0));
        Assert.Equal((-1, -1), (scratch.Word(frame, -1), scratch.Word(frame, wordCount)));
        GivenResults.Give(ref scratch, value);
        AssertSame(scratch.TakeResult<T>(0));

        void AssertSame(T copy) => Assert.Equal(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref value)).ToArray(), System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref copy)).ToArray());
    }
}

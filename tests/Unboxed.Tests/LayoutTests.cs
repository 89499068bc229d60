using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests;

public class LayoutTests
{
    enum Place { Words, Slot, Holder }

    [InlineArray(40)] struct Bytes40 { byte first; }
    [InlineArray(33)] struct Bytes33 { byte first; }
    [InlineArray(9)] struct Bytes9 { byte first; }
    [InlineArray(3)] struct Bytes3 { byte first; }
    [InlineArray(2)] struct TwoReferences { object? first; }
    record struct Mixed(string? Text, int Number);
    record struct Single(string? Text);
    record struct Empty;

    [Fact] public void A_reference_is_kept_in_the_slot() => Check("text", Place.Slot, 0);
    [Fact] public void A_null_reference_comes_back_as_null() => Check<string?>(null, null, 0);
    [Fact] public void An_int_is_kept_in_one_word() => Check(-7, Place.Words, 1);
    [Fact] public void A_byte_is_kept_in_one_word() => Check((byte)250, Place.Words, 1);
    [Fact] public void A_long_is_kept_in_one_word() => Check(long.MinValue, Place.Words, 1);
    [Fact] public void A_decimal_is_kept_in_two_words() => Check(decimal.MaxValue, Place.Words, 2);
    [Fact] public void A_guid_is_kept_in_two_words() => Check(Guid.NewGuid(), Place.Words, 2);
    [Fact] public void A_nullable_number_is_kept_in_words() => Check<long?>(5, Place.Words, 2);
    [Fact] public void An_empty_struct_is_kept_in_one_word() => Check(new Empty(), Place.Words, 1);
    [Fact] public void A_cancellation_token_is_a_single_reference() => Check(new CancellationTokenSource().Token, Place.Slot, 0);
    [Fact] public void A_task_awaiter_is_a_single_reference() => Check(new Single("text"), Place.Slot, 0);
    [Fact] public void A_reference_and_data_go_to_a_holder() => Check(new Mixed("text", 3), Place.Holder, 0);
    [Fact] public void A_value_task_goes_to_a_holder() => Check(new ValueTask<int>(3), Place.Holder, 0);
    [Fact] public void An_enumerator_of_a_list_goes_to_a_holder() => Check(("a", 1, new object()), Place.Holder, 0);

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

    [Fact]
    public void Two_references_go_to_a_holder_and_survive_a_collection()
    {
        var slots = new object?[3];
        var words = new long[3];
        Save(slots, words);
        GC.Collect();
        var value = Layout.Take<TwoReferences>(ref slots[0], 1, ref words[0], 1, ThreadContext.Current);
        Assert.Equal("1", value[0]!.ToString());
        Assert.Equal("2", value[1]!.ToString());
        Assert.All(slots, Assert.Null);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Save(object?[] slots, long[] words)
        {
            var value = default(TwoReferences);
            value[0] = new string('1', 1);
            value[1] = new string('2', 1);
            Layout.Save(ref slots[0], 1, ref words[0], 1, value, ThreadContext.Current);
        }
    }

    [Fact]
    public void A_single_reference_inside_a_struct_survives_a_collection()
    {
        var slots = new object?[3];
        var words = new long[3];
        Save(slots, words);
        GC.Collect();
        GC.Collect();
        Assert.Equal("aaa", Layout.Take<Single>(ref slots[0], 1, ref words[0], 1, ThreadContext.Current).Text);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Save(object?[] slots, long[] words) => Layout.Save(ref slots[0], 1, ref words[0], 1, new Single(new string('a', 3)), ThreadContext.Current);
    }

    [Fact]
    public void A_holder_goes_back_to_its_pool_emptied()
    {
        var weak = Once();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Once()
        {
            var slots = new object?[1];
            long words = 0;
            var value = new object();
            Layout.Save(ref slots[0], 0, ref words, 0, (value, 1, 2), ThreadContext.Current);
            Layout.Take<(object, int, int)>(ref slots[0], 0, ref words, 0, ThreadContext.Current);
            return new WeakReference(value);
        }
    }

    [Fact]
    public void Saving_and_taking_allocates_nothing_once_warm()
    {
        var slots = new object?[1];
        var words = new long[2];
        void Round()
        {
            Layout.Save(ref slots[0], 0, ref words[0], 0, new Mixed("text", 1), ThreadContext.Current);
            Layout.Take<Mixed>(ref slots[0], 0, ref words[0], 0, ThreadContext.Current);
            Layout.Save(ref slots[0], 0, ref words[0], 0, 17m, ThreadContext.Current);
            Layout.Take<decimal>(ref slots[0], 0, ref words[0], 0, ThreadContext.Current);
        }
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Primitives_and_references_of_a_frame_come_back()
    {
        var slots = new object?[4];
        var words = new long[4];
        Frame.SaveReference(ref slots[0], 2, "text");
        Frame.SaveWord(ref words[0], 1, true);
        Frame.SaveWord(ref words[0], 2, DayOfWeek.Friday);
        Frame.SaveWord(ref words[0], 3, double.Epsilon);
        Assert.Equal("text", Frame.TakeReference<string>(ref slots[0], 2));
        Assert.True(Frame.TakeWord<bool>(ref words[0], 1));
        Assert.Equal(DayOfWeek.Friday, Frame.TakeWord<DayOfWeek>(ref words[0], 2));
        Assert.Equal(double.Epsilon, Frame.TakeWord<double>(ref words[0], 3));
        Assert.All(slots, Assert.Null);
    }

    static void Check<T>(T value, Place? place, int wordCount)
    {
        Assert.Equal(wordCount, Layout.Words<T>());
        var slots = new object?[3];
        var words = new long[wordCount + 2];
        Layout.Save(ref slots[0], 1, ref words[0], 1, value, ThreadContext.Current);
        if (place is { } expected)
        {
            var actual = slots[1] is null ? Place.Words : slots[1] is Pooled ? Place.Holder : Place.Slot;
            Assert.Equal(expected, actual);
        }
        Assert.Equal(value, Layout.Take<T>(ref slots[0], 1, ref words[0], 1, ThreadContext.Current));
        Assert.All(slots, Assert.Null);
        Assert.Equal(0, words[0]);
        Assert.Equal(0, words[^1]);
    }

    static void CheckBytes<T>(int wordCount) where T : unmanaged
    {
        Assert.Equal(wordCount, Layout.Words<T>());
        var slots = new object?[1];
        var words = new long[wordCount + 2];
        T value = default;
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref value));
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i + 1);
        Layout.Save(ref slots[0], 0, ref words[0], 1, value, ThreadContext.Current);
        T copy = Layout.Take<T>(ref slots[0], 0, ref words[0], 1, ThreadContext.Current);
        Assert.Equal(bytes.ToArray(), System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref copy)).ToArray());
        Assert.Equal((0L, 0L), (words[0], words[^1]));
    }
}

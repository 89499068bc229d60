using Unboxed.CompilerServices;

namespace Unboxed.Tests;

public class RoomTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 2, 3)]
    [InlineData(int.MaxValue, Room.MaxWords, short.MaxValue)]
    [InlineData(7, 0, -1)]
    [InlineData(0, Room.MaxWords, -5)]
    public void Each_number_comes_back_as_it_was_put_in(int slots, int words, int levels)
    {
        var room = new Room(slots, words, levels);
        Assert.Equal((slots, words, levels), (room.Slots, room.Words, room.Levels));
    }

    [Fact]
    public void Minus_takes_from_each_number_and_one_level()
    {
        var room = new Room(10, 6, 64).Minus(4, 1);
        Assert.Equal((6, 5, 63), (room.Slots, room.Words, room.Levels));
    }

    [Fact]
    public void A_frame_that_fits_exactly_leaves_nothing()
    {
        var room = new Room(4, 1, 1);
        Assert.True(room.Has(4, 1));
        room = room.Minus(4, 1);
        Assert.Equal((0, 0, 0), (room.Slots, room.Words, room.Levels));
        Assert.True(room.HasLevel);
        Assert.True(room.Has(0, 0));
        Assert.False(room.Has(1, 0));
        Assert.False(room.Has(0, 1));
    }

    [Fact]
    public void Levels_below_zero_refuse_every_frame()
    {
        var room = new Room(100, 100, 0).Minus(1, 1);
        Assert.Equal(-1, room.Levels);
        Assert.False(room.HasLevel);
        Assert.False(room.Has(0, 0));
        Assert.Equal((99, 99), (room.Slots, room.Words));
    }

    [Fact]
    public void The_largest_room_can_be_used_up_without_touching_its_neighbours()
    {
        var room = new Room(int.MaxValue, Room.MaxWords, 2).Minus(int.MaxValue, Room.MaxWords);
        Assert.Equal((0, 0, 1), (room.Slots, room.Words, room.Levels));
    }

    [Fact]
    public void Max_levels_is_what_a_root_hands_down()
    {
        var room = new Room(1000, 1000, Room.MaxLevels);
        for (int i = 0; i <= Room.MaxLevels; i++)
        {
            Assert.True(room.HasLevel);
            room = room.Minus(1, 1);
        }
        Assert.False(room.HasLevel);
    }
}

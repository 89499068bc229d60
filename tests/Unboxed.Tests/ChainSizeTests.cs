using System.Reflection;
using System.Runtime.CompilerServices;
using Unboxed.CompilerServices;

namespace Unboxed.Tests;

public class ChainSizeTests
{
    /// <summary>The cells of a chain of any size are read as those of the smallest.</summary>
    [Fact]
    public void The_cells_of_chains_of_all_sizes_lie_at_one_offset_and_have_no_gaps()
    {
        for (int size = 0; size < ChainSizes.Classes; size++)
        {
            var chain = ChainSizes.Create(size, 0, 0);
            var cells = Assert.Single(chain.GetType().GetGenericArguments());
            typeof(ChainSizeTests).GetMethod(nameof(MustLieWhereTheSmallestLie), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(cells).Invoke(null, [chain]);
        }
    }

    static void MustLieWhereTheSmallestLie<TCells>(Chain<TCells> chain) where TCells : struct
    {
        ref object? first = ref Unsafe.As<TCells, object?>(ref chain.Cells);
        Assert.True(Unsafe.AreSame(ref first, ref chain.Slots), typeof(TCells).Name);
        Assert.Equal((chain.SlotCount + chain.WordCount) * sizeof(long), Unsafe.SizeOf<TCells>());
        ref object? end = ref Unsafe.Add(ref first, chain.SlotCount + chain.WordCount);
        Assert.True(Unsafe.AreSame(ref end, ref Unsafe.As<long, object?>(ref Unsafe.Add(ref chain.Words, chain.WordCount))), typeof(TCells).Name);
    }
}

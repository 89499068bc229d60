using System.Runtime.CompilerServices;

namespace Unboxed.CompilerServices;

/// <summary>A chain with its cells: slots first, and then words, so that both are found without knowing the type.</summary>
sealed class Chain<TCells> : Chain where TCells : struct
{
    internal TCells Cells;
}

/// <summary>The sizes of chains: frames have about twice as many slots as words.</summary>
static class ChainSizes
{
    static ReadOnlySpan<short> Steps => [0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 45, 64, 96, 140, 200];

    internal const int Classes = 16;

    /// <summary>The fields of a chain beside its cells, in bytes.</summary>
    const int FieldBytes = 56;

    internal static readonly Pool[] Pools = [.. Enumerable.Range(0, Classes).Select(size => new Pool(Pooled.HeaderBytes + FieldBytes + 8 * (Slots(size) + Words(size))))];

    /// <summary>A block of an allocator's, with its two arrays, in bytes.</summary>
    internal static int BlockBytes(int size) => Pooled.HeaderBytes + FieldBytes + 32 + 2 * 24 + 8 * (Slots(size) + Words(size));

    internal static int Slots(int size) => 4 + 2 * Steps[size];

    internal static int Words(int size) => 2 + Steps[size];

    internal static int Class(int slots, int words)
    {
        int step = Math.Max((slots - 3) >> 1, words - 2), size = 0;
        while (Steps[size] < step)
            if (++size == Classes) break;
        return size;
    }

    /// <summary>A chain of a class, or a larger one of its own size.</summary>
    internal static Chain Create(int size, int slots, int words) => size < Classes ? Create(size) : new LargeChain(slots, words);

    static Chain Create(int size)
    {
        Chain chain = size switch
        {
            0 => new Chain<Smallest>(),
            1 => new Chain<C1>(),
            2 => new Chain<C2>(),
            3 => new Chain<C3>(),
            4 => new Chain<C4>(),
            5 => new Chain<C5>(),
            6 => new Chain<C6>(),
            7 => new Chain<C7>(),
            8 => new Chain<C8>(),
            9 => new Chain<C9>(),
            10 => new Chain<C10>(),
            11 => new Chain<C11>(),
            12 => new Chain<C12>(),
            13 => new Chain<C13>(),
            14 => new Chain<C14>(),
            _ => new Chain<C15>(),
        };
        chain.SetSize(size, Slots(size), Words(size));
        return chain;
    }

#pragma warning disable CS0169, IDE0051, CA1823, IDE0044 // The runtime repeats the fields; code reaches them by their addresses.
    internal struct Smallest
    {
        S slots;
        W words;

        [InlineArray(4)]
        struct S { object? first; }

        [InlineArray(2)]
        struct W { long first; }
    }

    internal struct C1
    {
        S slots;
        W words;

        [InlineArray(6)]
        struct S { object? first; }

        [InlineArray(3)]
        struct W { long first; }
    }

    internal struct C2
    {
        S slots;
        W words;

        [InlineArray(8)]
        struct S { object? first; }

        [InlineArray(4)]
        struct W { long first; }
    }

    internal struct C3
    {
        S slots;
        W words;

        [InlineArray(10)]
        struct S { object? first; }

        [InlineArray(5)]
        struct W { long first; }
    }

    internal struct C4
    {
        S slots;
        W words;

        [InlineArray(12)]
        struct S { object? first; }

        [InlineArray(6)]
        struct W { long first; }
    }

    internal struct C5
    {
        S slots;
        W words;

        [InlineArray(16)]
        struct S { object? first; }

        [InlineArray(8)]
        struct W { long first; }
    }

    internal struct C6
    {
        S slots;
        W words;

        [InlineArray(20)]
        struct S { object? first; }

        [InlineArray(10)]
        struct W { long first; }
    }

    internal struct C7
    {
        S slots;
        W words;

        [InlineArray(26)]
        struct S { object? first; }

        [InlineArray(13)]
        struct W { long first; }
    }

    internal struct C8
    {
        S slots;
        W words;

        [InlineArray(34)]
        struct S { object? first; }

        [InlineArray(17)]
        struct W { long first; }
    }

    internal struct C9
    {
        S slots;
        W words;

        [InlineArray(44)]
        struct S { object? first; }

        [InlineArray(22)]
        struct W { long first; }
    }

    internal struct C10
    {
        S slots;
        W words;

        [InlineArray(64)]
        struct S { object? first; }

        [InlineArray(32)]
        struct W { long first; }
    }

    internal struct C11
    {
        S slots;
        W words;

        [InlineArray(94)]
        struct S { object? first; }

        [InlineArray(47)]
        struct W { long first; }
    }

    internal struct C12
    {
        S slots;
        W words;

        [InlineArray(132)]
        struct S { object? first; }

        [InlineArray(66)]
        struct W { long first; }
    }

    internal struct C13
    {
        S slots;
        W words;

        [InlineArray(196)]
        struct S { object? first; }

        [InlineArray(98)]
        struct W { long first; }
    }

    internal struct C14
    {
        S slots;
        W words;

        [InlineArray(284)]
        struct S { object? first; }

        [InlineArray(142)]
        struct W { long first; }
    }

    internal struct C15
    {
        S slots;
        W words;

        [InlineArray(404)]
        struct S { object? first; }

        [InlineArray(202)]
        struct W { long first; }
    }
#pragma warning restore CS0169, IDE0051, CA1823, IDE0044
}

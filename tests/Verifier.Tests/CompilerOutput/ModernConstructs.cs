#pragma warning disable CA1822, CA1812, CA1051, CA1815, CA1066, CA1000, IDE0044, IDE0060, CA1801, CA1805, CA1823, CS0169
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unboxed.Verifier.CompilerOutput;

/// <summary>What is valid although ECMA-335 does not know it yet, and what woven code is made of.</summary>
internal static class ModernConstructs
{
    [InlineArray(8)]
    public struct Slots
    {
        object? first;
    }

    public ref struct Cursor(ref int target)
    {
        public ref int Target = ref target;
        public readonly ref readonly int Value => ref Target;
    }

    public interface IShape<TSelf> where TSelf : IShape<TSelf>
    {
        static abstract TSelf Create();
        static virtual int Sides => 4;
        static abstract TSelf operator +(TSelf left, TSelf right);
    }

    public readonly record struct Square(int Side) : IShape<Square>
    {
        public static Square Create() => new(1);
        public static Square operator +(Square left, Square right) => new(left.Side + right.Side);
    }

    public record Animal(string Name)
    {
        public virtual Animal Copy() => this with { Name = Name + "'" };
    }

    public sealed record Dog(string Name, int? Age) : Animal(Name)
    {
        public override Dog Copy() => this with { Age = Age + 1 };
    }

    public static T Add<T>(T value) where T : IShape<T> => T.Sides > 3 ? value + T.Create() : value;

    public static ref object? At(ref object? refs, ref long words, int index)
    {
        Unsafe.Add(ref words, index) = Unsafe.As<object?, long>(ref refs);
        return ref Unsafe.Add(ref refs, index);
    }

    public static bool Scratch(out int result)
    {
        var slots = new Slots();
        long words = 0;
        At(ref Unsafe.As<Slots, object?>(ref slots), ref words, 1) = "";
        Span<object?> all = slots;
        result = Unsafe.As<string>(all[1]!).Length + (slots[2] is string { Length: > 1 } text ? text.Length : 0);
        return result > 0;
    }

    public static int Through(in int value, ref readonly int other, scoped ref Cursor cursor)
    {
        cursor.Target++;
        ref var larger = ref cursor.Target > value ? ref cursor.Target : ref Find([1, 2, 3], value);
        larger += other;
        return cursor.Value;
    }

    public static ref int Find(int[] items, int value)
    {
        foreach (ref var item in items.AsSpan())
            if (item == value)
                return ref item;
        return ref items[0];
    }

    public static object Nullable(int? value, object boxed) => value is null ? (int?)boxed ?? 3 : value.Value > 2 ? value : (object)(DayOfWeek?)DayOfWeek.Friday!;

    public static IEnumerable<object> Merge(bool which, string[] texts, List<string> list) => which ? texts : list;

    public static IComparable Choose(int which) => which switch { 0 => 1, 1 => "", 2 => DateTime.Now, _ => DayOfWeek.Friday };

    public static string Rethrow<T>(Func<T> body, [NotNullIfNotNull(nameof(fallback))] string? fallback) where T : class, IDisposable
    {
        try
        {
            using var disposable = body();
            return $"{disposable} {disposable?.GetHashCode():x} {fallback?.Length,3}";
        }
        catch (Exception e) when (e is ArgumentException { ParamName: { } name } && name != fallback)
        {
            throw;
        }
        catch (TimeoutException)
        {
            goto end;
        }
        finally
        {
            Console.WriteLine();
        }
    end:
        return fallback ?? "";
    }

    public static TResult CatchGeneric<TException, TResult>(Func<TResult> body, Func<TException, TResult> handle) where TException : Exception
    {
        try
        {
            return body();
        }
        catch (TException e)
        {
            return handle(e);
        }
    }

    public static void Multi(int[,] grid, ref object[] items)
    {
        grid[1, 2] += grid[0, 0];
        ref var cell = ref grid[1, 1];
        cell++;
        items[0] = new Dictionary<string, int> { ["a"] = 1 };
        Action<object> print = Console.WriteLine;
        Action<string> narrower = print;
        narrower += static text => Console.WriteLine(text);
        var numbers = new List<int>().GetEnumerator();
        Func<bool> next = numbers.MoveNext;
    }
}

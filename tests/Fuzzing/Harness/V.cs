using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Unboxed.Fuzzing.Harness;

/// <summary>A struct with references and data.</summary>
public record struct Wide(int Number, string Text, object? Boxed, long More);

/// <summary>A struct without references, of several words.</summary>
public record struct Big(long A, long B, long C, byte D);

/// <summary>A struct that is exactly one reference.</summary>
public record struct Wrapped(string Text);

/// <summary>Values of every type from a number, and back: programs compute with them without knowing them.</summary>
public static class V
{
    public static T Of<T>(int n) => (T)Make(typeof(T), n)!;

    static object? Make(Type type, int n)
    {
        if (type == typeof(int)) return n;
        if (type == typeof(long)) return n * 1_000_003L;
        if (type == typeof(string)) return Text(n);
        if (type == typeof(bool)) return (n & 1) != 0;
        if (type == typeof(byte)) return (byte)n;
        if (type == typeof(char)) return (char)('a' + (n & 15));
        if (type == typeof(double)) return n / 4.0;
        if (type == typeof(decimal)) return n / 8m;
        if (type == typeof(object)) return (n & 1) != 0 ? n : Text(n);
        if (type == typeof(int?)) return n % 3 == 0 ? null : n;
        if (type == typeof((int, string))) return (n, Text(n));
        if (type == typeof(DateTime)) return new DateTime(Math.Abs((long)n) % 1_000_000, DateTimeKind.Utc);
        if (type == typeof(Guid)) return new Guid(n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        if (type == typeof(DayOfWeek)) return (DayOfWeek)(n & 3);
        if (type == typeof(int[])) return new[] { n, n + 1 };
        if (type == typeof(List<string>)) return new List<string> { Text(n), Text(n + 1) };
        if (type == typeof(CancellationToken)) return new CancellationToken((n & 1) != 0);
        if (type == typeof(KeyValuePair<string, long>)) return KeyValuePair.Create(Text(n), (long)n);
        if (type == typeof(Wide)) return new Wide(n, Text(n), n % 5, ~n);
        if (type == typeof(Big)) return new Big(n, -n, n * 3L, (byte)n);
        if (type == typeof(Wrapped)) return new Wrapped(Text(n));
        throw new ArgumentException($"No values of {type} are known.");
    }

    static string Text(int n) => "t" + n.ToString(CultureInfo.InvariantCulture);

    /// <summary>A small number that depends on the whole value.</summary>
    public static int Hash<T>(T value)
    {
        int hash = 17;
        foreach (char c in Show(value)) hash = unchecked((hash * 31) + c);
        return Math.Abs(hash % 97);
    }

    /// <summary>The value as text, the same in every run.</summary>
    public static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => text,
        CancellationToken token => token.IsCancellationRequested ? "canceled" : "token",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        ITuple tuple => "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Show(tuple[i]))) + ")",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Show)) + "]",
        _ => value.ToString() ?? "",
    };

    /// <summary>Several values in one, evaluated in their order.</summary>
    public static int Combine<A, B>(A a, B b) => Hash((Show(a), Show(b)));

    public static int Combine<A, B, C>(A a, B b, C c) => Hash((Show(a), Show(b), Show(c)));
}

// The types that the bodies under test are written in and work on. They are read back with Cecil, never run.
#pragma warning disable CS0169, CS0414, CS0649, CA1051, CA1052, CA1812, CA1823, CA2211, IDE0044, IDE0051, CA1805, CA1024, CA1040, CA1711

namespace Unboxed.Verifier.Tests.Building;

public class Host
{
    public int Count;
    public string Name = "";
    public long[] Numbers = [];
    public readonly int Fixed;
    public static int Total;
    public static readonly int Shared;

    public Host() { }
    private void Secret() { }
    public void Use(string text) { }
    public static void Take(int number, string text) { }
    public static void TakeLong(long number) { }
    public static void TakeReference(ref int number) { }
    public static void TakeReadOnly(in int number) { }
    public static void TakeSource(ISource source) { }
    public static void OnText(string text) { }
    public static void OnNumber(int number) { }

    public class Nested;

    private class Hidden
    {
        public static void Reach() { }
    }
}

public class Stranger;

public abstract class Shape
{
    protected int Size;
    protected Shape() { }
    protected void Grow() { }
    public abstract int Area();
}

public class Square : Shape
{
    public override int Area() => Size;
}

public class Circle : Shape
{
    public override int Area() => Size;
}

public struct Point
{
    public int X;
    public string Label;
    public readonly int Sum() => X;
}

public class Cell<T>
{
    public T Item = default!;
    public T Get() => Item;
}

public static class Generic
{
    public static T Same<T>(T value) => value;
}

public interface ISource
{
    int Next();
}

public class Source : ISource
{
    public int Next() => 0;
}

// Values whose sizes do not fit where sizes are counted. Those that say `boxed` may end the process where they are woven.

//! shape Inline_array_of_320_KB_in_a_frame
//! boxed
//! assembly App
[InlineArray(40000)] public struct Large { public long First; }
public interface I { Task<long> M(int a); }
public sealed class X : I { public async Task<long> M(int a) { Large large = default; large[39999] = a; large[0] = 1; await Leaf.Wait(); return large[0] + large[39999]; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Fixed_buffer_of_300_KB_in_a_frame
//! boxed
//! assembly App
public unsafe struct Large { public fixed byte Bytes[300000]; public readonly byte Last => Bytes[299999]; public void Set(byte value) => Bytes[299999] = value; }
public interface I { Task<int> M(int a); }
public sealed class X : I { public async Task<int> M(int a) { Large large = default; large.Set((byte)a); await Leaf.Wait(); return large.Last; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Explicit_size_of_256_KB_in_a_frame
//! boxed
//! assembly App
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 262144)] public struct Large { public int First; }
public interface I { Task<int> M(int a); }
public sealed class X : I { public async Task<int> M(int a) { Large large = default; large.First = a; await Leaf.Wait(); return large.First; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Inline_array_of_a_type_parameter
//! boxed
//! assembly App
[InlineArray(40000)] public struct Large<T> { public T First; }
public interface I { Task<string> M<T>(T a); }
public sealed class X : I { public async Task<string> M<T>(T a) { Large<T> large = default; large[39999] = a; await Leaf.Wait(); return large[0] + " " + large[39999]; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.M(2L)); }
}

//! shape Large_value_as_argument
//! boxed
//! assembly App
[InlineArray(9000)] public struct Large { public long First; }
public interface I { Task<long> M(Large a); }
public sealed class X : I { public async Task<long> M(Large a) { await Leaf.Wait(); return a[8999]; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Large large = default; large[8999] = 4; Trace.Add(await x.M(large)); }
}

//! shape Large_value_as_argument_of_a_type_parameter
//! scratch 0
//! assembly App
[InlineArray(9000)] public struct Large { public long First; }
public interface I<T> { Task<string> M(T a); }
public sealed class X<T>(Func<T, string> show) : I<T> { public async Task<string> M(T a) { await Leaf.Wait(); return show(a); } }
public static class Program
{
    public static Task Run() => Call(new X<Large>(large => large[8999].ToString()));
    static async Task Call(I<Large> x) { Large large = default; large[8999] = 4; Trace.Add(await x.M(large)); }
}

//! shape Large_result
//! boxed
//! assembly App
[InlineArray(40000)] public struct Large { public long First; }
public interface I { ValueTask<Large> M(int a); }
public sealed class X : I { public async ValueTask<Large> M(int a) { await Leaf.Wait(); Large large = default; large[39999] = a; return large; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { var large = await x.M(3); Trace.Add(large[39999]); }
}

//! shape Nested_large_value_of_another_assembly
//! boxed
//! assembly A
[InlineArray(200)] public struct Row { public long First; }
[InlineArray(200)] public struct Large { public Row First; }
public interface I { Task<long> M(int a); }
//! assembly App
public sealed class X : I { public async Task<long> M(int a) { Large large = default; large[199][199] = a; await Leaf.Wait(); return large[199][199]; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Small_inline_array_in_a_frame
//! scratch 1
//! assembly App
[InlineArray(8)] public struct Small { public int First; }
public interface I { Task<int> M(int a); }
public sealed class X : I { public async Task<int> M(int a) { Small small = default; small[7] = a; small[0] = 1; await Leaf.Wait(); return small[0] + small[7]; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Inline_array_of_references
//! scratch 1
//! assembly App
[InlineArray(4)] public struct Small<T> { public T First; }
public interface I { Task<string> M(int a); }
public sealed class X : I { public async Task<string> M(int a) { Small<string> small = default; small[3] = "last " + a; small[0] = "first"; await Leaf.Wait(); GC.Collect(); return small[0] + small[3]; } }
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) => Trace.Add(await x.M(1));
}

//! shape Small_fixed_buffer_and_explicit_layout
//! scratch 2
//! assembly App
public unsafe struct Buffer { public fixed byte Bytes[20]; public readonly byte Last => Bytes[19]; public void Set(byte value) => Bytes[19] = value; }
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct Union { [System.Runtime.InteropServices.FieldOffset(0)] public long Long; [System.Runtime.InteropServices.FieldOffset(4)] public int High; }
public interface I { Task<int> M(int a); Task<int> N(Union u); }
public sealed class X : I
{
    public async Task<int> M(int a) { Buffer buffer = default; buffer.Set((byte)a); await Leaf.Wait(); return buffer.Last; }
    public async Task<int> N(Union u) { await Leaf.Wait(); u.High++; await Leaf.Wait(); return (int)(u.Long >> 32); }
}
public static class Program
{
    public static Task Run() => Call(new X());
    static async Task Call(I x) { Trace.Add(await x.M(1)); Trace.Add(await x.N(new Union { Long = 5L << 32 })); }
}

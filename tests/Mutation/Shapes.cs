namespace Unboxed.Mutation;

/// <summary>Sources of assemblies to damage, with something of most that metadata has.</summary>
static class Shapes
{
    const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Runtime.InteropServices;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    internal static IReadOnlyList<(string Name, string Source)> All => [("calls", Usings + Calls), ("generics", Usings + Generics), ("classes", Usings + Classes), ("iterators", Usings + Iterators), ("members", Usings + Members)];

    /// <summary>What <see cref="User"/> refers to.</summary>
    internal const string Library = Usings + """
        public interface IStore<T> { Task<T> LoadAsync(string key); ValueTask SaveAsync(string key, T value); }
        public abstract class StoreBase<T> : IStore<T>
        {
            public abstract Task<T> LoadAsync(string key);
            public virtual async ValueTask SaveAsync(string key, T value) { await Task.Yield(); }
            public class Options { public int Size { get; set; } }
        }
        public class MemoryStore : StoreBase<int> { public override async Task<int> LoadAsync(string key) { await Task.Yield(); return key.Length; } }
        public struct Key { public long High; public string Text; }
        public static class Extensions { public static Task<T> LoadTwiceAsync<T>(this IStore<T> store, string key) => store.LoadAsync(key + key); }
        """;

    internal const string User = Usings + """
        public class Own : StoreBase<Key>
        {
            readonly IStore<int> inner = new MemoryStore();
            public override async Task<Key> LoadAsync(string key) => new() { High = await inner.LoadAsync(key), Text = key };
            public override async ValueTask SaveAsync(string key, Key value) { await base.SaveAsync(key, value); await inner.SaveAsync(key, (int)value.High); }
        }
        public class Both : IStore<int>, IStore<string>
        {
            async Task<int> IStore<int>.LoadAsync(string key) { await Task.Yield(); return 1; }
            async Task<string> IStore<string>.LoadAsync(string key) { await Task.Yield(); return key; }
            async ValueTask IStore<int>.SaveAsync(string key, int value) => await ((IStore<string>)this).SaveAsync(key, "x");
            public async ValueTask SaveAsync(string key, string value) { Key local = new() { Text = value }; await Task.Yield(); GC.KeepAlive(local.Text + new StoreBase<Key>.Options().Size); }
            public static async Task<int> RunAsync(IStore<int> a, IStore<string> b) => await a.LoadAsync("k") + (await b.LoadTwiceAsync("k")).Length;
        }
        """;

    const string Calls = """
        public interface ISource { ValueTask<int> NextAsync(int value); Task SendAsync(string text); }

        public sealed class Doubling(ISource inner) : ISource
        {
            int calls;
            public async ValueTask<int> NextAsync(int value) { calls++; return 2 * await inner.NextAsync(value); }
            public async Task SendAsync(string text) { try { await inner.SendAsync(text + calls); } finally { await Task.Yield(); } }
        }

        public sealed class Leaf : ISource
        {
            public async ValueTask<int> NextAsync(int value) { await Task.Yield(); return value; }
            public Task SendAsync(string text) => text.Length == 0 ? Task.CompletedTask : SendCoreAsync(text);
            async Task SendCoreAsync(string text) { for (int i = 0; i < text.Length; i++) await Task.Delay(0).ConfigureAwait(false); }
        }

        public static class Entry
        {
            public static async Task<int> RunAsync()
            {
                ISource source = new Doubling(new Leaf());
                int sum = 0;
                for (int i = 0; i < 10; i++) sum += await source.NextAsync(i);
                await source.SendAsync("text");
                Func<int, Task<int>> lambda = async x => { await Task.Yield(); return x + sum; };
                return await lambda(1) switch { 0 => await source.NextAsync(1), 1 => 2, _ => await Pass(source, 3) };
            }

            static ValueTask<int> Pass(ISource source, int x) => source.NextAsync(x);
        }
        """;

    const string Generics = """
        public interface IMap<TKey, TValue> where TKey : notnull { Task<TValue> GetAsync(TKey key); ValueTask<TResult> MapAsync<TResult>(TKey key, Func<TValue, TResult> map) where TResult : IComparable<TResult>; }

        public class Cached<TKey, TValue>(IMap<TKey, TValue> inner) : IMap<TKey, TValue> where TKey : notnull
        {
            readonly Dictionary<TKey, TValue> known = new();
            public async Task<TValue> GetAsync(TKey key)
            {
                if (known.TryGetValue(key, out var value)) return value;
                lock (known) { }
                return known[key] = await inner.GetAsync(key);
            }
            public async ValueTask<TResult> MapAsync<TResult>(TKey key, Func<TValue, TResult> map) where TResult : IComparable<TResult> => map(await GetAsync(key));
        }

        public struct Pair<A, B> { public A First; public B Second; public class Nested<C> { public async Task<(A, B, C)> AllAsync(Pair<A, B> pair, C third) { await Task.Yield(); return (pair.First, pair.Second, third); } } }

        public class Store<T> : Cached<int, List<T>[]>
        {
            public Store(IMap<int, List<T>[]> inner) : base(inner) { }
            public async Task<int> CountAsync() { var all = await GetAsync(1); int n = 0; foreach (var list in all) n += list.Count; return n + await MapAsync(2, x => x.Length); }
        }
        """;

    const string Classes = """
        public abstract class Shape
        {
            public abstract Task<double> AreaAsync();
            public virtual async ValueTask DrawAsync(CancellationToken token = default) { token.ThrowIfCancellationRequested(); await Task.Yield(); }
        }

        public class Square(double side) : Shape
        {
            public override async Task<double> AreaAsync() { await Task.Yield(); return side * side; }
            public override async ValueTask DrawAsync(CancellationToken token) { await base.DrawAsync(token); await AreaAsync(); }
        }

        public sealed class Big : Square
        {
            public Big() : base(3) { }
            public override async Task<double> AreaAsync()
            {
                try { return await base.AreaAsync() * 2; }
                catch (InvalidOperationException e) when (e.Message.Length > 3) { await Task.Yield(); throw; }
                finally { await DrawAsync(default); }
            }
        }

        public interface IDefault { async Task<int> OneAsync() { await Task.Yield(); return 1; } Task<int> TwoAsync() => OneAsync(); }
        public class Uses : IDefault { public async Task<int> SumAsync(IDefault other) => await other.OneAsync() + await other.TwoAsync() + await ((IDefault)this).OneAsync(); }
        """;

    const string Iterators = """
        public interface IFeed : IAsyncDisposable { IAsyncEnumerable<int> ReadAsync(int count, CancellationToken token); }

        public sealed class Feed : IFeed
        {
            public async IAsyncEnumerable<int> ReadAsync(int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
            {
                for (int i = 0; i < count; i++) { await Task.Delay(1, token); yield return i; }
            }
            public async ValueTask DisposeAsync() => await Task.Yield();
        }

        public static class Reader
        {
            public static async Task<long> SumAsync(IFeed feed)
            {
                long sum = 0;
                await using (feed) await foreach (int value in feed.ReadAsync(3, default).ConfigureAwait(false)) sum += value;
                return sum;
            }
            public static async void Fire(IFeed feed) => await SumAsync(feed);
            public static IEnumerable<string> Names() { yield return "one"; yield return "two"; }
        }
        """;

    const string Members = """
        [assembly: System.Reflection.AssemblyMetadata("Key", "Value")]
        [AttributeUsage(AttributeTargets.All)] public sealed class NoteAttribute(string text) : Attribute { public string Text => text; public int Level { get; set; } public Type Kind; public DayOfWeek[] Days; }

        [Note("type", Level = 3, Kind = typeof(List<>), Days = new[] { DayOfWeek.Friday })]
        [StructLayout(LayoutKind.Explicit, Size = 24)] public struct Union { [FieldOffset(0)] public int Number; [FieldOffset(4)] public float Real; [FieldOffset(8)] public long Long; }

        public static unsafe class Native
        {
            [DllImport("c", EntryPoint = "getpid", SetLastError = true)] public static extern int Pid([MarshalAs(UnmanagedType.LPStr)] string text, [MarshalAs(UnmanagedType.LPArray, SizeParamIndex = 2)] byte[] bytes, int count);
            public static readonly byte[] Table = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 };
            public static ReadOnlySpan<int> Numbers => new[] { 10, 20, 30, 40, 50 };
            public static int Call(delegate*<int, int> f, int* p) => f(*p);
        }

        public class Members
        {
            public const string Text = "constant"; public const double Real = 1.5; public const long Number = 42; public const object Nothing = null;
            public event EventHandler Changed; public int this[int i, string s = "x"] { get => i; set { } }
            [Note("property")] public string Name { get; set; } = "";
            public enum Kind : byte { A, B = 7 }
            public int[,] Matrix = new int[2, 3];
            public async Task<Kind> KindAsync([Note("parameter")] int a = 5, int b = 7, params object[] more) { await Task.Yield(); Changed?.Invoke(this, EventArgs.Empty); return (Kind)a; }
            public async Task<decimal> MoneyAsync(decimal start, Union union) { decimal sum = start; foreach (object o in new object[] { 1, "two", union }) { sum += o is int n ? n : 1; await Task.Yield(); } return sum + union.Number; }
            public static int Switch(int x) { switch (x) { case 0: return 5; case 1: return 7; case 2: return 9; case 3: return 11; case 4: return 0; default: return checked((short)x); } }
            public async Task<int> PassAsync(Func<Members, ValueTask<int>> f) => await f(this) + await KindOf();
            async Task<int> KindOf() => (int)await KindAsync(1);
        }
        """;
}

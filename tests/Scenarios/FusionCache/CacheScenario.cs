using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Unboxed.Scenarios.Support;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Unboxed.Scenarios.FusionCache;

/// <summary>A cache of two levels, of which the second and the factories suspend: hits and misses, stampedes, tags, failures that an old value stands for, conditional refreshes.</summary>
sealed class CacheScenario(Transcript transcript)
{
    sealed record Article(string Name, int Version);

    static readonly FusionCacheEntryOptions Options = new FusionCacheEntryOptions(TimeSpan.FromHours(1)) { AllowBackgroundDistributedCacheOperations = false, ReThrowSerializationExceptions = true }.SetFailSafe(true);

    internal async Task Run()
    {
        var second = new SecondLevel(transcript);
        using (var cache = Cache(second))
        {
            await Values(cache, transcript);
            await Stampede(cache);
            await Tags(cache);
            await FailSafe(cache);
            await Conditional(cache);
            await Failures(cache, second);
            await Canceled(cache);
        }
        // Another process would have the second level in common with the first.
        using (var other = Cache(second)) transcript.Write($"from the second level: {await other.GetOrDefaultAsync<Article>("tagged")}");
        await transcript.AtOnce(8, async (number, own) =>
        {
            using var cache = Cache(new SecondLevel(own));
            await Values(cache, own);
        });
    }

    static IFusionCache Cache(SecondLevel second) => new ZiggyCreatures.Caching.Fusion.FusionCache(new FusionCacheOptions { DefaultEntryOptions = Options, DistributedCacheCircuitBreakerDuration = TimeSpan.Zero })
        .SetupDistributedCache(second, new Serializer());

    static Func<FusionCacheFactoryExecutionContext<Article>, CancellationToken, Task<Article>> Making(string name, Transcript shown, int version = 1) => async (_, cancellationToken) =>
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        shown.Write($"  makes {name}");
        return new(name, version);
    };

    static async Task Values(IFusionCache cache, Transcript shown)
    {
        foreach (string key in new[] { "a", "b", "a", "c", "b" }) shown.Write($"{key}: {await cache.GetOrSetAsync<Article>(key, Making(key, shown))}");
        await cache.SetAsync("a", new Article("a", 2));
        shown.Write($"set: {await cache.GetOrDefaultAsync<Article>("a")}");
        await cache.RemoveAsync("b");
        var gone = await cache.TryGetAsync<Article>("b");
        shown.Write($"removed: {gone.HasValue}");
        shown.Write($"a default: {await cache.GetOrDefaultAsync("nothing", new Article("default", 0))}");
    }

    /// <summary>Many ask at once for what is not there: one makes it, and the others wait.</summary>
    async Task Stampede(IFusionCache cache)
    {
        int made = 0;
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = Enumerable.Range(0, 20).Select(_ => cache.GetOrSetAsync<Article>("many", async (_, _) =>
        {
            await open.Task;
            return new("many", ++made);
        }).AsTask()).ToList();
        open.SetResult();
        var found = await Task.WhenAll(asking);
        transcript.Write($"made {made} times for {found.Length}, {found.Distinct().Count()} values");
    }

    async Task Tags(IFusionCache cache)
    {
        await cache.SetAsync("apple", new Article("apple", 1), tags: ["fruit", "red"]);
        await cache.SetAsync("pear", new Article("pear", 1), tags: ["fruit"]);
        await cache.SetAsync("brick", new Article("brick", 1), tags: ["red"]);
        await cache.RemoveByTagAsync("fruit");
        foreach (string key in new[] { "apple", "pear", "brick" }) transcript.Write($"{key}: {(await cache.TryGetAsync<Article>(key)).HasValue}");
        await cache.ClearAsync(allowFailSafe: false);
        transcript.Write($"cleared: {(await cache.TryGetAsync<Article>("brick")).HasValue}");
    }

    async Task FailSafe(IFusionCache cache)
    {
        await cache.SetAsync("kept", new Article("kept", 1));
        await cache.ExpireAsync("kept");
        var kept = await cache.GetOrSetAsync<Article>("kept", async (_, _) =>
        {
            await Task.Yield();
            transcript.Write("  cannot make it");
            throw new InvalidOperationException("There is none.");
        });
        transcript.Write($"instead: {kept}");
        await transcript.Fails<InvalidOperationException>("nothing to stand for it", async () => await cache.GetOrSetAsync<Article>("never", async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("There is none.");
        }));
        transcript.Write($"a default: {await cache.GetOrSetAsync<Article>("never", async (context, _) =>
        {
            await Task.Yield();
            return context.Fail("It says so.");
        }, new Article("default", 0))}");
    }

    async Task Conditional(IFusionCache cache)
    {
        for (int i = 0; i < 3; i++)
        {
            await cache.ExpireAsync("tagged");
            transcript.Write($"tagged: {await cache.GetOrSetAsync<Article>("tagged", async (context, _) =>
            {
                await Task.Yield();
                transcript.Write($"  has {context.ETag} {(context.HasStaleValue ? context.StaleValue.Value : null)}");
                return context.HasETag && i == 1 ? context.NotModified() : context.Modified(new("tagged", i), $"v{i}");
            })}");
        }
    }

    async Task Failures(IFusionCache cache, SecondLevel second)
    {
        second.IsBroken = true;
        transcript.Write($"without the second level: {await cache.GetOrSetAsync<Article>("d", Making("d", transcript))}");
        await transcript.Fails<FusionCacheDistributedCacheException>("told of it", async () => await cache.GetOrSetAsync<Article>("e", Making("e", transcript), options => options.SetSkipMemoryCache(true).ReThrowDistributedCacheExceptions = true));
        second.IsBroken = false;
        await second.SetAsync("v2:damaged", "no JSON"u8.ToArray(), new(), CancellationToken.None);
        await transcript.Fails<FusionCacheSerializationException>("damaged", async () => await cache.TryGetAsync<Article>("damaged"));
    }

    async Task Canceled(IFusionCache cache)
    {
        using var cancellation = new CancellationTokenSource();
        await transcript.Fails<OperationCanceledException>("canceled", async () => await cache.GetOrSetAsync<Article>("f", async (_, cancellationToken) =>
        {
            await cancellation.CancelAsync();
            // Not a time that passes: only the token ends it.
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new("f", 1);
        }, token: cancellation.Token));
    }

    sealed class Serializer : IFusionCacheSerializer
    {
        public byte[] Serialize<T>(T? obj) => JsonSerializer.SerializeToUtf8Bytes(obj);

        public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize<T>(data);

        public async ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default)
        {
            using var stream = new MemoryStream();
            await JsonSerializer.SerializeAsync(new SuspendingStream(stream, int.MaxValue), obj, cancellationToken: token);
            return stream.ToArray();
        }

        public async ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => await JsonSerializer.DeserializeAsync<T>(new SuspendingStream(new MemoryStream(data), 20), cancellationToken: token);
    }

    /// <summary>A cache on another machine, as far as one can tell.</summary>
    sealed class SecondLevel(Transcript transcript) : IDistributedCache
    {
        readonly Dictionary<string, byte[]> values = [];

        internal bool IsBroken { get; set; }

        async Task Call(string what, CancellationToken token)
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            // What the library keeps for itself, about tags, is asked for at times that are its own.
            if (!what.Contains("__fc:", StringComparison.Ordinal) && !what.EndsWith("many", StringComparison.Ordinal)) transcript.Write($"  {what}");
            if (IsBroken) throw new IOException("The cache is gone.");
        }

        public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            await Call($"get {key}", token);
            return values.GetValueOrDefault(key);
        }

        public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            await Call($"set {key}", token);
            values[key] = value;
        }

        public async Task RemoveAsync(string key, CancellationToken token = default)
        {
            await Call($"remove {key}", token);
            values.Remove(key);
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

        public byte[]? Get(string key) => throw new NotSupportedException();

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        public void Refresh(string key) => throw new NotSupportedException();
    }
}

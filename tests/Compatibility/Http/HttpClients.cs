using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Http;

/// <summary>HttpClient with woven handlers, made by hand and by the client factory, and JSON from woven streams.</summary>
public static class HttpClients
{
    [Scenario]
    public static async Task From_the_factory(Trace trace)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("users", client => client.BaseAddress = new("http://users")).AddHttpMessageHandler(() => new Retrying(trace)).AddHttpMessageHandler(() => new Authorizing(trace))
            .ConfigurePrimaryHttpMessageHandler(() => new FakeServer(trace)).RemoveAllLoggers();
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("users");
        trace.Log(await client.GetFromJsonAsync<User>("/users/5"));
        await foreach (var user in client.GetFromJsonAsAsyncEnumerable<User>("/users")) trace.Log(user);
        await trace.Fails("down", () => client.GetStringAsync("/down"));
        using var response = await client.PostAsJsonAsync("/users/new", new User(1, "dora"));
        trace.Log(await response.Content.ReadFromJsonAsync<User>());
    }

    [Scenario]
    public static async Task Json_from_and_to_woven_streams(Trace trace)
    {
        var bytes = new MemoryStream();
        await using (var stream = new SlowStream(bytes, trace)) await JsonSerializer.SerializeAsync(stream, Users(trace));
        trace.Log(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
        await using var slow = new SlowStream(new MemoryStream(bytes.ToArray()), trace);
        await foreach (var user in JsonSerializer.DeserializeAsyncEnumerable<User>(slow)) trace.Log(user);
        await using var broken = new SlowStream(new MemoryStream(bytes.ToArray()[..^3]), trace);
        await trace.Fails("cut", async () => await JsonSerializer.DeserializeAsync<List<User>>(broken));
    }

    static async IAsyncEnumerable<User> Users(Trace trace)
    {
        for (int id = 1; id < 4; id++) yield return new(id, await trace.Leaf($"user {id}"));
    }

    /// <summary>Reads a few bytes at a time, and waits each time.</summary>
    sealed class SlowStream(Stream inner, Trace trace) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await trace.Leaf();
            return await inner.ReadAsync(buffer.Length > 40 ? buffer[..40] : buffer, cancellationToken);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await trace.LeafTask();
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            await FlushAsync();
            trace.Log("the stream is disposed of");
            await base.DisposeAsync();
        }

        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

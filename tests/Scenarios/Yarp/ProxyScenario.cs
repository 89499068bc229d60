using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Unboxed.Scenarios.Support;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Unboxed.Scenarios.Yarp;

/// <summary>A proxy between a client and a server, both on loopback: bodies, headers, web sockets, requests that are canceled, and a destination that fails.</summary>
sealed class ProxyScenario(Transcript transcript)
{
    readonly Destination destination = new();

    /// <summary>What the proxy has to say of each request, once it is done with it.</summary>
    readonly Channel<string> done = Channel.CreateUnbounded<string>();

    internal async Task Run()
    {
        await using var behind = await Loopback.Start(transcript, "destination", _ => { }, destination.Map);
        await using var proxy = await Loopback.Start(transcript, "proxy", services => AddProxy(services, Loopback.Address(behind)), Pipeline);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Loopback.Address(proxy) };
        await Bodies(client);
        await InPieces(client);
        await WebSockets(Loopback.Address(proxy));
        await Canceled(client);
        await Failures(client);
        await transcript.AtOnce(16, (number, own) => Client(client, number, own));
    }

    static void AddProxy(IServiceCollection services, Uri behind)
    {
        ClusterConfig Cluster(string id, string address) => new() { ClusterId = id, Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = address } } };
        services.AddReverseProxy()
            .LoadFromMemory(
                [
                    new RouteConfig { RouteId = "good", ClusterId = "good", Match = new() { Path = "/good/{**rest}" } }.WithTransformPathRemovePrefix("/good").WithTransformRequestHeader("X-Added", "by the proxy"),
                    new RouteConfig { RouteId = "dead", ClusterId = "dead", Match = new() { Path = "/dead/{**rest}" } },
                ],
                [Cluster("good", behind.ToString()), Cluster("dead", $"http://127.0.0.1:{UnusedPort()}/")])
            .AddTransforms(context =>
            {
                context.AddRequestTransform(async transform =>
                {
                    await Task.Yield();
                    transform.ProxyRequest.Headers.Add("X-Suspended", "request");
                    if (transform.HttpContext.Request.Query.ContainsKey("refused")) transform.HttpContext.Response.StatusCode = 403;
                    if (transform.HttpContext.Request.Query.ContainsKey("broken")) throw new InvalidDataException("The transform was made to fail.");
                });
                context.AddResponseTransform(async transform =>
                {
                    await Task.Yield();
                    transform.HttpContext.Response.Headers["X-Response"] = transform.ProxyResponse is null ? "none" : "suspended";
                });
                context.AddResponseTrailersTransform(async _ => await Task.Yield());
            });
    }

    /// <summary>One that nothing listens on.</summary>
    static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    void Pipeline(WebApplication application)
    {
        application.Use(async (context, next) =>
        {
            string outcome = "completed";
            try
            {
                await next(context);
            }
            catch (InvalidDataException exception)
            {
                outcome = "failed with " + Transcript.Describe(exception);
                context.Response.StatusCode = 500;
            }
            finally
            {
                var error = context.Features.Get<IForwarderErrorFeature>();
                if (error is not null) outcome += $", {error.Error}: {error.Exception?.GetType()}";
                done.Writer.TryWrite($"proxy: {context.Request.Path} {context.Response.StatusCode} {outcome}");
            }
        });
        application.MapReverseProxy();
    }

    async Task Proxied() => transcript.Write(await done.Reader.ReadAsync());

    async Task Bodies(HttpClient client)
    {
        await Send(client, new(HttpMethod.Get, "good/echo?a=1&b=%20"));
        await Send(client, new(HttpMethod.Post, "good/echo") { Content = new StringContent("some text"), Headers = { { "X-Many", ["one", "two"] } } });
        await Send(client, new(HttpMethod.Post, "good/echo") { Content = new ByteArrayContent([]) });
        await Send(client, new(HttpMethod.Put, "good/echo") { Content = new ByteArrayContent(Bytes(3_000_000)) });
        // Without a length: in chunks both ways.
        await Send(client, new(HttpMethod.Post, "good/echo") { Content = new StreamContent(new SuspendingStream(new MemoryStream(Bytes(200_000)), 7_777)), Headers = { TransferEncodingChunked = true } });
        await Send(client, new(HttpMethod.Get, "good/nowhere"));
        await Send(client, new(HttpMethod.Get, "elsewhere"));
        await Send(client, new(HttpMethod.Get, "good/echo?refused"));
        await Send(client, new(HttpMethod.Get, "good/echo?broken"));
    }

    static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(value => (byte)(value * 31 >> 3))];

    async Task Send(HttpClient client, HttpRequestMessage request)
    {
        string what = $"{request.Method} {request.RequestUri}";
        using var response = await client.SendAsync(request);
        transcript.Write($"{what}: {await Show(response)}");
        await Proxied();
    }

    static async Task<string> Show(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Where(header => header.Key.StartsWith("X-", StringComparison.Ordinal)).Select(header => $"{header.Key}: {string.Join("; ", header.Value)}");
        string content = body.Length < 100 ? $"'{Encoding.UTF8.GetString(body)}'" : Convert.ToHexString(SHA256.HashData(body));
        return $"{(int)response.StatusCode} {response.Content.Headers.ContentType} {string.Join(", ", headers)}, {body.Length} bytes {content}";
    }

    /// <summary>Each piece of the response is read before the destination sends the next.</summary>
    async Task InPieces(HttpClient client)
    {
        destination.Pieces.Release();
        using var response = await client.GetAsync(new Uri("good/pieces", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        for (int read; (read = await body.ReadAsync(buffer)) > 0; destination.Pieces.Release()) transcript.Write(Encoding.UTF8.GetString(buffer, 0, read));
        await destination.Pieces.WaitAsync();
        await Proxied();
    }

    async Task WebSockets(Uri proxy)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(proxy) { Scheme = "ws", Path = "/good/socket" }.Uri, CancellationToken.None);
        var buffer = new byte[100_000];
        foreach (int length in new[] { 1, 10, 1000, 65_536 })
        {
            await socket.SendAsync(Bytes(length), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            var (received, sum) = (0, 0L);
            ValueWebSocketReceiveResult piece;
            do
            {
                piece = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                for (int i = 0; i < piece.Count; i++) sum += buffer[i];
                received += piece.Count;
            }
            while (!piece.EndOfMessage);
            transcript.Write($"socket: {received} bytes, sum {sum}");
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None);
        transcript.Write($"socket: {socket.State} {socket.CloseStatus} {socket.CloseStatusDescription}");
        await Proxied();
    }

    /// <summary>Who notices it first differs, and with it the details; who notices it at all does not.</summary>
    async Task Canceled(HttpClient client)
    {
        await Canceled("before the response", async cancellation => await client.PostAsync(new Uri("good/hold", UriKind.Relative), new ByteArrayContent([1, 2, 3]), cancellation));
        await Canceled("in the request's body", async cancellation =>
        {
            var endless = new SuspendingStream(new MemoryStream(Bytes(100_000)), 1000) { End = new TaskCompletionSource().Task };
            await client.PostAsync(new Uri("good/hold", UriKind.Relative), new StreamContent(endless), cancellation);
        });
        await Canceled("in the response's body", async cancellation =>
        {
            destination.Pieces.Release();
            await client.GetAsync(new Uri("good/pieces", UriKind.Relative), cancellation);
        });
    }

    async Task Canceled(string when, Func<CancellationToken, Task> request)
    {
        destination.Reset();
        using var cancellation = new CancellationTokenSource();
        var response = request(cancellation.Token);
        await destination.Arrived.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>($"canceled {when}", () => response, showsMessage: false);
        await destination.Gone.Task;
        await done.Reader.ReadAsync();
        transcript.Write("proxy and destination know");
    }

    async Task Failures(HttpClient client)
    {
        await Send(client, new(HttpMethod.Get, "dead/end"));
        await Send(client, new(HttpMethod.Post, "dead/end") { Content = new ByteArrayContent(Bytes(100_000)) });
        await Send(client, new(HttpMethod.Get, "good/abort"));
        await Send(client, new(HttpMethod.Post, "good/abort") { Content = new ByteArrayContent([1]) });
        await AbortedInTheMiddle(client);
        using var response = await client.GetAsync(new Uri(QueryHelpers.AddQueryString("good/echo", "after", "all"), UriKind.Relative));
        transcript.Write($"and after that: {await Show(response)}");
        await Proxied();
    }

    async Task AbortedInTheMiddle(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("good/abort-later", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        int read = await body.ReadAtLeastAsync(buffer, "the beginning".Length);
        transcript.Write($"{(int)response.StatusCode} {Encoding.UTF8.GetString(buffer, 0, read)}");
        destination.Pieces.Release();
        await transcript.Fails<IOException>("aborted in the middle", () => body.ReadExactlyAsync(buffer).AsTask(), showsMessage: false);
        await Proxied();
    }

    static async Task Client(HttpClient client, int number, Transcript own)
    {
        for (int i = 0; i < 5; i++)
        {
            using var content = new ByteArrayContent(Bytes(number * 10_000 + i));
            using var response = await client.PostAsync(new Uri($"good/echo?{number}-{i}", UriKind.Relative), content);
            own.Write(await Show(response));
        }
    }
}

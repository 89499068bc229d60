using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Unboxed.Scenarios.Yarp;

/// <summary>The server behind the proxy.</summary>
sealed class Destination
{
    /// <summary>Completed when a request for <c>/hold</c> is there, or the first piece of <c>/pieces</c> has gone.</summary>
    internal TaskCompletionSource Arrived { get; private set; } = NewSource();

    /// <summary>Completed when the client of such a request has gone.</summary>
    internal TaskCompletionSource Gone { get; private set; } = NewSource();

    /// <summary>Each lets one more piece of <c>/pieces</c> go, or <c>/abort-later</c> abort.</summary>
    internal SemaphoreSlim Pieces { get; } = new(0);

    internal void Reset() => (Arrived, Gone) = (NewSource(), NewSource());

    internal void Map(WebApplication application)
    {
        application.UseWebSockets();
        application.MapMethods("/echo", ["GET", "POST", "PUT"], Echo);
        application.MapGet("/pieces", SendPieces);
        application.MapPost("/hold", Hold);
        application.MapGet("/abort", (HttpContext context) => context.Abort());
        application.MapPost("/abort", (HttpContext context) => context.Abort());
        application.MapGet("/abort-later", AbortLater);
        application.MapGet("/socket", Talk);
    }

    /// <summary>Says what has come, and sends the body back.</summary>
    static async Task Echo(HttpContext context)
    {
        context.Response.StatusCode = 201;
        context.Response.ContentType = context.Request.ContentType ?? "text/plain";
        foreach (var header in context.Request.Headers.Where(header => header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Key))
            context.Response.Headers.Append("X-Echo", $"{header.Key}={header.Value}");
        context.Response.Headers.Append("X-Echo", $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Host} {context.Request.ContentLength}");
        await context.Request.Body.CopyToAsync(context.Response.Body);
    }

    async Task SendPieces(HttpContext context)
    {
        var (arrived, gone) = (Arrived, Gone);
        await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
        for (int i = 0; i < 5; i++)
        {
            await Pieces.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"piece {i};");
            await context.Response.Body.FlushAsync();
            arrived.TrySetResult();
        }
    }

    async Task Hold(HttpContext context)
    {
        var gone = Gone;
        await using (context.RequestAborted.Register(() => gone.TrySetResult()))
        {
            Arrived.TrySetResult();
            await gone.Task;
        }
    }

    async Task AbortLater(HttpContext context)
    {
        context.Response.ContentLength = 100;
        await context.Response.WriteAsync("the beginning");
        await context.Response.Body.FlushAsync();
        await Pieces.WaitAsync();
        context.Abort();
    }

    static async Task Talk(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[100_000];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close) break;
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "good bye", CancellationToken.None);
    }

    static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

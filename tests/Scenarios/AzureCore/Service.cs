using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Unboxed.Scenarios.AzureCore;

/// <summary>A service that is sometimes busy, asks for tokens, takes its time, or breaks off.</summary>
sealed class Service(Transcript transcript)
{
    int busy, asked;

    /// <summary>Completed when a request that is never answered is there.</summary>
    internal TaskCompletionSource Holding { get; private set; } = NewSource();

    internal void Reset() => (Holding, busy) = (NewSource(), 0);

    internal void Map(WebApplication application)
    {
        application.Use((context, next) =>
        {
            transcript.Write($"  > {context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers["x-policies"]} {context.Request.Headers.Authorization}");
            return next(context);
        });
        application.MapPost("/echo", async context => await context.Request.Body.CopyToAsync(context.Response.Body));
        application.MapGet("/large", async context =>
        {
            for (int i = 0; i < 100; i++) await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i}: {new string('x', 1000)}\n"));
        });
        application.Map("/busy/{times:int}", async (HttpContext context, int times) =>
        {
            if (busy++ < times)
            {
                context.Response.StatusCode = 503;
                context.Response.Headers.RetryAfter = "0";
                return;
            }
            busy = 0;
            await context.Request.Body.CopyToAsync(context.Response.Body);
            await context.Response.WriteAsync("no longer busy");
        });
        application.MapGet("/moved", context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/large?moved";
            return Task.CompletedTask;
        });
        application.MapGet("/protected", context =>
        {
            bool isEnough = context.Request.Headers.Authorization == "Bearer token-2";
            context.Response.StatusCode = isEnough ? 200 : 401;
            // Of RFC 6750, with the claims that the next token has to have, {"a":1}.
            if (!isEnough) context.Response.Headers.WWWAuthenticate = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\"";
            return Task.CompletedTask;
        });
        application.MapPut("/operation", context =>
        {
            context.Response.StatusCode = 202;
            context.Response.Headers["Operation-Location"] = $"http://{context.Request.Host}/operation/status";
            return Task.CompletedTask;
        });
        application.MapGet("/operation/status", async context =>
        {
            context.Response.Headers.RetryAfter = "0";
            await context.Response.WriteAsJsonAsync(new { status = ++asked % 4 == 0 ? "Succeeded" : "Running" });
        });
        application.MapGet("/operation", async context => await context.Response.WriteAsJsonAsync(new { name = "made", properties = new { provisioningState = "Succeeded" } }));
        application.MapGet("/hold", async context =>
        {
            Holding.TrySetResult();
            var gone = NewSource();
            await using (context.RequestAborted.Register(() => gone.TrySetResult())) await gone.Task;
        });
        application.MapGet("/abort", (HttpContext context) => context.Abort());
        application.MapGet("/refused", async context =>
        {
            context.Response.StatusCode = 409;
            await context.Response.WriteAsJsonAsync(new { error = new { code = "Taken", message = "Somebody else has it." } });
        });
    }

    static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

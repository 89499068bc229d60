using System.Net;
using System.Net.Http.Json;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Http;

/// <summary>Answers without a network.</summary>
sealed class FakeServer(Trace trace) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await trace.LeafTask(cancellationToken);
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        trace.Log($"{request.Method} {request.RequestUri!.PathAndQuery} {string.Join(",", request.Headers.Select(header => $"{header.Key}={string.Join("|", header.Value)}"))} {body}");
        return request.RequestUri.AbsolutePath switch
        {
            "/users/0" => new(HttpStatusCode.NotFound) { Content = new StringContent("nobody"), RequestMessage = request },
            "/users" => new(HttpStatusCode.OK) { Content = JsonContent.Create(new[] { new User(1, "ann"), new User(2, "bob") }), RequestMessage = request },
            "/broken" => new(HttpStatusCode.OK) { Content = new StringContent("{"), RequestMessage = request },
            "/down" => throw new HttpRequestException("The server is down."),
            var path => new(HttpStatusCode.OK) { Content = JsonContent.Create(new User(path.Length, body.Length == 0 ? path : "posted")), RequestMessage = request },
        };
    }
}

/// <summary>Adds what it has to wait for.</summary>
sealed class Authorizing(Trace trace) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("token", await trace.Leaf("secret"));
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Sends again what has failed.</summary>
sealed class Retrying(Trace trace) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            trace.Caught(exception, "again");
            await trace.LeafTask(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}

public sealed record User(int Id, string Name);

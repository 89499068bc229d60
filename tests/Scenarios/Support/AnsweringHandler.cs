namespace Unboxed.Scenarios.Support;

/// <summary>Stands for the network behind an HttpClient. Each request suspends on its way in and out, and the bodies of both suspend at every call.</summary>
/// <param name="answer">Answers a request, whose body is read already.</param>
sealed class AnsweringHandler(Func<HttpRequestMessage, byte[], Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    internal AnsweringHandler(Func<HttpRequestMessage, byte[], HttpResponseMessage> answer) : this((request, body) => Task.FromResult(answer(request, body)))
    {
    }

    /// <summary>Told of each request before it is answered; what it throws, the client gets.</summary>
    internal Func<HttpRequestMessage, CancellationToken, Task>? Arriving { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var body = new MemoryStream();
        if (request.Content is { } content) await content.CopyToAsync(new SuspendingStream(body, int.MaxValue), cancellationToken);
        if (Arriving is not null) await Arriving(request, cancellationToken);
        var response = await answer(request, body.ToArray());
        response.RequestMessage = request;
        await Task.Yield();
        return response;
    }

    /// <summary>A response whose body comes in pieces.</summary>
    internal static HttpResponseMessage Respond(int status, byte[] body, string type = "application/json", params IEnumerable<(string Name, string Value)> headers)
    {
        var content = new StreamContent(new SuspendingStream(new MemoryStream(body), 300));
        content.Headers.ContentType = new(type);
        content.Headers.ContentLength = body.Length;
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = content };
        foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}

using System.ClientModel;
using System.ClientModel.Primitives;
using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.AzureCore;

/// <summary>The pipelines of Azure.Core and System.ClientModel, with policies that suspend, against a service on loopback.</summary>
sealed class PipelineScenario(Transcript transcript)
{
    readonly Service service = new(transcript);
    Uri address = null!;

    sealed class Options : Azure.Core.ClientOptions;

    internal async Task Run()
    {
        await using var server = await Loopback.Start(transcript, "service", _ => { }, service.Map);
        address = Loopback.Address(server);
        var pipeline = Build(new HttpClientTransport());
        await Requests(pipeline);
        await LongRunning(pipeline);
        await Failures(pipeline);
        await Authenticated();
        await ClientModel();
    }

    HttpPipeline Build(HttpPipelineTransport transport, params HttpPipelinePolicy[] policies)
    {
        var options = new Options { Transport = transport, Retry = { MaxRetries = 3, Mode = RetryMode.Fixed, Delay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero }, Diagnostics = { IsTelemetryEnabled = false } };
        options.AddPolicy(new SuspendingPolicy("call", transcript), HttpPipelinePosition.PerCall);
        options.AddPolicy(new SuspendingPolicy("retry", transcript), HttpPipelinePosition.PerRetry);
        options.AddPolicy(new SuspendingPolicy("transport", transcript), HttpPipelinePosition.BeforeTransport);
        return HttpPipelineBuilder.Build(options, policies);
    }

    HttpMessage Message(HttpPipeline pipeline, RequestMethod method, string path, RequestContent? content = null)
    {
        var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(address, path));
        message.Request.Content = content;
        return message;
    }

    static string Show(BinaryData data) => data.ToMemory().Length < 100 ? data.ToString() : $"{data.ToMemory().Length} bytes {Convert.ToHexString(SHA256.HashData(data))[..16]}";

    static SuspendingStream Body() => new(new MemoryStream([.. Enumerable.Range(0, 100_000).Select(value => (byte)(value >> 3))]), 7_000);

    async Task Requests(HttpPipeline pipeline)
    {
        async Task Send(RequestMethod method, string path, RequestContent? content = null, bool isRedirected = false)
        {
            using var message = Message(pipeline, method, path, content);
            if (isRedirected) RedirectPolicy.SetAllowAutoRedirect(message, true);
            await pipeline.SendAsync(message, CancellationToken.None);
            transcript.Write($"{method} {path}: {message.Response.Status} {Show(message.Response.Content)}");
        }
        await Send(RequestMethod.Post, "echo", RequestContent.Create("some text"u8.ToArray()));
        await Send(RequestMethod.Post, "echo", RequestContent.Create(Body()));
        await Send(RequestMethod.Get, "large");
        await Send(RequestMethod.Post, "busy/2", RequestContent.Create(Body()));
        await Send(RequestMethod.Get, "busy/100");
        await Send(RequestMethod.Get, "moved");
        await Send(RequestMethod.Get, "moved", isRedirected: true);
        await Send(RequestMethod.Get, "refused");
        using var unbuffered = Message(pipeline, RequestMethod.Get, "large");
        unbuffered.BufferResponse = false;
        await pipeline.SendAsync(unbuffered, CancellationToken.None);
        await using var content = unbuffered.ExtractResponseContent()!;
        var (buffer, total) = (new byte[900], 0L);
        for (int read; (read = await content.ReadAsync(buffer)) > 0; total += read) ;
        transcript.Write($"unbuffered: {total} bytes");
    }

    /// <summary>An operation of the service that is polled until it has succeeded.</summary>
    async Task LongRunning(HttpPipeline pipeline)
    {
        using var message = Message(pipeline, RequestMethod.Put, "operation", RequestContent.Create("{}"u8.ToArray()));
        await pipeline.SendAsync(message, CancellationToken.None);
        var token = ModelReaderWriter.Read<RehydrationToken>(BinaryData.FromObjectAsJson(new
        {
            version = "1.0.0",
            id = "status",
            requestMethod = "PUT",
            initialUri = new Uri(address, "operation").AbsoluteUri,
            nextRequestUri = message.Response.Headers.TryGetValue("Operation-Location", out string? location) ? location : null,
            headerSource = "OperationLocation",
            finalStateVia = "OriginalUri",
        }));
        var operation = await Operation.RehydrateAsync(pipeline, token);
        transcript.Write($"operation: {operation.HasCompleted}");
        var response = await operation.WaitForCompletionResponseAsync(TimeSpan.Zero, CancellationToken.None);
        transcript.Write($"operation: {operation.HasCompleted} {response.Status} {Show(response.Content)}");
    }

    async Task Failures(HttpPipeline pipeline)
    {
        using (var refused = Message(pipeline, RequestMethod.Get, "refused"))
        {
            await pipeline.SendAsync(refused, CancellationToken.None);
            var exception = new RequestFailedException(refused.Response);
            transcript.Write($"refused: {exception.Status} {exception.ErrorCode} {exception.Message.Split('\n')[0].Trim()}");
        }
        using (var aborted = Message(pipeline, RequestMethod.Get, "abort"))
            await transcript.Fails<AggregateException>("aborted", () => pipeline.SendAsync(aborted, CancellationToken.None).AsTask(), showsMessage: false);
        using (var canceled = Message(pipeline, RequestMethod.Get, "hold"))
        {
            using var cancellation = new CancellationTokenSource();
            var response = pipeline.SendAsync(canceled, cancellation.Token);
            await service.Holding.Task;
            await cancellation.CancelAsync();
            await transcript.Fails<OperationCanceledException>("canceled", () => response.AsTask(), showsMessage: false);
        }
        using var never = Message(pipeline, RequestMethod.Get, "large");
        await transcript.Fails<OperationCanceledException>("canceled before", () => pipeline.SendAsync(never, new(canceled: true)).AsTask(), showsMessage: false);
    }

    async Task Authenticated()
    {
        var pipeline = Build(new HttpClientTransport(new HttpClient(new PlainHttp())), new BearerTokenAuthenticationPolicy(new Tokens(transcript), "everything"));
        async Task Send(string scheme)
        {
            using var message = Message(pipeline, RequestMethod.Get, "protected");
            message.Request.Uri.Scheme = scheme;
            await pipeline.SendAsync(message, CancellationToken.None);
            transcript.Write($"protected: {message.Response.Status}");
        }
        await Send("https");
        await Send("https");
        await transcript.Fails<InvalidOperationException>("without encryption", () => Send("http"));
    }

    async Task ClientModel()
    {
        service.Reset();
        var options = new ClientPipelineOptions { RetryPolicy = new ImmediateRetries() };
        var pipeline = ClientPipeline.Create(options, [new SuspendingClientPolicy("client call", transcript)], [new SuspendingClientPolicy("client try", transcript)], [new SuspendingClientPolicy("client transport", transcript)]);
        async Task<PipelineResponse> Send(string method, string path, BinaryContent? content = null, CancellationToken cancellation = default)
        {
            using var message = pipeline.CreateMessage();
            message.Apply(new RequestOptions { CancellationToken = cancellation });
            (message.Request.Method, message.Request.Uri, message.Request.Content) = (method, new Uri(address, path), content);
            await pipeline.SendAsync(message);
            var response = message.ExtractResponse()!;
            transcript.Write($"client {method} {path}: {response.Status} {Show(response.Content)}");
            return response;
        }
        using (await Send("POST", "echo", BinaryContent.Create(Body()))) { }
        using (await Send("POST", "busy/2", BinaryContent.Create(Body()))) { }
        using (await Send("GET", "large")) { }
        using (var refused = await Send("GET", "refused"))
        {
            var exception = await ClientResultException.CreateAsync(refused);
            transcript.Write($"client refused: {exception.Status} {exception.Message.Split('\n')[0].Trim()}");
        }
        await transcript.Fails<AggregateException>("client aborted", () => Send("GET", "abort"), showsMessage: false);
        using var cancellation = new CancellationTokenSource();
        var held = Send("GET", "hold", cancellation: cancellation.Token);
        await service.Holding.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("client canceled", () => held, showsMessage: false);
    }
}

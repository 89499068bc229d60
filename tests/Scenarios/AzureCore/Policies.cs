using System.ClientModel.Primitives;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Unboxed.Scenarios.AzureCore;

/// <summary>Says by a header that it has seen the request, and suspends before and after.</summary>
sealed class SuspendingPolicy(string name, Transcript transcript) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await Task.Yield();
        message.Request.Headers.Add("x-policies", name);
        await ProcessNextAsync(message, pipeline);
        await Task.Yield();
        transcript.Write($"  {name}: {(message.HasResponse ? message.Response.Status : 0)}");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}

/// <summary>The same for the pipelines of System.ClientModel.</summary>
sealed class SuspendingClientPolicy(string name, Transcript transcript) : PipelinePolicy
{
    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        await Task.Yield();
        message.Request.Headers.Add("x-policies", name);
        await ProcessNextAsync(message, pipeline, currentIndex);
        await Task.Yield();
        transcript.Write($"  {name}: {message.Response?.Status}");
    }

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) => throw new NotSupportedException();
}

/// <summary>Tries again at once.</summary>
sealed class ImmediateRetries() : ClientRetryPolicy(maxRetries: 3)
{
    protected override TimeSpan GetNextDelay(PipelineMessage message, int tryCount) => TimeSpan.Zero;
}

/// <summary>Gives out numbered tokens.</summary>
sealed class Tokens(Transcript transcript) : TokenCredential
{
    int count;

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        await Task.Yield();
        transcript.Write($"  token for {string.Join(' ', requestContext.Scopes)} {requestContext.Claims}");
        return new($"token-{++count}", DateTimeOffset.MaxValue);
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>Tokens are sent over https alone, which the service here does not speak.</summary>
sealed class PlainHttp() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = "http" }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using global::Grpc.Core;
using global::Grpc.Core.Interceptors;
using global::Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ProtoBuf;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Client;
using ProtoBuf.Grpc.Configuration;
using ProtoBuf.Grpc.Server;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.Grpc;

[ProtoContract]
public sealed class Message
{
    [ProtoMember(1)]
    public int Number { get; set; }

    [ProtoMember(2)]
    public string Text { get; set; } = "";

    public override string ToString() => Text.Length > 100 ? $"{Number} ({Text.Length})" : $"{Number} {Text}";
}

[Service("chat")]
public interface IChat
{
    ValueTask<Message> Say(Message message, CallContext context = default);

    Task Tell(Message message, CallContext context = default);

    IAsyncEnumerable<Message> Count(Message message, CallContext context = default);

    ValueTask<Message> Collect(IAsyncEnumerable<Message> messages, CallContext context = default);

    IAsyncEnumerable<Message> Talk(IAsyncEnumerable<Message> messages, CallContext context = default);
}

/// <summary>Calls of each kind between a client and a server on loopback, both with interceptors: results, streams, headers, failures, deadlines, cancellation.</summary>
sealed class ChatScenario(Transcript transcript)
{
    internal async Task Run()
    {
        var service = new Chat();
        await using var server = await Loopback.Start(transcript, "server", services =>
        {
            services.AddSingleton(service).AddSingleton(new ServerSide(transcript));
            services.Configure<KestrelServerOptions>(options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
            services.AddCodeFirstGrpc(options => options.Interceptors.Add<ServerSide>());
        }, application => application.MapGrpcService<Chat>());
        using var channel = GrpcChannel.ForAddress(Loopback.Address(server));
        var chat = channel.Intercept(new ClientSide(transcript)).CreateGrpcService<IChat>();
        await Unary(chat);
        await Streams(chat);
        await Failures(chat);
        await Canceled(chat, service);
        // The interceptors write to the transcript of all.
        var direct = channel.CreateGrpcService<IChat>();
        await transcript.AtOnce(8, async (number, own) =>
        {
            for (int i = 1; i <= 3; i++) own.Write($"said: {await direct.Say(new() { Number = number, Text = new('x', 3_000 * i) }, new(new CallOptions(new Metadata { { "quiet", "1" } })))}");
            await foreach (var message in direct.Talk(Several(number), new(new CallOptions(new Metadata { { "quiet", "1" } })))) own.Write($"talked: {message}");
        });
    }

    static async IAsyncEnumerable<Message> Several(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            await Task.Yield();
            yield return new() { Number = i, Text = $"message {i}" };
        }
    }

    async Task Unary(IChat chat)
    {
        transcript.Write($"said: {await chat.Say(new() { Number = 1, Text = "hello" })}");
        transcript.Write($"said: {await chat.Say(new() { Number = 2, Text = new('y', 200_000) })}");
        var context = new CallContext(new CallOptions(new Metadata { { "name", "value" } }), CallContextFlags.CaptureMetadata);
        transcript.Write($"said: {await chat.Say(new() { Number = 3, Text = "with a header" }, context)}");
        transcript.Write("trailers", context.ResponseTrailers().Select(entry => $"{entry.Key} {entry.Value}"));
        await chat.Tell(new() { Number = 4, Text = "no answer" });
    }

    async Task Streams(IChat chat)
    {
        await foreach (var message in chat.Count(new() { Number = 5 })) transcript.Write($"counted: {message}");
        transcript.Write($"collected: {await chat.Collect(Several(6))}");
        await foreach (var message in chat.Talk(Several(4))) transcript.Write($"talked: {message}");
        await foreach (var message in chat.Count(new() { Number = 1000 }))
        {
            transcript.Write($"left at: {message}");
            if (message.Number == 3) break;
        }
        // One after the other: what is said next depends on the answer.
        var questions = Channel.CreateUnbounded<Message>();
        await questions.Writer.WriteAsync(new() { Number = 1, Text = "?" });
        await foreach (var answer in chat.Talk(questions.Reader.ReadAllAsync()))
        {
            transcript.Write($"answer: {answer}");
            if (answer.Number == 4) questions.Writer.Complete();
            else await questions.Writer.WriteAsync(new() { Number = answer.Number + 1, Text = "?" });
        }
    }

    async Task Failures(IChat chat)
    {
        await transcript.Fails<RpcException>("refused", () => chat.Say(new() { Number = -1 }).AsTask());
        await transcript.Fails<RpcException>("a bug", () => chat.Say(new() { Number = -2 }).AsTask());
        await transcript.Fails<RpcException>("no answer", () => chat.Tell(new() { Number = -1 }));
        await transcript.Fails<RpcException>("in a stream", async () =>
        {
            await foreach (var message in chat.Count(new() { Number = -3 })) transcript.Write($"  {message}");
        });
        await transcript.Fails<InvalidOperationException>("in a stream of the client's", () => chat.Collect(Failing()).AsTask());
        await transcript.Fails<RpcException>("too late", () => chat.Say(new() { Number = -4 }, new(new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(-1)))).AsTask());
    }

    static async IAsyncEnumerable<Message> Failing()
    {
        yield return new() { Number = 1 };
        await Task.Yield();
        throw new InvalidOperationException("There is no more to say.");
    }

    async Task Canceled(IChat chat, Chat service)
    {
        using var cancellation = new CancellationTokenSource();
        var call = chat.Say(new() { Number = -4 }, new(new CallOptions(cancellationToken: cancellation.Token))).AsTask();
        await service.Held.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<RpcException>("canceled", () => call);
        await service.Released.Task;
        using var inStream = new CancellationTokenSource();
        await transcript.Fails<OperationCanceledException>("canceled in a stream", async () =>
        {
            await foreach (var message in chat.Count(new() { Number = 1_000_000 }, new(new CallOptions(cancellationToken: inStream.Token))).WithCancellation(inStream.Token))
            {
                if (message.Number == 5) await inStream.CancelAsync();
                if (message.Number <= 5) transcript.Write($"  {message}");
                inStream.Token.ThrowIfCancellationRequested();
            }
        }, showsMessage: false);
    }
}

/// <summary>The server's side of it.</summary>
sealed class Chat : IChat
{
    /// <summary>Completed when a call that is never answered is there.</summary>
    internal TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when the server knows that nobody waits for it any more.</summary>
    internal TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<Message> Say(Message message, CallContext context = default)
    {
        await Task.Yield();
        switch (message.Number)
        {
            case -1: throw new RpcException(new Status(StatusCode.PermissionDenied, "Not to you."));
            case -2: throw new InvalidOperationException("This is not told to clients.");
            case -4:
                Held.TrySetResult();
                await using (context.CancellationToken.Register(() => Released.TrySetResult())) await Released.Task;
                context.CancellationToken.ThrowIfCancellationRequested();
                break;
        }
        if (context.RequestHeaders?.GetValue("name") is { } value) context.ServerCallContext!.ResponseTrailers.Add("seen", value);
        return new() { Number = message.Number, Text = $"{message.Text} too" };
    }

    public async Task Tell(Message message, CallContext context = default)
    {
        await Task.Yield();
        if (message.Number < 0) throw new RpcException(new Status(StatusCode.FailedPrecondition, "Nobody listens."));
    }

    public IAsyncEnumerable<Message> Count(Message message, CallContext context = default) => Count(message.Number, context.CancellationToken);

    static async IAsyncEnumerable<Message> Count(int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 1; i <= Math.Abs(to); i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (to < 0 && i == -to) throw new RpcException(new Status(StatusCode.DataLoss, $"There is no {i}."));
            yield return new() { Number = i, Text = "counted" };
        }
    }

    public async ValueTask<Message> Collect(IAsyncEnumerable<Message> messages, CallContext context = default)
    {
        var (count, text) = (0, "");
        await foreach (var message in messages) (count, text) = (count + message.Number, text + message.Text[^1..]);
        return new() { Number = count, Text = text };
    }

    public async IAsyncEnumerable<Message> Talk(IAsyncEnumerable<Message> messages, CallContext context = default)
    {
        await foreach (var message in messages)
        {
            await Task.Yield();
            yield return new() { Number = message.Number, Text = $"{message.Text}!" };
        }
    }
}

sealed class ClientSide(Transcript transcript) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, context);
        return new(Answer(context.Method.Name, call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    async Task<T> Answer<T>(string name, Task<T> answer)
    {
        await Task.Yield();
        try
        {
            return await answer;
        }
        finally
        {
            transcript.Write($"  {name} is answered: {answer.Status}");
        }
    }
}

sealed class ServerSide(Transcript transcript) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (context.RequestHeaders.GetValue("quiet") is null) transcript.Write($"  > {context.Method}");
        await Task.Yield();
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        transcript.Write($"  > {context.Method}");
        await Task.Yield();
        await continuation(request, responseStream, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await Task.Yield();
        return await continuation(requestStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await Task.Yield();
        await continuation(requestStream, responseStream, context);
    }
}

using System.Text;
using global::GraphQL;
using global::GraphQL.Execution;
using global::GraphQL.SystemTextJson;
using global::GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.GraphQL;

sealed record Author(int Id, string Name);

sealed record Book(int Id, string Title, int AuthorId);

/// <summary>Queries, mutations and subscriptions of a schema whose fields, middleware and loaders suspend.</summary>
sealed class LibraryScenario(Transcript transcript)
{
    static readonly (string Name, string Query)[] Queries =
    [
        ("fields", "{ book(id: 3) { id title slow author { name } } }"),
        ("a list by loaders", "{ books { title author { name books { id } } } }"),
        ("aliases and fragments", "query Q($id: Int! = 2) { a: book(id: 1) { ...B } b: book(id: $id) { ...B ... on Book { slow } } __typename } fragment B on Book { title }"),
        ("directives", "query Q($no: Boolean = false) { book(id: 1) { title @skip(if: true) slow @include(if: $no) id } }"),
        ("an error in a field", "{ book(id: 1) { title broken } }"),
        ("an error in a list", "{ books { id checked } }"),
        ("null where none may be", "{ book(id: 1) { never } }"),
        ("mutations, one after the other", "mutation { a: add(title: \"one\") { id } b: add(title: \"two\") { id title } c: add(title: \"\") { id } }"),
        ("no such field", "{ book(id: 1) { nothing } }"),
        ("no syntax", "{ book(id: 1 { title } }"),
        ("no argument", "{ book { title } }"),
        ("introspection", "{ __type(name: \"Book\") { name fields { name type { kind } } } }"),
    ];

    internal async Task Run()
    {
        await using (var services = Services(transcript))
        {
            foreach (var (name, query) in Queries) await Execute(services, name, query, transcript);
            await Canceled(services);
            await Subscribe(services);
        }
        await transcript.AtOnce(8, async (number, own) =>
        {
            await using var services = Services(own);
            foreach (var (name, query) in Queries.Skip(number % 4).Take(4)) await Execute(services, name, query, own);
        });
    }

    static ServiceProvider Services(Transcript shown)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new Library(shown)).AddSingleton<BookType>().AddSingleton<AuthorType>().AddSingleton<Query>().AddSingleton<Mutation>().AddSingleton<Subscription>();
        services.AddGraphQL(builder => builder.AddSchema(provider => new Schema(provider)
        {
            Query = provider.GetRequiredService<Query>(),
            Mutation = provider.GetRequiredService<Mutation>(),
            Subscription = provider.GetRequiredService<Subscription>(),
        }).AddSystemTextJson().AddDocumentListener(_ => new Listener(shown)));
        return services.BuildServiceProvider();
    }

    static async Task<ExecutionResult> Execute(IServiceProvider services, string name, string query, Transcript shown, CancellationToken cancellationToken = default)
    {
        using var scope = services.CreateScope();
        var result = await services.GetRequiredService<IDocumentExecuter<ISchema>>().ExecuteAsync(new ExecutionOptions
        {
            Query = query,
            RequestServices = scope.ServiceProvider,
            CancellationToken = cancellationToken,
            UnhandledExceptionDelegate = async context =>
            {
                await Task.Yield();
                shown.Write($"  unhandled: {context.OriginalException.Message}");
            },
        });
        using var json = new MemoryStream();
        await services.GetRequiredService<IGraphQLTextSerializer>().WriteAsync(new SuspendingStream(json, int.MaxValue), result, CancellationToken.None);
        shown.Write($"{name}: {Encoding.UTF8.GetString(json.ToArray())}");
        return result;
    }

    async Task Canceled(IServiceProvider services)
    {
        using var cancellation = new CancellationTokenSource();
        services.GetRequiredService<Library>().Asked = () => cancellation.Cancel();
        await transcript.Fails<OperationCanceledException>("canceled", () => Execute(services, "canceled", "{ book(id: 2) { title slow author { name } } }", transcript, cancellation.Token));
        services.GetRequiredService<Library>().Asked = null;
    }

    async Task Subscribe(IServiceProvider services)
    {
        var result = await Execute(services, "subscription", "subscription { added { id title slow } }", transcript);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = result.Streams!.Values.Single();
        var observer = new Observer(services.GetRequiredService<IGraphQLTextSerializer>(), transcript, end);
        var library = services.GetRequiredService<Library>();
        using (stream.Subscribe(observer))
        {
            // Not by a mutation, which would be executed at the same time.
            var book = await library.Add("heard of");
            await observer.Heard.Task;
            transcript.Write($"added: {book.Id}");
            library.Close();
            await end.Task;
        }
    }

    sealed class Observer(IGraphQLTextSerializer serializer, Transcript transcript, TaskCompletionSource end) : IObserver<ExecutionResult>
    {
        internal TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnNext(ExecutionResult value)
        {
            transcript.Write($"heard: {serializer.Serialize(value)}");
            Heard.TrySetResult();
        }

        public void OnError(Exception error) => end.TrySetException(error);

        public void OnCompleted()
        {
            transcript.Write("heard all");
            end.TrySetResult();
        }
    }

    sealed class Listener(Transcript transcript) : DocumentExecutionListenerBase
    {
        public override async Task AfterValidationAsync(IExecutionContext context, global::GraphQL.Validation.IValidationResult validationResult)
        {
            await Task.Yield();
            transcript.Write($"  valid: {validationResult.IsValid}");
        }

        public override async Task BeforeExecutionAsync(IExecutionContext context)
        {
            await Task.Yield();
            transcript.Write($"  before {context.Operation.Operation}");
        }

        public override async Task AfterExecutionAsync(IExecutionContext context)
        {
            await Task.Yield();
            transcript.Write($"  after, {context.Errors.Count} errors");
        }
    }
}

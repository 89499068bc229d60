using Refit;
using Unboxed.Compatibility.Harness;

namespace Unboxed.Compatibility.Http;

/// <summary>Refit's clients, which its generator writes into this assembly, so that they are woven with it.</summary>
public static class RefitClients
{
    [Scenario]
    public static async Task Of_an_interface(Trace trace)
    {
        var directory = new Directory(Client(trace), trace);
        trace.Log(await directory.DescribeAsync(7));
        await trace.Fails("not found", () => directory.DescribeAsync(0));
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        await trace.Fails("canceled", () => directory.DescribeAsync(7, canceled.Token));
    }

    [Scenario]
    public static async Task Responses_and_bodies(Trace trace)
    {
        var users = Client(trace);
        trace.Log(await users.AddAsync(new(3, "cleo")));
        foreach (var user in await users.AllAsync(2)) trace.Log(user);
        var response = await users.RespondAsync(0);
        trace.Log($"{response.StatusCode}: {response.Error?.Message} {response.Content}");
        await users.DeleteAsync(4);
        await trace.Fails("broken", users.BrokenAsync);
        await trace.Fails("down", users.DownAsync);
    }

    static IUsers Client(Trace trace) => RestService.For<IUsers>(new HttpClient(new Retrying(trace) { InnerHandler = new Authorizing(trace) { InnerHandler = new FakeServer(trace) } }) { BaseAddress = new("http://users") });

    public interface IUsers
    {
        [Get("/users/{id}")]
        Task<User> FindAsync(int id, CancellationToken cancellation = default);

        [Get("/users")]
        Task<List<User>> AllAsync([AliasAs("most")] int count);

        [Post("/users/new")]
        [Headers("kind: new")]
        Task<User> AddAsync([Body] User user);

        [Get("/users/{id}")]
        Task<IApiResponse<User>> RespondAsync(int id);

        [Delete("/users/{id}")]
        Task DeleteAsync(int id);

        [Get("/broken")]
        Task<User> BrokenAsync();

        [Get("/down")]
        Task<User> DownAsync();
    }

    /// <summary>A woven caller.</summary>
    sealed class Directory(IUsers users, Trace trace)
    {
        public async Task<string> DescribeAsync(int id, CancellationToken cancellation = default)
        {
            var user = await users.FindAsync(id, cancellation);
            trace.Where("described");
            return $"{user.Name} is {user.Id}, one of {(await users.AllAsync(1)).Count}";
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using global::Octokit;
using global::Octokit.Internal;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.Octokit;

/// <summary>Repositories, issues, pages and files of a GitHub that is a handler of this program's.</summary>
sealed class RepositoryScenario(Transcript transcript)
{
    internal async Task Run()
    {
        var client = Client(transcript);
        await Repositories(client);
        await Issues(client);
        await Files(client);
        await Failures(client);
        await Caching();
        await Cancellation();
        await transcript.AtOnce(8, (number, own) => Pages(Client(own), own, pageSize: 1 + number));
    }

    static GitHubClient Client(Transcript shown) => new(new Connection(
        new ProductHeaderValue("scenario"), new Uri("https://github.test/"), new InMemoryCredentialStore(new Credentials("secret")), new HttpClientAdapter(() => new GitHub(shown).Handler), new SimpleJsonSerializer()));

    async Task Repositories(GitHubClient client)
    {
        var repository = await client.Repository.Get("o", "r");
        transcript.Write($"repository: {repository.Id} {repository.FullName} {repository.Description} {repository.StargazersCount} {client.GetLastApiInfo().RateLimit.Remaining}");
        var moved = await client.Repository.Get("o", "old");
        transcript.Write($"moved: {moved.FullName}");
        transcript.Write($"created: {(await client.Repository.Create(new NewRepository("fresh") { Description = "made just now" })).FullName}");
        transcript.Write("languages", (await client.Repository.GetAllLanguages("o", "r")).Select(language => $"{language.Name} {language.NumberOfBytes}"));
        await client.Repository.Delete("o", "r");
    }

    async Task Issues(GitHubClient client)
    {
        await Pages(client, transcript, pageSize: 3);
        var one = await client.Issue.GetAllForRepository("o", "r", new ApiOptions { PageSize = 2, StartPage = 2, PageCount = 1 });
        transcript.Write("page", one.Select(issue => issue.Title));
        var made = await client.Issue.Create("o", "r", new NewIssue("It suspends") { Body = "each time", Labels = { "bug", "async" } });
        transcript.Write($"made: {made.Number} {made.Title} {made.State.StringValue} {string.Join(' ', made.Labels.Select(label => label.Name))}");
        var closed = await client.Issue.Update("o", "r", made.Number, new IssueUpdate { State = ItemState.Closed });
        transcript.Write($"closed: {closed.Number} {closed.State.StringValue}");
        var comment = await client.Issue.Comment.Create("o", "r", made.Number, "Thanks.");
        transcript.Write($"comment: {comment.Id} {comment.Body}");
        var found = await client.Search.SearchIssues(new SearchIssuesRequest("suspends") { PerPage = 5 });
        transcript.Write($"found: {found.TotalCount} {string.Join(", ", found.Items.Select(issue => issue.Title))}");
        await client.Issue.LockUnlock.Lock("o", "r", made.Number);
    }

    static async Task Pages(GitHubClient client, Transcript shown, int pageSize)
    {
        var issues = await client.Issue.GetAllForRepository("o", "r", new RepositoryIssueRequest { State = ItemStateFilter.All }, new ApiOptions { PageSize = pageSize });
        shown.Write($"{issues.Count} issues, {pageSize} a page: {string.Join(", ", issues.Select(issue => issue.Title))}");
    }

    static string Show(byte[] bytes) => $"{bytes.Length} bytes {Convert.ToHexString(SHA256.HashData(bytes))[..16]}";

    async Task Files(GitHubClient client)
    {
        transcript.Write($"raw: {Show(await client.Repository.Content.GetRawContent("o", "r", "large.bin"))}");
        var file = (await client.Repository.Content.GetAllContents("o", "r", "note.txt"))[0];
        transcript.Write($"content: {file.Name} {file.Content}");
        transcript.Write($"archive: {Show(await client.Repository.Content.GetArchive("o", "r", ArchiveFormat.Tarball))}");
        var changed = await client.Repository.Content.UpdateFile("o", "r", "note.txt", new UpdateFileRequest("a change", "another note", file.Sha));
        transcript.Write($"changed: {changed.Commit.Sha} {changed.Commit.Message}");
        var release = await client.Repository.Release.Get("o", "r", 7);
        using var asset = new MemoryStream(GitHub.Large);
        var uploaded = await client.Repository.Release.UploadAsset(release, new ReleaseAssetUpload("large.bin", "application/octet-stream", new SuspendingStream(asset, 9_000), null));
        transcript.Write($"uploaded: {uploaded.Name} {uploaded.Size}");
    }

    async Task Failures(GitHubClient client)
    {
        await transcript.Fails<NotFoundException>("not found", () => client.Repository.Get("o", "nothing"));
        await transcript.Fails<ApiValidationException>("not valid", () => client.Issue.Create("o", "r", new NewIssue("")));
        await transcript.Fails<AuthorizationException>("not authorized", () => client.Repository.Get("o", "secret"));
        await transcript.Fails<RateLimitExceededException>("too many", () => client.Repository.Get("o", "busy"));
        await transcript.Fails<AbuseException>("far too many", () => client.Repository.Get("o", "abused"));
        await transcript.Fails<ApiException>("out of order", () => client.Repository.Get("o", "broken"));
        await transcript.Fails<HttpRequestException>("no network", () => client.Repository.Get("o", "unplugged"));
        await transcript.Fails<HttpRequestException>("cut off", () => client.Repository.Get("o", "cut"));
    }

    /// <summary>Asks again with the ETag, and gets the response that it has.</summary>
    async Task Caching()
    {
        var client = Client(transcript);
        var cache = new Cache(transcript);
        client.ResponseCache = cache;
        for (int i = 0; i < 3; i++)
        {
            transcript.Write($"cached: {(await client.Repository.Get("o", "tagged")).FullName}");
            // The library does not wait for it.
            await cache.Kept.Task;
        }
    }

    async Task Cancellation()
    {
        var gitHub = new GitHub(transcript);
        var connection = new Connection(new ProductHeaderValue("scenario"), new Uri("https://github.test/"), new InMemoryCredentialStore(Credentials.Anonymous), new HttpClientAdapter(() => gitHub.Handler), new SimpleJsonSerializer());
        using var cancellation = new CancellationTokenSource();
        var post = connection.Post(new Uri("repos/o/held", UriKind.Relative), cancellation.Token);
        await gitHub.Held.Task;
        await cancellation.CancelAsync();
        await transcript.Fails<OperationCanceledException>("canceled", () => post);
    }

    /// <summary>A cache that suspends, as one on another machine would.</summary>
    sealed class Cache(Transcript transcript) : global::Octokit.Caching.IResponseCache
    {
        readonly Dictionary<string, global::Octokit.Caching.CachedResponse.V1> responses = [];

        /// <summary>Completed when the first response is kept.</summary>
        internal TaskCompletionSource Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<global::Octokit.Caching.CachedResponse.V1> GetAsync(IRequest request)
        {
            await Task.Yield();
            bool isThere = responses.TryGetValue(request.Endpoint.OriginalString, out var response);
            transcript.Write($"  in the cache: {isThere}");
            return response!;
        }

        public async Task SetAsync(IRequest request, global::Octokit.Caching.CachedResponse.V1 cachedResponse)
        {
            await Task.Yield();
            responses[request.Endpoint.OriginalString] = cachedResponse;
            Kept.TrySetResult();
        }
    }
}

/// <summary>As much of GitHub as is asked for.</summary>
sealed class GitHub(Transcript transcript)
{
    internal static byte[] Large { get; } = [.. Enumerable.Range(0, 40_000).Select(value => (byte)(value * 5 >> 3))];

    const int Issues = 10;

    /// <summary>Completed when a request that is never answered is there.</summary>
    internal TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal AnsweringHandler Handler => new(Answer)
    {
        Arriving = async (request, cancellationToken) =>
        {
            // The parameters come from a dictionary with another order in each run.
            var parameters = request.RequestUri!.Query.TrimStart('?').Split('&').Order();
            transcript.Write($"  > {request.Method} {request.RequestUri.AbsolutePath} {string.Join(' ', parameters)} {request.Headers.Authorization?.Scheme} {request.Headers.IfNoneMatch}");
            if (request.RequestUri.AbsolutePath.EndsWith("/unplugged", StringComparison.Ordinal)) throw new HttpRequestException("There is no network.");
            if (!request.RequestUri.AbsolutePath.EndsWith("/held", StringComparison.Ordinal)) return;
            Held.TrySetResult();
            // Not a time that passes: only the token ends it.
            await Task.Delay(Timeout.Infinite, cancellationToken);
        },
    };

    static HttpResponseMessage Json(string json, int status = 200, params IEnumerable<(string, string)> headers) =>
        AnsweringHandler.Respond(status, Encoding.UTF8.GetBytes(json), headers: [("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "59"), ("X-RateLimit-Reset", "1600000000"), .. headers]);

    static string Repository(string name) => $$"""{"id": 1296269, "name": "{{name}}", "full_name": "o/{{name}}", "owner": {"login": "o", "id": 1}, "description": "äöü {{new string('-', 400)}}", "stargazers_count": 80}""";

    static string Issue(int number, string title, string state = "open") =>
        $$"""{"id": {{1000 + number}}, "number": {{number}}, "title": "{{title}}", "state": "{{state}}", "labels": [{"name": "bug"}, {"name": "async"}], "created_at": "2020-02-01T03:04:05Z"}""";

    static HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        string path = request.RequestUri!.AbsolutePath.Replace("/api/v3", "", StringComparison.Ordinal);
        return (request.Method.Method, path) switch
        {
            ("GET", "/repos/o/r") => Json(Repository("r")),
            ("GET", "/repos/o/old") => Json("{}", 301, ("Location", "https://github.test/api/v3/repos/o/r")),
            ("GET", "/repos/o/tagged") when request.Headers.IfNoneMatch.Count > 0 => new(System.Net.HttpStatusCode.NotModified) { Content = new ByteArrayContent([]) },
            ("GET", "/repos/o/tagged") => Json(Repository("tagged"), 200, ("ETag", "\"abc\"")),
            ("GET", "/repos/o/secret") => Json("""{"message": "Bad credentials"}""", 401),
            ("GET", "/repos/o/busy") => Json("""{"message": "API rate limit exceeded"}""", 403),
            ("GET", "/repos/o/abused") => Json("""{"message": "You have triggered an abuse detection mechanism."}""", 403, ("Retry-After", "30")),
            ("GET", "/repos/o/broken") => Json("no JSON", 500),
            ("GET", "/repos/o/cut") => Cut(),
            ("GET", "/repos/o/r/languages") => Json("""{"C#": 1000, "F#": 10}"""),
            ("GET", "/repos/o/r/issues") => Page(request.RequestUri),
            ("GET", "/search/issues") => Json($$"""{"total_count": 1, "incomplete_results": false, "items": [{{Issue(11, "It suspends")}}]}"""),
            ("GET", "/repos/o/r/contents/large.bin") => AnsweringHandler.Respond(200, Large, "application/octet-stream"),
            ("GET", "/repos/o/r/tarball/") => AnsweringHandler.Respond(302, [], headers: [("Location", "https://files.test/large.tar")]),
            ("GET", "/large.tar") => AnsweringHandler.Respond(200, Large, "application/x-gzip"),
            ("GET", "/repos/o/r/contents/note.txt") => Json($$"""{"type": "file", "name": "note.txt", "path": "note.txt", "sha": "1234", "encoding": "base64", "content": "{{Convert.ToBase64String("a note"u8)}}"}"""),
            ("GET", "/repos/o/r/releases/7") => Json("""{"id": 7, "upload_url": "https://uploads.test/releases/7/assets{?name,label}", "assets": []}"""),
            ("POST", "/releases/7/assets") => Json($$"""{"id": 70, "name": "large.bin", "size": {{body.Length}}}""", 201),
            ("POST", "/user/repos") => Json(Repository("fresh"), 201),
            ("POST", "/repos/o/r/issues") when body.AsSpan().IndexOf("\"title\":\"\""u8) >= 0 => Json("""{"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "title", "code": "missing_field"}]}""", 422),
            ("POST", "/repos/o/r/issues") => Json(Issue(Issues + 1, "It suspends"), 201),
            ("POST", "/repos/o/r/issues/11/comments") => Json("""{"id": 5, "body": "Thanks."}""", 201),
            ("PATCH", "/repos/o/r/issues/11") => Json(Issue(Issues + 1, "It suspends", "closed")),
            ("PUT", "/repos/o/r/contents/note.txt") => Json("""{"content": {"name": "note.txt", "sha": "5678"}, "commit": {"sha": "9abc", "message": "a change"}}"""),
            ("PUT", "/repos/o/r/issues/11/lock") or ("DELETE", "/repos/o/r") => new(System.Net.HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) },
            _ => Json("""{"message": "Not Found"}""", 404),
        };
    }

    /// <summary>Breaks off within the body.</summary>
    static HttpResponseMessage Cut()
    {
        var response = Json(Repository("cut"));
        response.Content = new StreamContent(new SuspendingStream(new MemoryStream(new byte[1000]), 100) { Called = call => { if (call == 5) throw new IOException("The connection is gone."); } });
        response.Content.Headers.ContentType = new("application/json");
        return response;
    }

    static HttpResponseMessage Page(Uri uri)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query);
        int page = query.TryGetValue("page", out var value) ? int.Parse(value!, CultureInfo.InvariantCulture) : 1, size = int.Parse(query["per_page"]!, CultureInfo.InvariantCulture);
        var issues = Enumerable.Range(1, Issues).Skip((page - 1) * size).Take(size).Select(number => Issue(number, $"issue {number}"));
        IEnumerable<(string, string)> next = page * size < Issues ? [("Link", $"<https://github.test/api/v3/repos/o/r/issues?page={page + 1}&per_page={size}>; rel=\"next\"")] : [];
        return Json($"[{string.Join(',', issues)}]", 200, next);
    }
}

namespace Unboxed.Scenarios;

/// <summary>Something that a library of somebody else's is used for.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Libraries">The assemblies that do it, each after those that it references. They are counted in.</param>
/// <param name="Run">Does it.</param>
sealed record Scenario(string Name, IReadOnlyList<string> Libraries, Func<Transcript, Task> Run)
{
    const string Program = "Scenarios";

    static readonly string[] EntityFramework = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "Microsoft.EntityFrameworkCore.Sqlite"];

    /// <summary>Those whose libraries are also woven alone, each in its place, for a program that is not woven. It is another weaving of each library and another run, and what the whole does not show shows in these.</summary>
    internal static IReadOnlyList<Scenario> AlsoAlone { get; } =
    [
        new("ef-core", EntityFramework, transcript => new EntityFrameworkCore.ShopScenario(transcript).Run(isSuspending: true))
        {
            Waiting = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational"],
            Across = [("Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational")],
            AcrossToProgram = [(Program, "Microsoft.EntityFrameworkCore.Relational")],
        },
        new("ef-core-synchronous", EntityFramework, transcript => new EntityFrameworkCore.ShopScenario(transcript).Run(isSuspending: false)) { Waiting = [] },
        new("yarp", ["Yarp.ReverseProxy"], transcript => new Yarp.ProxyScenario(transcript).Run()),
        new("npgsql", ["Npgsql"], transcript => new Npgsql.LedgerScenario(transcript).Run()) { Server = "with-postgres.sh" },
        new("sharpcompress", ["SharpCompress"], transcript => new SharpCompress.ArchiveScenario(transcript).Run()) { AcrossToProgram = [(Program, "SharpCompress")] },
        new("mailkit", ["MimeKit", "MailKit"], transcript => new MailKit.MailScenario(transcript).Run()) { AcrossToProgram = [(Program, "MailKit")] },
        new("azure-core", ["System.ClientModel", "Azure.Core"], transcript => new AzureCore.PipelineScenario(transcript).Run())
        {
            AcrossToProgram = [("Azure.Core", Program), ("System.ClientModel", Program)],
        },
    ];

    internal static IReadOnlyList<Scenario> All { get; } =
    [
        .. AlsoAlone,
        new("octokit", ["Octokit"], transcript => new Octokit.RepositoryScenario(transcript).Run()) { AcrossToProgram = [(Program, "Octokit"), ("Octokit", Program)] },
        new("polly-http", ["Polly", "Microsoft.Extensions.Http.Polly"], transcript => new PollyHttp.PolicyScenario(transcript).Run())
        {
            Across = [("Microsoft.Extensions.Http.Polly", "Polly")],
            AcrossToProgram = [("Polly", Program), (Program, "Polly")],
        },
        new("google-storage", ["Google.Apis", "Google.Cloud.Storage.V1"], transcript => new GoogleStorage.BucketScenario(transcript).Run())
        {
            Across = [("Google.Cloud.Storage.V1", "Google.Apis")],
            AcrossToProgram = [(Program, "Google.Cloud.Storage.V1")],
        },
        new("webjobs", ["Microsoft.Azure.WebJobs.Host"], transcript => new WebJobs.QueueScenario(transcript).Run())
        {
            AcrossToProgram = [("Microsoft.Azure.WebJobs.Host", Program), (Program, "Microsoft.Azure.WebJobs.Host")],
        },
        new("fluid", ["Fluid"], transcript => new Fluid.TemplateScenario(transcript).Run()) { AcrossToProgram = [("Fluid", Program), (Program, "Fluid")] },
        new("fluentvalidation", ["FluentValidation"], transcript => new FluentValidation.OrderScenario(transcript).Run())
        {
            AcrossToProgram = [("FluentValidation", Program), (Program, "FluentValidation")],
        },
        new("fusioncache", ["ZiggyCreatures.FusionCache"], transcript => new FusionCache.CacheScenario(transcript).Run())
        {
            AcrossToProgram = [("ZiggyCreatures.FusionCache", Program), (Program, "ZiggyCreatures.FusionCache")],
        },
        new("grpc", ["Grpc.Net.Client", "Grpc.AspNetCore.Server", "protobuf-net.Grpc"], transcript => new Grpc.ChatScenario(transcript).Run()),
        new("graphql", ["GraphQL"], transcript => new GraphQL.LibraryScenario(transcript).Run()) { AcrossToProgram = [("GraphQL", Program)] },
        new("masstransit", ["MassTransit"], transcript => new MassTransit.BusScenario(transcript).Run()) { AcrossToProgram = [("MassTransit", Program)] },
    ];

    /// <summary>Those of the libraries whose scratch calls must be seen to suspend. Where there are none, nothing in the scenario suspends, and nothing may be counted.</summary>
    internal IReadOnlyList<string> Waiting { get; init; } = Libraries;

    /// <summary>The pairs of libraries of which one must be seen to wait in a scratch call of the other.</summary>
    internal IReadOnlyList<(string Caller, string Callee)> Across { get; init; } = [];

    /// <summary>The same between the program and a library, where the program is woven too.</summary>
    internal IReadOnlyList<(string Caller, string Callee)> AcrossToProgram { get; init; } = [];

    /// <summary>The script in <c>eng/</c> that runs a command with the server that it needs.</summary>
    internal string? Server { get; init; }
}

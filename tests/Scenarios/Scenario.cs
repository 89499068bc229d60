namespace Unboxed.Scenarios;

/// <summary>Something that a library of somebody else's is used for.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Libraries">The assemblies that do it, each after those that it references.</param>
/// <param name="Run">Does it.</param>
sealed record Scenario(string Name, IReadOnlyList<string> Libraries, Func<Transcript, Task> Run)
{
    const string Program = "Scenarios";

    static readonly string[] EntityFramework = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "Microsoft.EntityFrameworkCore.Sqlite"];

    internal static IReadOnlyList<Scenario> All { get; } =
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

    /// <summary>Those of the libraries whose scratch calls must be seen to suspend. Where there are none, nothing in the scenario suspends, and nothing may be counted.</summary>
    internal IReadOnlyList<string> Waiting { get; init; } = Libraries;

    /// <summary>The pairs of libraries of which one must be seen to wait in a scratch call of the other.</summary>
    internal IReadOnlyList<(string Caller, string Callee)> Across { get; init; } = [];

    /// <summary>The same between the program and a library, where the program is woven too.</summary>
    internal IReadOnlyList<(string Caller, string Callee)> AcrossToProgram { get; init; } = [];

    /// <summary>The script in <c>eng/</c> that runs a command with the server that it needs.</summary>
    internal string? Server { get; init; }
}

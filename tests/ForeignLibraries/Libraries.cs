namespace Unboxed.ForeignLibraries;

/// <summary>An assembly of somebody else's.</summary>
/// <param name="Package">The package that brings it.</param>
/// <param name="Assembly">Its name.</param>
/// <param name="Refused">Why it cannot be woven alone; null where it can.</param>
sealed record Library(string Package, string Assembly, string? Refused = null)
{
    /// <summary>All that have awaits among those that this program ships.</summary>
    internal static readonly IReadOnlyList<Library> All =
    [
        new("Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore"),
        new("Microsoft.EntityFrameworkCore.Relational", "Microsoft.EntityFrameworkCore.Relational"),
        new("Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore.Sqlite"),
        new("Yarp.ReverseProxy", "Yarp.ReverseProxy"),
        new("MailKit", "MailKit"),
        new("MimeKit", "MimeKit"),
        new("Npgsql", "Npgsql"),
        new("MySqlConnector", "MySqlConnector"),
        new("RabbitMQ.Client", "RabbitMQ.Client"),
        new("StackExchange.Redis", "StackExchange.Redis"),
        new("FastEndpoints", "FastEndpoints"),
        new("WolverineFx", "Wolverine"),
        new("JasperFx", "JasperFx"),
        new("Azure.Core", "Azure.Core"),
        new("System.ClientModel", "System.ClientModel"),
        new("AngleSharp", "AngleSharp"),
        new("FluentValidation", "FluentValidation"),
        new("Spectre.Console", "Spectre.Console"),
        new("SharpCompress", "SharpCompress"),
        new("Polly.Core", "Polly.Core"),
        new("Microsoft.Identity.Client", "Microsoft.Identity.Client"),
        new("JasperFx.Events", "JasperFx.Events"),
        new("FastEndpoints.JobQueues", "FastEndpoints.JobQueues"),
        new("FastEndpoints.Messaging.Core", "FastEndpoints.Messaging.Core"),
        new("Microsoft.Data.Sqlite.Core", "Microsoft.Data.Sqlite"),
        new("Microsoft.Identity.Client.Extensions.Msal", "Microsoft.Identity.Client.Extensions.Msal"),
        new("DnsClient", "DnsClient", "it is built for net5.0"),
        new("RESPite", "RESPite"),
        new("Snappier", "Snappier"),
        new("System.Linq.Dynamic.Core", "System.Linq.Dynamic.Core"),
        new("ZstdSharp.Port", "ZstdSharp", "it is built for net7.0"),
        new("BouncyCastle.Cryptography", "BouncyCastle.Cryptography", "it is built for net6.0"),
        new("MongoDB.Driver", "MongoDB.Driver", "it is built for net6.0"),
    ];

    /// <summary>Those with these names; all where there are none.</summary>
    /// <exception cref="ArgumentException">There is no such library.</exception>
    internal static IReadOnlyList<Library> Named(IReadOnlyList<string> assemblies) =>
        assemblies.Except(All.Select(library => library.Assembly)).ToList() is { Count: > 0 } unknown
            ? throw new ArgumentException("no such library: " + string.Join(", ", unknown))
            : [.. All.Where(library => assemblies.Count == 0 || assemblies.Contains(library.Assembly))];

    /// <summary>The file as NuGet has restored it, among all that it needs.</summary>
    internal string Path => System.IO.Path.Combine(Folder, Assembly + ".dll");

    internal static string Folder => AppContext.BaseDirectory;
}

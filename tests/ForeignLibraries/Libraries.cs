namespace Unboxed.ForeignLibraries;

/// <summary>An assembly of somebody else's.</summary>
/// <param name="Package">The package that brings it.</param>
/// <param name="Assembly">Its name.</param>
/// <param name="Refused">What the command line has to say of it, where it has to refuse it; null where it is woven.</param>
sealed record Library(string Package, string Assembly, string? Refused = null)
{
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
        new("MongoDB.Driver", "MongoDB.Driver", "it is built for net6.0"),
    ];

    /// <summary>The file as NuGet has restored it, among all that it needs.</summary>
    internal string Path => System.IO.Path.Combine(Folder, Assembly + ".dll");

    internal static string Folder => AppContext.BaseDirectory;
}

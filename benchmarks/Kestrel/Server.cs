extern alias plain;
extern alias woven;
using System.Globalization;
using System.Net;
using Benchmarks.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Kestrel;

/// <summary>The process that answers. It prints its port, and for every line that it reads, what it has used until then.</summary>
static class Server
{
    public const string Role = "server", Plain = "plain", Woven = "woven", Flat = "flat";

    public static void Run(string variant)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        using var app = (IDisposable)Started(builder.Build(), variant);
        while (Console.ReadLine() is not null) Console.WriteLine(Usage.Now());
    }

    static WebApplication Started(WebApplication app, string variant)
    {
        Map(app, variant);
        app.Start();
        Console.WriteLine(new Uri(app.Urls.Single()).Port.ToString(CultureInfo.InvariantCulture));
        return app;
    }

    static void Map(IEndpointRouteBuilder routes, string variant)
    {
        switch (variant)
        {
            case Plain:
                plain::Benchmarks.Kestrel.Endpoints.Map(routes);
                break;
            case Woven:
                woven::Benchmarks.Kestrel.Endpoints.Map(routes);
                break;
            case Flat:
                plain::Benchmarks.Kestrel.Endpoints.MapFlat(routes);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(variant), variant, "There is no such variant.");
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Unboxed.Scenarios.Support;

/// <summary>Kestrel on a port of 127.0.0.1 that the system chooses, without a log.</summary>
static class Loopback
{
    /// <summary>Starts a server.</summary>
    /// <param name="transcript">Shows the port by the server's name.</param>
    /// <param name="name">The server's name.</param>
    /// <param name="services">What it needs.</param>
    /// <param name="pipeline">What it does with requests.</param>
    internal static async Task<WebApplication> Start(Transcript transcript, string name, Action<IServiceCollection> services, Action<WebApplication> pipeline)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services(builder.Services);
        var application = builder.Build();
        pipeline(application);
        await application.StartAsync();
        transcript.Hide(Address(application).Authority, name);
        return application;
    }

    internal static Uri Address(WebApplication application) => new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}

# Sourced by eng/consume.sh: projects of other SDKs.

quick+=(test_project web)
long+=(worker blazor_server grpc)

scenario_test_project() {
    project Library/Library.csproj '' "$unboxed_reference"
    library_source Library
    project Tests/Tests.csproj '<IsTestProject>true</IsTestProject>' "
    <ProjectReference Include=\"../Library/Library.csproj\" />
    <PackageReference Include=\"Microsoft.NET.Test.Sdk\" Version=\"18.11.0\" />
    <PackageReference Include=\"xunit\" Version=\"2.9.3\" />
    <PackageReference Include=\"xunit.runner.visualstudio\" Version=\"4.0.1\" />
    $unboxed_reference"
    cat >Tests/Tests.cs <<'SOURCE'
using Shop;
using Xunit;
[assembly: Unboxed.ScratchSpace]

public sealed class Tests
{
    [Fact]
    public async Task Doubles()
    {
        ISource source = new Doubling(new Source());
        Assert.Equal(42, await source.NextAsync(21));
    }
}
SOURCE
    run test Tests -c Release -nologo --tl:off
    log_has 'Passed! .*Passed: +1'
    must_be_woven Library/bin/Release/net10.0/Library.dll
    must_be_woven Tests/bin/Release/net10.0/Tests.dll
}

server_services=''
server_asks='using var client = new HttpClient();
Console.WriteLine(await client.GetStringAsync(address + "/next/21"));'

# A program that serves and, once it does, asks itself and prints the answer. Arguments: what it maps, its properties, its items.
server() {
    sdk=Microsoft.NET.Sdk.Web project App.csproj "${2:-}" "$unboxed_reference${3:-}"
    library_source .
    cat >Program.cs <<SOURCE
using Shop;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddSingleton<ISource>(new Doubling(new Source()));
$server_services
var app = builder.Build();
$1
await app.StartAsync();
string address = app.Urls.First();
$server_asks
await app.StopAsync();
SOURCE
}

scenario_web() {
    server 'app.MapGet("/next/{value}", async (int value, ISource source) => $"sum {await source.NextAsync(value)}");'
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 42' dotnet bin/Release/net10.0/App.dll
}

scenario_worker() {
    sdk=Microsoft.NET.Sdk.Worker project App.csproj '' "$unboxed_reference<PackageReference Include=\"Microsoft.Extensions.Hosting\" Version=\"10.0.0\" />"
    library_source .
    cat >Program.cs <<'SOURCE'
using Shop;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSingleton<ISource>(new Doubling(new Source()));
builder.Services.AddHostedService<Worker>();
await builder.Build().RunAsync();

sealed class Worker(ISource source, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        Console.WriteLine($"sum {await source.NextAsync(21)}");
        lifetime.StopApplication();
    }
}
SOURCE
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 42' dotnet bin/Release/net10.0/App.dll
}

scenario_blazor_server() {
    server_services='builder.Services.AddRazorComponents().AddInteractiveServerComponents();'
    server_asks='using var client = new HttpClient();
string page = await client.GetStringAsync(address + "/");
Console.WriteLine(page.Contains("sum 42") ? "sum 42" : page);'
    server 'app.UseAntiforgery();
app.MapRazorComponents<App.Page>().AddInteractiveServerRenderMode();'
    cat >Page.razor <<'RAZOR'
@page "/"
@inject Shop.ISource Source
<p>sum @sum</p>
@code {
    int sum;
    protected override async Task OnInitializedAsync() => sum = await Source.NextAsync(21);
}
RAZOR
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 42' dotnet bin/Release/net10.0/App.dll
}

scenario_grpc() {
    server_services='builder.Services.AddGrpc();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));'
    server_asks='using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(address);
Console.WriteLine($"sum {(await new Numbers.NumbersClient(channel).NextAsync(new Number { Value = 21 })).Value}");'
    server 'app.MapGrpcService<NumbersService>();' '' '
    <PackageReference Include="Grpc.AspNetCore" Version="2.85.0" />
    <Protobuf Include="numbers.proto" />'
    cat >numbers.proto <<'PROTO'
syntax = "proto3";
option csharp_namespace = "Shop";
message Number { int32 value = 1; }
service Numbers { rpc Next (Number) returns (Number); }
PROTO
    cat >Service.cs <<'SOURCE'
using Grpc.Core;
using Shop;

sealed class NumbersService(ISource source) : Numbers.NumbersBase
{
    public override async Task<Number> Next(Number request, ServerCallContext context) => new() { Value = await source.NextAsync(request.Value) };
}
SOURCE
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 42' dotnet bin/Release/net10.0/App.dll
}

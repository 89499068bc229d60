using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Scrutor;
using Unboxed.CompilerServices;
using Xunit;

namespace Unboxed.Tools.Tests;

/// <summary>What a scan for services finds.</summary>
public sealed class ServiceScanTests(WovenLibrary library, ITestOutputHelper output) : IClassFixture<WovenLibrary>
{
    [Fact]
    public void Services_by_implemented_interfaces_are_those_of_the_source_and_the_companions()
    {
        var unwoven = Scan(library.Unwoven, types => types.AsImplementedInterfaces());
        var woven = Scan(library.Woven, types => types.AsImplementedInterfaces());
        var more = woven.ExceptBy(unwoven.Select(Name), Name).ToList();
        output.WriteLine($"{unwoven.Count} services unwoven, {woven.Count} woven");
        Assert.Empty(unwoven.ExceptBy(woven.Select(Name), Name));
        Assert.Equal(woven.Count, unwoven.Count + more.Count);
        Assert.NotEmpty(more);
        Assert.All(more, service =>
        {
            Assert.True(service.ServiceType.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));
            Assert.True(service.ServiceType.Name[0] == '<' || service.ServiceType.Assembly == typeof(CompanionAttribute).Assembly, service.ServiceType.Name);
        });
    }

    [Fact]
    public void A_scan_that_leaves_out_what_is_generated_finds_those_of_the_source() => Assert.Equal(
        Scan(library.Unwoven, types => types.AsImplementedInterfaces(IsOfTheSource)).Select(Name),
        Scan(library.Woven, types => types.AsImplementedInterfaces(IsOfTheSource)).Select(Name));

    [Fact]
    public void A_scan_by_classes_or_by_matching_names_finds_what_it_found()
    {
        foreach (var choose in new Func<IServiceTypeSelector, ILifetimeSelector>[] { types => types.AsSelf(), types => types.AsMatchingInterface() })
            Assert.Equal(Scan(library.Unwoven, choose).Select(Name), Scan(library.Woven, choose).Select(Name));
    }

    static bool IsOfTheSource(Type type) => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    static string Name(ServiceDescriptor service) => $"{service.ServiceType} by {service.ImplementationType}";

    static List<ServiceDescriptor> Scan(Assembly assembly, Func<IServiceTypeSelector, ILifetimeSelector> choose)
    {
        var services = new ServiceCollection();
        services.Scan(scan => choose(scan.FromAssemblies(assembly).AddClasses(publicOnly: false)).WithTransientLifetime());
        return [.. services.OrderBy(Name, StringComparer.Ordinal)];
    }
}

using System.Reflection;
using System.Reflection.Emit;

namespace Unboxed.Extensions.DependencyInjection.Tests;

/// <summary>Services of an assembly that a build has left as it was compiled, on purpose: the same registrations give the objects themselves.</summary>
public sealed class UnwovenTests
{
    static readonly (Type Service, Type Class) off = Define(isOnPurpose: true), forgotten = Define(isOnPurpose: false);

    public static readonly TheoryData<string, Func<IServiceCollection, Type, IServiceCollection>> Ways = new()
    {
        { "Inline", (services, service) => services.Inline(service) },
        { "Cache", (services, service) => services.Cache(service) },
        { "Allocate", (services, service) => services.Allocate(service, ScratchAllocator.Unpooled) },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_decorated_service_is_the_object(string way, Func<IServiceCollection, Type, IServiceCollection> decorate)
    {
        using var container = decorate(new ServiceCollection().AddSingleton(off.Service, off.Class), off.Service).BuildServiceProvider();
        Assert.True(container.GetRequiredService(off.Service).GetType() == off.Class, way);
    }

    [Theory]
    [InlineData("AddInlined")]
    [InlineData("AddCached")]
    public void An_added_service_is_the_object(string way)
    {
        var services = new ServiceCollection();
        typeof(UnboxedServiceCollectionExtensions).GetMethod(way)!.MakeGenericMethod(off.Service, off.Class).Invoke(null, [services, ServiceLifetime.Singleton]);
        using var container = services.BuildServiceProvider();
        Assert.IsType(off.Class, container.GetRequiredService(off.Service));
    }

    /// <summary>Where the weaver should have been at work and was not, that is told.</summary>
    [Fact]
    public void A_service_of_an_assembly_that_is_not_woven_by_mistake_is_refused()
    {
        using var container = new ServiceCollection().AddSingleton(forgotten.Service, forgotten.Class).Inline(forgotten.Service).BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => container.GetRequiredService(forgotten.Service));
        Assert.StartsWith("No assembly that is loaded has an adapter of 'IService'.", error.Message);
    }

    static (Type Service, Type Class) Define(bool isOnPurpose)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new(isOnPurpose ? "Off" : "Forgotten"), AssemblyBuilderAccess.Run);
        if (isOnPurpose) assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(AssemblyMetadataAttribute).GetConstructors()[0], ["Unboxed.Weaving", "off"]));
        var module = assembly.DefineDynamicModule("Module");
        var service = module.DefineType("IService", TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        service.DefineMethod("RunAsync", MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual, typeof(Task), []);
        var made = service.CreateType();
        var implementation = module.DefineType("Service", TypeAttributes.Public, typeof(object), [made]);
        var run = implementation.DefineMethod("RunAsync", MethodAttributes.Public | MethodAttributes.Virtual, typeof(Task), []).GetILGenerator();
        run.Emit(OpCodes.Call, typeof(Task).GetProperty(nameof(Task.CompletedTask))!.GetMethod!);
        run.Emit(OpCodes.Ret);
        return (made, implementation.CreateType());
    }
}

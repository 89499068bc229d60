using Microsoft.Extensions.DependencyInjection;

class Registrations
{
    void Types(ServiceCollection services)
    {
        services.AddSingleton(typeof(ILineSource), typeof(LogFile)); // 9, 52 LogFile -> ILineSource
        services.AddSingleton(typeof(IStore<>), typeof(Store<>)); // 9, 49 Store<T> -> IStore<T>
        services.AddSingleton(typeof(INamed), typeof(Socket));
        services.AddSingleton(typeof(LogFile), typeof(LogFile));
        services.Add(new ServiceDescriptor(typeof(ILineSource), typeof(Socket))); // 9, 65 Socket -> ILineSource
    }

    void Arguments(ServiceCollection services, LogFile log)
    {
        services.AddSingleton<ILineSource, LogFile>(); // 9, 44 LogFile -> ILineSource
        services.AddSingleton<ILineSource>(log); // 9, 44 LogFile -> ILineSource
        services.AddSingleton<ILineSource>(Inlining.Of<ILineSource>(log));
        services.AddSingleton<ILineSource>(_ => log); // 49, 49 LogFile -> ILineSource
        services.AddSingleton<ILineSource>(_ => Boxing.Of<ILineSource>(log));
        services.AddSingleton<LogFile>();
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    class ServiceCollection
    {
        internal void Add(ServiceDescriptor descriptor) { }
    }

    class ServiceDescriptor(Type service, Type implementation)
    {
        public override string ToString() => $"{service} {implementation}";
    }

    static class Services
    {
        internal static void AddSingleton(this ServiceCollection services, Type service, Type implementation) { }

        internal static void AddSingleton<TService>(this ServiceCollection services) where TService : class { }

        internal static void AddSingleton<TService>(this ServiceCollection services, TService instance) where TService : class { }

        internal static void AddSingleton<TService>(this ServiceCollection services, Func<object, TService> factory) where TService : class { }

        internal static void AddSingleton<TService, TImplementation>(this ServiceCollection services) where TService : class where TImplementation : class, TService { }
    }
}

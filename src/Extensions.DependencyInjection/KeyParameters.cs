using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Unboxed.Extensions.DependencyInjection;

/// <summary>Whether the constructors of a class take the key that it is registered with.</summary>
readonly record struct KeyParameters(bool TakesKey)
{
    internal static KeyParameters None => default;

    internal static KeyParameters Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, Type service)
    {
        var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).ToList();
        if (parameters.Any(InheritsKey))
        {
            throw new NotSupportedException(
                $"A constructor of '{type}' inherits the key of the service ([FromKeyedServices] without a key), which it does not have behind an adapter. "
                + $"Register '{service}' with a factory: services.AddKeyedScoped<IService>(key, (provider, key) => new Service(provider.GetRequiredKeyedService<IOther>(key))), and then put the adapter around it.");
        }
        return new(parameters.Any(parameter => parameter.IsDefined(typeof(ServiceKeyAttribute))));
    }

    // From .NET 10 on the attribute has a constructor without a key.
    static bool InheritsKey(ParameterInfo parameter) =>
        parameter.CustomAttributes.Any(attribute => attribute.AttributeType == typeof(FromKeyedServicesAttribute) && attribute.ConstructorArguments.Count == 0);
}

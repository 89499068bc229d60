using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Unboxed.CompilerServices;

/// <summary>Left by the weaver for each adapter class that it has emitted.</summary>
/// <param name="type">The interface, without type arguments.</param>
/// <param name="adapter">The adapter, without type arguments, which has a static method <c>Create</c>.</param>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AdapterAttribute(Type type, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type adapter) : Attribute
{
    /// <summary>The interface.</summary>
    public Type Type { get; } = type;

    /// <summary>The adapter.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    public Type Adapter { get; } = adapter;
}

/// <summary>Makes the adapters of an interface that is known only when the program runs. Where they are made is looked up once.</summary>
static class AdapterTypes<I> where I : class
{
    static Func<I, AdapterStrategy, I>? create;

    internal static I Create(I x, AdapterStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(strategy);
        if (create is null && (Unwoven.IsOnPurpose(typeof(I).Assembly) || Unwoven.IsOnPurpose(x.GetType().Assembly))) return x;
        return (create ??= Find())(x, strategy);
    }

    static Func<I, AdapterStrategy, I> Find()
    {
        var type = typeof(I);
        if (!type.IsInterface) throw new InvalidOperationException($"'{type}' is no interface, and has no adapter. Name the interface as which the object is used: Inlining.Of<IService>(x).");
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var adapter = AppDomain.CurrentDomain.GetAssemblies().Prepend(type.Assembly).SelectMany(AdaptersIn).FirstOrDefault(found => found.Type == definition)
            ?? throw new InvalidOperationException(
                $"No assembly that is loaded has an adapter of '{type}'. Add the package Unboxed.Fody and [assembly: Unboxed.ScratchSpace] to the project that makes the adapter, and "
                + $"[assembly: Unboxed.Adapts(typeof({definition.Name.Split('`')[0]}{(type.IsGenericType ? "<>" : "")}))] where its interface is known only when the program runs.");
        return Close(adapter, type).GetMethod("Create")!.CreateDelegate<Func<I, AdapterStrategy, I>>();
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Code for type arguments that are references is there. Of others, woven code that names them calls the adapter itself: docs/strategies.md.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The parameters of an adapter ask for nothing that those of its interface do not.")]
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)]
    static Type Close(AdapterAttribute adapter, Type type) => type.IsGenericType ? adapter.Adapter.MakeGenericType(type.GetGenericArguments()) : adapter.Adapter;

    static IEnumerable<AdapterAttribute> AdaptersIn(Assembly assembly)
    {
        try
        {
            return assembly.GetCustomAttributes<AdapterAttribute>();
        }
        // An assembly of which some attribute is not to be found has nothing to offer.
        catch (Exception exception) when (exception is TypeLoadException or FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return [];
        }
    }
}

/// <summary>Assemblies that a build has left as they were compiled, because it was told to, or coverage is collected: they say so (build/Unboxed.Configuration.targets). Their objects do without adapters.</summary>
static class Unwoven
{
    internal static bool IsOnPurpose(Assembly assembly) => assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(data => data is { Key: "Unboxed.Weaving", Value: "off" });
}

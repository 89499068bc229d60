using Mono.Cecil;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.Adapters;

/// <summary>What an adapter of an interface has to implement.</summary>
static class WrappedMembers
{
    /// <summary>The interface and those that it extends, as it names them itself.</summary>
    internal static IReadOnlyList<TypeReference> Interfaces(TypeDefinition type)
    {
        var found = new List<TypeReference>();
        Add(TypeSubstitution.Self(type));
        return found;

        void Add(TypeReference candidate)
        {
            if (found.Any(known => TypeIdentity.Exact.Equals(known, candidate))) return;
            found.Add(candidate);
            foreach (var parent in candidate.Resolve().Interfaces) Add(TypeSubstitution.Apply(parent.InterfaceType, TypeSubstitution.By(candidate)));
        }
    }

    /// <summary>The methods of one of them that an object is asked for: those with a slot, accessors among them. What an interface implements for another has no slot of its own.</summary>
    internal static IEnumerable<MethodDefinition> Methods(TypeDefinition type) => type.Methods.Where(method => method is { IsVirtual: true, IsStatic: false, IsFinal: false } && !method.HasOverrides);

    /// <summary>Why a type can have no adapter; null where it can.</summary>
    /// <param name="type">The type.</param>
    /// <param name="module">The module in which the adapter would be.</param>
    internal static AdapterObstacle? Obstacle(TypeDefinition type, ModuleDefinition module)
    {
        if (!type.IsInterface) return new(AdapterObstacleKind.NoInterface, "It is no interface");
        foreach (var declaring in Interfaces(type).Select(named => named.Resolve()))
        {
            foreach (var method in declaring.Methods)
            {
                if (method is { IsStatic: true, IsVirtual: true, IsAbstract: true }) return new(AdapterObstacleKind.Member, $"'{SourceNames.OfMethod(method)}' is static and abstract, and no object can be asked for it");
                if (!Methods(declaring).Contains(method)) continue;
                if (!IsVisible(method, module)) return new(AdapterObstacleKind.Member, $"'{SourceNames.OfMethod(method)}' cannot be called from {module.Assembly.Name.Name}, or not on another object");
                if (method.CallingConvention == MethodCallingConvention.VarArg) return new(AdapterObstacleKind.Member, $"'{SourceNames.OfMethod(method)}' takes a variable number of arguments");
            }
        }
        return Interfaces(type).SelectMany(named => named.Resolve().Methods).Any(method => Methods(method.DeclaringType).Contains(method) && DispatchedMethods.IsTaskLike(method.ReturnType))
            ? null
            : new(AdapterObstacleKind.NoTasks, "None of its methods returns a Task or a ValueTask");
    }

    /// <summary>Why the calls of a method that returns a task have no room in an adapter, whatever they call; null where they may have.</summary>
    internal static string? ObstacleOf(MethodDefinition method) =>
        method.ReturnType.FrameworkName(name => name is "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1") is null ? "it returns a Task, which has to be made"
        : IsDisposal(method) ? "the adapter has let go of its room then"
        : DispatchedMethods.CanHaveCompanion(method) ? null : "methods with ref parameters, and those with arguments of more than 64 KB, have no companion";

    /// <summary>Whether a method disposes of the object: the adapter lets go of what it keeps.</summary>
    internal static bool IsDisposal(MethodDefinition method) => method is { Name: "Dispose" or "DisposeAsync", HasParameters: false } && method.DeclaringType.FrameworkName(name => name is "System.IDisposable" or "System.IAsyncDisposable") is not null;

    static bool IsVisible(MethodDefinition method, ModuleDefinition module) => method.IsPublic || (method.Module == module && (method.IsAssembly || method.IsFamilyOrAssembly));
}

/// <summary>Why a type can have no adapter.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Text">A sentence, without its stop.</param>
sealed record AdapterObstacle(AdapterObstacleKind Kind, string Text);

/// <summary>The kinds of reasons why a type can have no adapter.</summary>
enum AdapterObstacleKind
{
    /// <summary>It is a class, or anything else that is no interface.</summary>
    NoInterface,

    /// <summary>No method returns a task.</summary>
    NoTasks,

    /// <summary>A member cannot be passed on.</summary>
    Member,
}

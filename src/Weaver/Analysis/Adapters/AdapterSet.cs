using Mono.Cecil;

namespace Unboxed.Weaver.Analysis.Adapters;

/// <summary>The adapters of a module: classes that the weaver has written into it, and that are analysed like any other.</summary>
/// <param name="Adapters">Those that there are.</param>
/// <param name="Refused">The requests for those that there cannot be.</param>
sealed record AdapterSet(IReadOnlyList<AdapterType> Adapters, IReadOnlyList<(AdapterRequest Request, AdapterObstacle Obstacle)> Refused)
{
    internal static readonly AdapterSet None = new([], []);
}

/// <summary>The adapter of an interface.</summary>
/// <param name="Type">The class.</param>
/// <param name="Interface">The interface.</param>
/// <param name="Constructor">Its constructor, which takes the object and the strategy.</param>
/// <param name="Methods">Those of its methods that return tasks.</param>
/// <param name="Requests">Where it is asked for.</param>
sealed record AdapterType(TypeDefinition Type, TypeDefinition Interface, MethodDefinition Constructor, IReadOnlyList<AdapterMethod> Methods, IReadOnlyList<AdapterRequest> Requests)
{
    /// <summary>The method that makes the adapter in the place of a call of <c>Of</c>.</summary>
    internal MethodDefinition Factory(AdapterRequest request) => Type.Methods.Single(method => method.Name == (request.Strategy == "Adapting" ? "Create" : request.Strategy));
}

/// <summary>A method of an adapter that passes a call on.</summary>
/// <param name="Method">The method.</param>
/// <param name="Dispatched">The interface method.</param>
/// <param name="Obstacle">Why its calls have no room in an adapter, whatever they call; null where they may have.</param>
sealed record AdapterMethod(MethodDefinition Method, MethodDefinition Dispatched, string? Obstacle);

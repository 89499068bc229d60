using Mono.Cecil;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Plan;

/// <summary>An adapter.</summary>
/// <param name="Adapter">The adapter.</param>
/// <param name="Rooms">Those of its methods whose calls have room in it.</param>
/// <param name="Ordinary">The other methods that return tasks, and why callers that are not woven make ordinary calls of them.</param>
/// <param name="Places">Where each of its requests stands.</param>
sealed record AdapterPlan(
    AdapterType Adapter, IReadOnlyList<AdapterRoom> Rooms, IReadOnlyList<(AdapterMethod Method, string Reason)> Ordinary, IReadOnlyList<(AdapterRequest Request, SourcePlace Place)> Places)
{
    /// <summary>The room that its most demanding call needs.</summary>
    internal Need Need => Rooms.Aggregate(default(Need), (all, room) => all.Max(room.Callee.Need));

    internal static AdapterPlan Of(AdapterType adapter, IReadOnlyDictionary<MethodDefinition, CalleePlan> callees, ScratchBodies bodies) => new(
        adapter,
        [.. adapter.Methods.Where(method => HasRoom(method, callees)).Select(method => new AdapterRoom(method, (CompanionPlan)callees[method.Dispatched]))],
        [.. adapter.Methods.Where(method => !HasRoom(method, callees)).Select(method => (method, method.Obstacle ?? bodies.WhyBoxedDispatched(method.Dispatched)?.Text ?? bodies.WhyNone(method.Dispatched).Text))],
        [.. adapter.Requests.Select(request => (request, PlaceOf(request)))]);

    static bool HasRoom(AdapterMethod method, IReadOnlyDictionary<MethodDefinition, CalleePlan> callees) => method.Obstacle is null && callees.ContainsKey(method.Dispatched);

    /// <summary>Where a request stands in the source; attributes stand nowhere.</summary>
    internal static SourcePlace PlaceOf(AdapterRequest request) => request is { Method: { } method, Call: { } call } ? new SourcePlaces(method).Of(call) : default;
}

/// <summary>A method of an adapter whose calls have room in it, where their callers are not woven.</summary>
/// <param name="Method">The method.</param>
/// <param name="Callee">What it calls.</param>
sealed record AdapterRoom(AdapterMethod Method, CompanionPlan Callee);

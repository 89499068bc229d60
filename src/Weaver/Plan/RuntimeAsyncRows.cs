using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;

namespace Unboxed.Weaver.Plan;

/// <summary>The awaits of methods that are compiled with runtime-async, and left alone.</summary>
static class RuntimeAsyncRows
{
    internal static IEnumerable<AwaitSiteRow> Of(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.IsRuntimeAsync()).SelectMany(Of);

    static IEnumerable<AwaitSiteRow> Of(MethodDefinition method)
    {
        var simulation = StackSimulation.Run(method);
        var places = new SourcePlaces(method);
        string caller = SourceNames.OfMethod(method);
        foreach (var await in RuntimeAsync.Awaits(method))
        {
            var place = places.Of(await);
            yield return new(place.File, place.Line, caller, Awaited(await, simulation), Decision.Ordinary, "the calling method is compiled with runtime-async, and left alone", default)
            {
                Kind = ReasonKind.CallerRuntimeAsync,
                Column = place.Column,
                Method = method.MetadataToken.ToInt32(),
                Offset = await.Offset,
            };
        }
    }

    /// <summary>The method whose result is awaited, or the type of what is.</summary>
    static string Awaited(Instruction await, StackSimulation? simulation)
    {
        var producer = simulation is not null && simulation.IsReached(await) ? simulation.Producer(await, 0) : null;
        if (producer?.CalledMethod() is { } configure && ConfigureAwaitCalls.IsConfigureAwait(configure)) producer = simulation!.Producer(producer, 0);
        if (producer?.CalledMethod() is { } method) return SourceNames.OfMethod(method);
        var helper = await.CalledMethod()!;
        return SourceNames.OfType(TypeSubstitution.Apply(helper.Parameters[0].ParameterType, TypeSubstitution.By(helper.DeclaringType, (helper as GenericInstanceMethod)?.GenericArguments)));
    }
}

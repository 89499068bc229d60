using Mono.Cecil;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis;

/// <summary>What is in a module: its async methods, the methods that are dispatched at run time, and which class executes which method for them.</summary>
/// <param name="Machines">The async methods, in the order of the metadata.</param>
/// <param name="Implementations">For each method of an interface or a class that can have a companion, the classes of the module and what they execute.</param>
sealed record ModuleAnalysis(IReadOnlyList<StateMachine> Machines, IReadOnlyDictionary<MethodDefinition, IReadOnlyList<Implementation>> Implementations)
{
    internal static ModuleAnalysis Of(ModuleDefinition module)
    {
        var types = module.GetTypes().ToList();
        var machines = types.SelectMany(type => type.Methods).Select(StateMachineReader.Read).OfType<StateMachine>().ToList();
        var concrete = types.Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        var found = concrete.SelectMany(ImplementationMap.Of).ToLookup(implementation => implementation.Dispatched);
        var implementations = types.SelectMany(type => type.Methods).Where(DispatchedMethods.CanHaveCompanion)
            .ToDictionary(method => method, method => (IReadOnlyList<Implementation>)found[method].ToList());
        return new(machines, implementations);
    }
}

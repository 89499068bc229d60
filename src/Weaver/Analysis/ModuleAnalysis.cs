using Mono.Cecil;
using Unboxed.Weaver.Analysis.Interfaces;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis;

/// <summary>What is in a module: its async methods, its interface methods, and which class executes which method for them.</summary>
/// <param name="Machines">The async methods, in the order of the metadata.</param>
/// <param name="Implementations">For each interface method that can have a companion, the classes of the module and what they execute.</param>
sealed record ModuleAnalysis(IReadOnlyList<StateMachine> Machines, IReadOnlyDictionary<MethodDefinition, IReadOnlyList<Implementation>> Implementations)
{
    internal static ModuleAnalysis Of(ModuleDefinition module)
    {
        var types = module.GetTypes().ToList();
        var machines = types.SelectMany(type => type.Methods).Select(StateMachineReader.Read).OfType<StateMachine>().ToList();
        var concrete = types.Where(type => type is { IsClass: true, IsValueType: false, IsAbstract: false }).ToList();
        var found = concrete.SelectMany(ImplementationMap.Of).ToLookup(implementation => implementation.InterfaceMethod);
        var implementations = types.Where(type => type.IsInterface).SelectMany(type => type.Methods).Where(InterfaceMethods.CanHaveCompanion)
            .ToDictionary(method => method, method => (IReadOnlyList<Implementation>)found[method].ToList());
        return new(machines, implementations);
    }
}

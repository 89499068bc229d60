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
        var implementations = new Dictionary<MethodDefinition, IReadOnlyList<Implementation>>();
        foreach (var method in types.Where(type => type.IsInterface).SelectMany(type => type.Methods).Where(InterfaceMethods.CanHaveCompanion))
        {
            implementations[method] = concrete
                .Select(type => ImplementationMap.Find(type, method) is { } found ? new Implementation(type, found) : null)
                .OfType<Implementation>().ToList();
        }
        return new(machines, implementations);
    }
}

/// <summary>What a receiver of exactly this class executes for an interface method.</summary>
sealed record Implementation(TypeDefinition Class, MethodDefinition Method);

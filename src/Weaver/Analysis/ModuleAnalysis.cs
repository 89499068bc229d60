using Mono.Cecil;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Analysis.Delegates;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Forwarding;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Analysis;

/// <summary>What is in a module: its async methods, the methods that are dispatched at run time, and which class executes which method for them.</summary>
/// <param name="Module">The module.</param>
/// <param name="Machines">The async methods, in the order of the metadata.</param>
/// <param name="Implementations">
/// For each method of an interface or a class that can have a companion, the classes of the module and what they execute: all such methods of the
/// module, and those of others that its classes implement or override.
/// </param>
/// <param name="Forwarders">The methods that only pass a call on.</param>
/// <param name="PassThroughs">The other methods that are not async, and pass a call on, on some path.</param>
/// <param name="Foreign">The companions of methods of other modules.</param>
/// <param name="Adapters">The adapters.</param>
sealed record ModuleAnalysis(
    ModuleDefinition Module, IReadOnlyList<StateMachine> Machines, IReadOnlyDictionary<MethodDefinition, IReadOnlyList<Implementation>> Implementations,
    IReadOnlyDictionary<MethodDefinition, Forwarder> Forwarders, IReadOnlyDictionary<MethodDefinition, PassThrough> PassThroughs, ForeignCompanions Foreign, AdapterSet Adapters)
{
    /// <summary>The entries of methods of other modules.</summary>
    internal ForeignEntries Entries { get; } = new(Module, Foreign);

    /// <summary>What the targets of delegates are asked for.</summary>
    internal DelegateCompanions Delegates { get; } = new(Module, Foreign.Library);

    /// <param name="module">The module.</param>
    /// <param name="adapters">The adapters that have been written into it; null for none.</param>
    internal static ModuleAnalysis Of(ModuleDefinition module, AdapterSet? adapters = null)
    {
        var types = module.GetTypes().ToList();
        var machines = types.SelectMany(type => type.Methods).Select(StateMachineReader.Read).OfType<StateMachine>().ToList();
        var concrete = types.Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        var kickoffs = new HashSet<MethodDefinition>(machines.Select(machine => machine.Kickoff));
        // What a method that is not async hands back is a task, whose type its caller knows.
        var found = concrete.SelectMany(ImplementationMap.Of).Where(implementation => !implementation.DiscardsResult || kickoffs.Contains(implementation.Method)).ToLookup(implementation => implementation.Dispatched);
        var implementations = types.SelectMany(type => type.Methods).Where(DispatchedMethods.CanHaveCompanion).Concat(found.Select(group => group.Key)).Distinct()
            .ToDictionary(method => method, method => (IReadOnlyList<Implementation>)found[method].ToList());
        var forwarders = types.SelectMany(type => type.Methods).Select(ForwarderReader.Read).OfType<Forwarder>().ToDictionary(forwarder => forwarder.Method);
        var passThroughs = types.SelectMany(type => type.Methods).Where(method => !kickoffs.Contains(method) && !forwarders.ContainsKey(method)).Select(PassThroughReader.Read)
            .OfType<PassThrough>().ToDictionary(passThrough => passThrough.Method);
        return new(module, machines, implementations, forwarders, passThroughs, new(module), adapters ?? AdapterSet.None);
    }
}

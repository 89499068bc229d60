using Mono.Cecil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Diagnostics.Reports;

/// <summary>Names and places in the source, made once for each method: a method that is called often is named often.</summary>
sealed class Naming
{
    readonly Dictionary<MethodDefinition, string> names = [];
    readonly Dictionary<StateMachine, SourcePlaces> places = [];

    /// <summary>A method as <c>Ns.Type.Method(params)</c>.</summary>
    internal string Of(MethodDefinition method)
    {
        if (!names.TryGetValue(method, out string name)) names[method] = name = AdapterName(method.DeclaringType) is { } adapter ? $"{adapter}, {method.Overrides[0].Name}" : SourceNames.OfMethod(method);
        return name;
    }

    /// <summary>An adapter has no name in the source.</summary>
    static string? AdapterName(TypeDefinition type) => type.BaseType?.FullName == "Unboxed.CompilerServices.Adapter" ? $"the adapter of {SourceNames.OfType(type.Interfaces[0].InterfaceType)}" : null;

    /// <summary>A method in quotes, or what it is where the source has no name for it.</summary>
    internal string OfTarget(MethodDefinition method) => method.Name.IndexOf(">b__", StringComparison.Ordinal) > 0 ? "a lambda" : $"'{Of(method)}'";

    /// <summary>What is awaited: a method, with the type arguments of the call, or a type where it is no method's result.</summary>
    internal string OfAwaited(AwaitOrigin origin) => origin.Awaited switch
    {
        MethodDefinition method => Of(method),
        { } method => SourceNames.OfMethod(method),
        null => SourceNames.OfType(origin.AwaitedType),
    };

    internal SourcePlaces Places(StateMachine machine)
    {
        if (!places.TryGetValue(machine, out var found)) places[machine] = found = new(machine.MoveNext);
        return found;
    }
}

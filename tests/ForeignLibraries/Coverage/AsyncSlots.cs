using Mono.Cecil;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>The methods a call of which may run an async method of certain modules: the async methods, and the virtual and interface methods that they override or implement, wherever those are declared.</summary>
sealed class AsyncSlots
{
    readonly HashSet<MethodKey> slots = [];
    readonly HashSet<string> assemblies;

    /// <param name="modules">The modules, from one resolver: where one derives from a class of another, both are to be the same.</param>
    internal AsyncSlots(params IEnumerable<ModuleDefinition> modules)
    {
        modules = [.. modules];
        assemblies = [.. modules.Select(module => module.Assembly.Name.Name)];
        var types = modules.SelectMany(module => module.GetTypes()).ToList();
        var derived = types.Where(type => type.BaseType is not null).ToLookup(type => type.BaseType.Resolve());
        foreach (var type in types)
        {
            foreach (var method in type.Methods.Where(IsAsync)) Add(method, type, derived);
        }
    }

    internal bool Contains(MethodKey method) => slots.Contains(method);

    /// <summary>Whether one of them is declared in the modules.</summary>
    internal bool ContainsOwn(MethodKey method) => Contains(method) && assemblies.Contains(method.Assembly);

    static bool IsAsync(MethodDefinition method) =>
        method.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.AsyncStateMachineAttribute");

    void Add(MethodDefinition method, TypeDefinition type, ILookup<TypeDefinition, TypeDefinition> derived)
    {
        slots.Add(MethodKey.Of(method));
        if (!method.IsVirtual) return;
        foreach (var overridden in method.Overrides)
        {
            if (overridden.Resolve() is { } slot) slots.Add(MethodKey.Of(slot));
        }
        // An override serves the interfaces of the class whose method it overrides.
        List<TypeDefinition> parents = method.IsNewSlot ? [] : [.. Parents(type)];
        foreach (var parent in parents) AddMatching(parent, method);
        // A derived class may name an interface that the method of its base class then implements.
        if (!method.IsPublic) return;
        foreach (var declared in WithDerived(type, derived).Concat(parents).SelectMany(AllInterfaces).Distinct()) AddMatching(declared, method);
    }

    void AddMatching(TypeDefinition owner, MethodDefinition method)
    {
        foreach (var slot in owner.Methods.Where(candidate => candidate.IsVirtual && Matches(candidate, method))) slots.Add(MethodKey.Of(slot));
    }

    static IEnumerable<TypeDefinition> Parents(TypeDefinition type)
    {
        for (var parent = type.BaseType?.Resolve(); parent is not null; parent = parent.BaseType?.Resolve()) yield return parent;
    }

    static IEnumerable<TypeDefinition> WithDerived(TypeDefinition type, ILookup<TypeDefinition, TypeDefinition> derived) =>
        derived[type].SelectMany(each => WithDerived(each, derived)).Prepend(type);

    static IEnumerable<TypeDefinition> AllInterfaces(TypeDefinition type) =>
        type.Interfaces.Select(implementation => implementation.InterfaceType.Resolve()).OfType<TypeDefinition>().SelectMany(found => AllInterfaces(found).Prepend(found));

    /// <summary>By name and parameters. Type parameters are taken to be equal to anything: the arguments are not followed.</summary>
    static bool Matches(MethodDefinition left, MethodDefinition right) =>
        left.Name == right.Name && left.GenericParameters.Count == right.GenericParameters.Count && left.Parameters.Count == right.Parameters.Count
        && left.Parameters.Zip(right.Parameters).All(pair => pair.First.ParameterType.FullName == pair.Second.ParameterType.FullName
            || pair.First.ParameterType.ContainsGenericParameter || pair.Second.ParameterType.ContainsGenericParameter);
}

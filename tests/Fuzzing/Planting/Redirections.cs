using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Fuzzing.Generation;

namespace Unboxed.Fuzzing.Planting;

/// <summary>Redirects what woven code calls of the run-time support.</summary>
static class Redirections
{
    const string Namespace = "Unboxed.CompilerServices.";

    /// <summary>A bug that is named like the class with the wrong methods.</summary>
    internal static PlantedBug To(Type wrong, Shape shape, params (string Type, string Method)[] methods) =>
        new(wrong.Name, module => methods.Sum(method => Apply(module, wrong, method.Type, method.Method)), shape);

    /// <summary>Has the method of the same name in another class called instead; one of an instance takes the instance first.</summary>
    internal static int Apply(ModuleDefinition module, Type wrong, string type, string name)
    {
        var scope = module.AssemblyReferences.Single(reference => reference.Name == wrong.Assembly.GetName().Name);
        var sabotage = new TypeReference(wrong.Namespace, wrong.Name, module, scope);
        int count = 0;
        foreach (var instruction in module.GetTypes().SelectMany(candidate => candidate.Methods).Where(method => method.HasBody).SelectMany(method => method.Body.Instructions))
        {
            if (instruction.Operand is not MethodReference called || called.Name != name || called.DeclaringType.FullName != Namespace + type) continue;
            var instance = called as GenericInstanceMethod;
            var replacement = Replacement(instance?.ElementMethod ?? called, sabotage);
            instruction.OpCode = OpCodes.Call;
            instruction.Operand = instance is null ? replacement : WithArguments(replacement, instance);
            count++;
        }
        return count;
    }

    static MethodReference Replacement(MethodReference original, TypeReference sabotage)
    {
        var replacement = new MethodReference(original.Name, original.ReturnType, sabotage);
        foreach (var parameter in original.GenericParameters) replacement.GenericParameters.Add(new(parameter.Name, replacement));
        if (original.HasThis) replacement.Parameters.Add(new(original.DeclaringType.IsValueType ? new ByReferenceType(original.DeclaringType) : original.DeclaringType));
        foreach (var parameter in original.Parameters) replacement.Parameters.Add(new(parameter.ParameterType));
        return replacement;
    }

    static GenericInstanceMethod WithArguments(MethodReference method, GenericInstanceMethod original)
    {
        var instance = new GenericInstanceMethod(method);
        foreach (var argument in original.GenericArguments) instance.GenericArguments.Add(argument);
        return instance;
    }
}

using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Fuzzing.Planting;

/// <summary>Takes methods and type parameters for others of the same name.</summary>
static partial class Identities
{
    /// <summary>The way into a generic method leads into its overload that has other type parameters and the same signature otherwise.</summary>
    internal static int ConfuseOverloads(ModuleDefinition module)
    {
        int count = 0;
        foreach (var instruction in Bodies(module).SelectMany(body => body.Instructions))
        {
            if (instruction.Operand is not GenericInstanceMethod { ElementMethod: var called } call || !EntryName().IsMatch(called.Name) || called.Resolve() is not { } entry) continue;
            var other = entry.DeclaringType.Methods.FirstOrDefault(candidate => IsOverload(candidate, entry));
            if (other is null) continue;
            instruction.Operand = On(other, called.DeclaringType, call.GenericArguments, module);
            count++;
        }
        return count;
    }

    static bool IsOverload(MethodDefinition candidate, MethodDefinition entry) =>
        candidate.GenericParameters.Count != entry.GenericParameters.Count
        && EntryName().Match(candidate.Name).Groups[1] is { Success: true } name && name.Value == EntryName().Match(entry.Name).Groups[1].Value
        && candidate.ReturnType.FullName == entry.ReturnType.FullName
        && candidate.Parameters.Select(parameter => parameter.ParameterType.FullName).SequenceEqual(entry.Parameters.Select(parameter => parameter.ParameterType.FullName));

    /// <summary>The method with as many of the type arguments as it takes, and objects for the others.</summary>
    static MethodReference On(MethodDefinition method, TypeReference type, IList<TypeReference> arguments, ModuleDefinition module)
    {
        var reference = new MethodReference(method.Name, method.ReturnType, type) { HasThis = method.HasThis };
        foreach (var parameter in method.GenericParameters) reference.GenericParameters.Add(new(parameter.Name, reference));
        foreach (var parameter in method.Parameters) reference.Parameters.Add(new(parameter.ParameterType));
        if (!method.HasGenericParameters) return reference;
        var instance = new GenericInstanceMethod(reference);
        for (int i = 0; i < method.GenericParameters.Count; i++) instance.GenericArguments.Add(i < arguments.Count ? arguments[i] : module.TypeSystem.Object);
        return instance;
    }

    /// <summary>Variables of the type parameter of a method get that of its class, where both have one name.</summary>
    internal static int ConfuseTypeParameters(ModuleDefinition module)
    {
        int count = 0;
        foreach (var variable in Bodies(module).Where(body => Instructions.IsScratchBody(body.Method)).SelectMany(body => body.Variables))
        {
            if (variable.VariableType is not GenericParameter { Owner: TypeDefinition machine } parameter) continue;
            var first = machine.GenericParameters.First(candidate => candidate.Name == parameter.Name);
            if (first == parameter) continue;
            variable.VariableType = first;
            count++;
        }
        return count;
    }

    static IEnumerable<MethodBody> Bodies(ModuleDefinition module) => module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).Select(method => method.Body);

    [GeneratedRegex(@"^<(\w+)>Scratch\d*$")]
    private static partial Regex EntryName();
}

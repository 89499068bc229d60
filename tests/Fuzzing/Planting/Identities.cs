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
        foreach (var body in Bodies(module))
        {
            foreach (var instruction in body.Instructions)
            {
                if (instruction.Operand is not MethodReference { DeclaringType: GenericInstanceType type } called || called.Resolve() is not { } entered || !Instructions.IsScratchBody(entered)) continue;
                // The future's own call of its body is no way in.
                if (body.Method.DeclaringType != entered.DeclaringType.DeclaringType) continue;
                var other = entered.DeclaringType.DeclaringType.NestedTypes.SelectMany(machine => machine.Methods).FirstOrDefault(candidate => IsOverload(candidate, entered));
                if (other is null) continue;
                instruction.Operand = On(other, type.GenericArguments, module);
                count++;
            }
        }
        return count;
    }

    static bool IsOverload(MethodDefinition candidate, MethodDefinition entered) =>
        Instructions.IsScratchBody(candidate) && candidate.DeclaringType.GenericParameters.Count != entered.DeclaringType.GenericParameters.Count
        && Named(candidate) is { Success: true } name && name.Value == Named(entered).Value
        && candidate.Parameters.Select(parameter => parameter.ParameterType.FullName).SequenceEqual(entered.Parameters.Select(parameter => parameter.ParameterType.FullName));

    /// <summary>The name of the method whose machine it is.</summary>
    static Group Named(MethodDefinition body) => MachineName().Match(body.DeclaringType.Name).Groups[1];

    /// <summary>The body in a machine with as many of the type arguments as it takes, and objects for the others.</summary>
    static MethodReference On(MethodDefinition body, IList<TypeReference> arguments, ModuleDefinition module)
    {
        var machine = new GenericInstanceType(body.DeclaringType);
        for (int i = 0; i < body.DeclaringType.GenericParameters.Count; i++) machine.GenericArguments.Add(i < arguments.Count ? arguments[i] : module.TypeSystem.Object);
        var reference = new MethodReference(body.Name, body.ReturnType, body.DeclaringType.HasGenericParameters ? machine : body.DeclaringType);
        foreach (var parameter in body.Parameters) reference.Parameters.Add(new(parameter.ParameterType));
        return reference;
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

    [GeneratedRegex(@"^<(\w+)>d__")]
    private static partial Regex MachineName();
}

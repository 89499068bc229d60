using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.ForeignLibraries.Coverage;

/// <summary>An await in compiled code.</summary>
/// <param name="Method">The metadata token of the MoveNext method.</param>
/// <param name="Offset">Where it suspends there: the call of the builder.</param>
/// <param name="Caller">For people.</param>
/// <param name="Callees">The methods whose result may be awaited; none where it is not a call's.</param>
sealed record AwaitSite(int Method, int Offset, string Caller, IReadOnlyList<MethodKey> Callees);

/// <summary>Finds await sites, and what is awaited there, from the compiled code alone.</summary>
static class AwaitSites
{
    internal static IEnumerable<AwaitSite> Of(ModuleDefinition module)
    {
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Name == "MoveNext"))
        {
            var awaits = method.Body.Instructions.Where(IsSuspension).ToList();
            if (awaits.Count == 0) continue;
            var origins = new ValueOrigins(method.Body);
            foreach (var suspension in awaits)
            {
                var callees = Callees(method, origins, suspension).Select(callee => callee.Resolve()).OfType<MethodDefinition>().Select(MethodKey.Of).Distinct();
                yield return new(method.MetadataToken.ToInt32(), suspension.Offset, method.DeclaringType.FullName, [.. callees]);
            }
        }
    }

    static bool IsSuspension(Instruction instruction) => instruction.Operand is GenericInstanceMethod { Name: "AwaitUnsafeOnCompleted" or "AwaitOnCompleted" } await && await.GenericArguments[0].Name != "INotifyCompletion";

    static IEnumerable<MethodReference> Callees(MethodDefinition method, ValueOrigins origins, Instruction suspension)
    {
        if (origins.Operand(suspension, 1).FirstOrDefault()?.Operand is not VariableDefinition awaiter) return [];
        var getAwaiter = suspension.Previous;
        while (getAwaiter is not null && !(getAwaiter.Operand is MethodReference { Name: "GetAwaiter" } && IsStoreTo(getAwaiter.Next, awaiter))) getAwaiter = getAwaiter.Previous;
        return getAwaiter is null ? [] : origins.Operand(getAwaiter, 0).SelectMany(value => Makers(method, origins, value, []));
    }

    /// <summary>ConfigureAwait, and helpers that make a configured awaitable of a task and of nothing else.</summary>
    static bool Configures(MethodReference method) =>
        method is { Name: "ConfigureAwait", HasThis: true } || (method is { HasThis: false, Parameters.Count: 1 } && method.ReturnType.Name.StartsWith("Configured", StringComparison.Ordinal));

    static bool IsStoreTo(Instruction store, VariableDefinition variable) => store.OpCode.Code switch
    {
        Code.Stloc_0 => variable.Index == 0,
        Code.Stloc_1 => variable.Index == 1,
        Code.Stloc_2 => variable.Index == 2,
        Code.Stloc_3 => variable.Index == 3,
        Code.Stloc or Code.Stloc_S => store.Operand == variable,
        _ => false,
    };

    /// <summary>The methods that made a value, seen through variables, hoisted variables, ConfigureAwait and copies.</summary>
    static IEnumerable<MethodReference> Makers(MethodDefinition method, ValueOrigins origins, Instruction value, HashSet<Instruction> seen)
    {
        if (!seen.Add(value)) return [];
        IEnumerable<Instruction> through = value.OpCode.Code switch
        {
            Code.Call or Code.Callvirt when value.Operand is MethodReference called && Configures(called) => origins.Operand(value, 0),
            Code.Dup or Code.Castclass or Code.Ldobj => origins.Operand(value, 0),
            Code.Ldfld or Code.Ldflda when ((FieldReference)value.Operand).Resolve() is { } field && field.DeclaringType == method.DeclaringType =>
                method.Body.Instructions.Where(store => store.OpCode.Code == Code.Stfld && ((FieldReference)store.Operand).Resolve() == field).SelectMany(store => origins.Operand(store, 1)),
            _ => origins.Variable(value),
        };
        return value.OpCode.Code is Code.Call or Code.Callvirt && value.Operand is MethodReference call && !Configures(call)
            ? [call]
            : through.SelectMany(maker => Makers(method, origins, maker, seen));
    }
}

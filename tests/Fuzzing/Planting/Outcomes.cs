using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Unboxed.Fuzzing.Planting;

/// <summary>Adds to where a frame that is resumed takes what its callee has given.</summary>
static class Outcomes
{
    /// <summary>Has a method change the scratch space before.</summary>
    internal static int Before(ModuleDefinition module, Type wrong, string name) => Apply(module, (body, call) =>
    {
        var changing = new MethodReference(name, module.TypeSystem.Void, Of(module, wrong));
        var scratch = ((MethodReference)call.Operand).Parameters[0].ParameterType;
        changing.Parameters.Add(new(scratch));
        // The scratch space, the place, and what tells awaits apart.
        var load = call.Previous.Previous.Previous;
        var processor = body.GetILProcessor();
        processor.InsertAfter(load, Instruction.Create(OpCodes.Call, changing));
        processor.InsertAfter(load, Instruction.Create(OpCodes.Dup));
    });

    /// <summary>Has a method replace the result.</summary>
    internal static int After(ModuleDefinition module, Type wrong, string name) => Apply(module, (body, call) =>
    {
        var replacing = new MethodReference(name, module.TypeSystem.Void, Of(module, wrong));
        replacing.GenericParameters.Add(new("T", replacing));
        replacing.ReturnType = replacing.GenericParameters[0];
        replacing.Parameters.Add(new(replacing.GenericParameters[0]));
        var instance = new GenericInstanceMethod(replacing);
        instance.GenericArguments.Add(call.Operand is GenericInstanceMethod { GenericArguments: [var result] } ? result : ((MethodReference)call.Operand).ReturnType);
        body.GetILProcessor().InsertAfter(call, Instruction.Create(OpCodes.Call, instance));
    });

    static int Apply(ModuleDefinition module, Action<MethodBody, Instruction> change)
    {
        int count = 0;
        foreach (var body in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).Select(method => method.Body))
        {
            var calls = body.Instructions.Where(instruction => instruction.Operand is MethodReference { DeclaringType.FullName: "Unboxed.CompilerServices.OrdinaryCalls", Name: var name } && name.StartsWith("Take", StringComparison.Ordinal)).ToList();
            if (calls.Count == 0) continue;
            body.SimplifyMacros();
            foreach (var call in calls) change(body, call);
            body.OptimizeMacros();
            count += calls.Count;
        }
        return count;
    }

    static TypeReference Of(ModuleDefinition module, Type wrong) =>
        new(wrong.Namespace, wrong.Name, module, module.AssemblyReferences.Single(reference => reference.Name == wrong.Assembly.GetName().Name));
}

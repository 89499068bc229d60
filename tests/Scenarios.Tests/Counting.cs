using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Unboxed.Scenarios.Tests;

/// <summary>Has a woven library say that a scratch call suspends: its calls of the run-time support are redirected to <see cref="Suspensions"/>.</summary>
static class Counting
{
    /// <summary>Changes the file.</summary>
    /// <returns>The places in which a scratch call suspends.</returns>
    internal static int AddTo(string file, string scenarios)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(file)!);
        using var module = ModuleDefinition.ReadModule(file, new() { InMemory = true, AssemblyResolver = resolver });
        using var program = ModuleDefinition.ReadModule(scenarios);
        int count = 0;
        // In the program itself, all but what the calls are redirected to.
        foreach (var body in module.GetTypes().Where(type => type.FullName != typeof(Suspensions).FullName).SelectMany(type => type.Methods).Where(method => method.HasBody).Select(method => method.Body))
        {
            var calls = body.Instructions.Where(instruction => instruction.Operand is MethodReference { DeclaringType.FullName: "Unboxed.CompilerServices.Scratch", Name: "SuspendAtCall" or "SuspendIfPending" }
                or MethodReference { DeclaringType.FullName: "Unboxed.CompilerServices.Chain", Name: "End" or "EndCompanion" or "EndHeld" or "EndHeldCompanion" or "SuspendHeld" }).ToList();
            var leaves = body.Instructions.Where(instruction => instruction.Operand is MethodReference { DeclaringType.FullName: "Unboxed.CompilerServices.Leaves", Name: var name } && name.StartsWith("Suspend", StringComparison.Ordinal)).ToList();
            if (calls.Count + leaves.Count == 0) continue;
            body.SimplifyMacros();
            foreach (var leaf in leaves) Announce(body, leaf, program.Assembly.Name);
            foreach (var call in calls) Redirect(body, call, program.Assembly.Name);
            body.OptimizeMacros();
            count += calls.Count;
        }
        module.Write(file);
        return count;
    }

    /// <summary>Says before a suspension at a leaf whose it is.</summary>
    static void Announce(MethodBody body, Instruction leaf, AssemblyNameReference program)
    {
        var module = body.Method.Module;
        var announcing = new MethodReference(nameof(Suspensions.AtLeaf), module.TypeSystem.Void, Counter(module, program));
        announcing.Parameters.Add(new(module.TypeSystem.String));
        var processor = body.GetILProcessor();
        processor.InsertBefore(leaf, Instruction.Create(OpCodes.Ldstr, module.Assembly.Name.Name));
        processor.InsertBefore(leaf, Instruction.Create(OpCodes.Call, announcing));
    }

    static TypeReference Counter(ModuleDefinition module, AssemblyNameReference program) => new(typeof(Suspensions).Namespace, nameof(Suspensions), module, Scope(module, program));

    /// <summary>The method of the same name, which takes an instance first, and the caller's assembly last.</summary>
    static void Redirect(MethodBody body, Instruction call, AssemblyNameReference program)
    {
        var module = body.Method.Module;
        var original = (MethodReference)call.Operand;
        var counting = new MethodReference(original.Name, original.ReturnType, Counter(module, program));
        if (original.HasThis) counting.Parameters.Add(new(original.DeclaringType.IsValueType ? new ByReferenceType(original.DeclaringType) : original.DeclaringType));
        foreach (var parameter in original.Parameters) counting.Parameters.Add(new(parameter.ParameterType));
        counting.Parameters.Add(new(module.TypeSystem.String));
        body.GetILProcessor().InsertBefore(call, Instruction.Create(OpCodes.Ldstr, module.Assembly.Name.Name));
        (call.OpCode, call.Operand) = (OpCodes.Call, counting);
    }

    static IMetadataScope Scope(ModuleDefinition module, AssemblyNameReference program)
    {
        if (module.Assembly.Name.Name == program.Name) return module;
        if (module.AssemblyReferences.FirstOrDefault(reference => reference.Name == program.Name) is not { } scope) module.AssemblyReferences.Add(scope = new(program.Name, program.Version));
        return scope;
    }
}

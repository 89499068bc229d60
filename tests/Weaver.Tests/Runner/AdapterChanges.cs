using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.Adapters;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Tests.Runner;

/// <summary>Has the cases go through adapters: changes of the compiled assembly, before it is woven.</summary>
static class AdapterChanges
{
    /// <summary>Every method of the cases puts adapters around its arguments that are interfaces with futures.</summary>
    /// <param name="module">The assembly.</param>
    /// <param name="strategy">The class that makes them.</param>
    /// <returns>How many arguments there are.</returns>
    internal static int Wrap(ModuleDefinition module, Type strategy)
    {
        int count = 0;
        var factory = module.ImportReference(strategy.GetMethod("Of"));
        var allocator = module.ImportReference(typeof(ScratchAllocator).GetProperty(nameof(ScratchAllocator.Pooling))!.GetMethod);
        foreach (var method in Cases(module).Where(method => method.HasBody))
        {
            var wrapped = method.Parameters.Where(parameter => CanBeWrapped(parameter.ParameterType, module)).ToList();
            if (wrapped.Count == 0) continue;
            count += wrapped.Count;
            method.Body.SimplifyMacros();
            var code = new List<Instruction>();
            foreach (var parameter in wrapped)
            {
                var (end, of) = (Instruction.Create(OpCodes.Nop), new GenericInstanceMethod(factory));
                of.GenericArguments.Add(parameter.ParameterType);
                code.AddRange([Instruction.Create(OpCodes.Ldarg, parameter), Instruction.Create(OpCodes.Brfalse, end), Instruction.Create(OpCodes.Ldarg, parameter)]);
                if (factory.Parameters.Count == 2) code.Add(Instruction.Create(OpCodes.Call, allocator));
                code.AddRange([Instruction.Create(OpCodes.Call, of), Instruction.Create(OpCodes.Starg, parameter), end]);
            }
            for (int i = 0; i < code.Count; i++) method.Body.Instructions.Insert(i, code[i]);
            method.Body.OptimizeMacros();
        }
        return count;
    }

    static bool CanBeWrapped(TypeReference type, ModuleDefinition module) =>
        type is not (GenericParameter or ByReferenceType or ArrayType) && type.Resolve() is { IsInterface: true } definition && WrappedMembers.Obstacle(definition, module) is null;

    /// <summary>Every future of an interface method that an async method of the cases awaits is passed on first.</summary>
    /// <returns>How many calls there are.</returns>
    internal static int MakeCallsOrdinary(ModuleDefinition module)
    {
        int count = 0;
        var passed = module.GetType("AssemblyToProcess.Harness.Passed");
        foreach (var method in Cases(module).Where(method => method is { Name: "MoveNext", HasBody: true }))
        {
            var calls = method.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Callvirt && instruction.CalledMethod() is { } called
                && called.DeclaringType.Resolve()?.IsInterface == true && DispatchedMethods.IsTaskLike(called.ReturnType)).ToList();
            if (calls.Count == 0) continue;
            count += calls.Count;
            method.Body.SimplifyMacros();
            foreach (var call in calls) method.Body.Instructions.Insert(method.Body.Instructions.IndexOf(call) + 1, Instruction.Create(OpCodes.Call, On(passed, call)));
            method.Body.OptimizeMacros();
        }
        return count;
    }

    static MethodReference On(TypeDefinition passed, Instruction call)
    {
        var called = call.CalledMethod()!;
        var type = TypeSubstitution.Apply(called.ReturnType, TypeSubstitution.By(called.DeclaringType, (called as GenericInstanceMethod)?.GenericArguments));
        string name = (type.Name.StartsWith("Value", StringComparison.Ordinal) ? "OnValue" : "On") + (type is GenericInstanceType ? "Of" : "");
        var method = passed.Methods.Single(method => method.Name == name);
        if (type is not GenericInstanceType generic) return method;
        var instance = new GenericInstanceMethod(method);
        instance.GenericArguments.Add(generic.GenericArguments[0]);
        return instance;
    }

    static IEnumerable<MethodDefinition> Cases(ModuleDefinition module) =>
        module.GetTypes().Where(type => type.FullName.StartsWith("AssemblyToProcess.Cases.", StringComparison.Ordinal)).SelectMany(type => type.Methods).ToList();
}

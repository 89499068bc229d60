using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Analysis.Contexts;

/// <summary>
/// Which instructions leave the ExecutionContext and the SynchronizationContext of the thread as they are, whatever they run: the module's own methods that nobody can
/// override, read through all that they call in turn, and members of the framework that are listed (<see cref="NeutralMembers"/>).
/// </summary>
/// <remarks>
/// What the runtime runs of the user's when code throws, or is first used, is not seen: handlers of <c>AppDomain.FirstChanceException</c>, <c>AssemblyLoad</c> and
/// <c>AssemblyResolve</c>, and <c>IDynamicInterfaceCastable</c>.
/// </remarks>
sealed class ContextEffects(ModuleDefinition module)
{
    readonly Dictionary<MethodDefinition, bool> known = [];
    readonly Dictionary<TypeDefinition, MethodDefinition?> initializers = [];

    /// <summary>Whether the instruction leaves both contexts as they are.</summary>
    internal bool LeavesContexts(Instruction instruction)
    {
        if (!MayRunOthers(instruction)) return true;
        var calls = new List<MethodDefinition>();
        return Read(instruction, calls) && calls.All(IsNeutral);
    }

    /// <summary>Whether an instruction runs anything but itself.</summary>
    static bool MayRunOthers(Instruction instruction) =>
        instruction.OpCode.Code is Code.Calli or Code.Jmp or Code.Call or Code.Callvirt or Code.Newobj or Code.Ldsfld or Code.Ldsflda or Code.Stsfld;

    /// <summary>Whether a static method of the type, or one of a struct, can be entered without a change: what initializes the type runs before its first instruction.</summary>
    internal bool EntersQuietly(TypeDefinition type)
    {
        var initializer = new List<MethodDefinition>();
        return AddInitializer(type, initializer) && initializer.All(IsNeutral);
    }

    /// <summary>Finds out about a method with all that it calls, and they call, at once: recursion is neutral if all else is.</summary>
    bool IsNeutral(MethodDefinition method)
    {
        if (known.TryGetValue(method, out bool isNeutral)) return isNeutral;
        var callers = new Dictionary<MethodDefinition, List<MethodDefinition>> { [method] = [] };
        var unread = new Stack<MethodDefinition>([method]);
        var changing = new Stack<MethodDefinition>();
        while (unread.Count > 0)
        {
            var read = unread.Pop();
            var calls = new List<MethodDefinition>();
            if (!read.Body.Instructions.All(instruction => Read(instruction, calls)))
            {
                changing.Push(read);
                continue;
            }
            foreach (var called in calls)
            {
                if (known.TryGetValue(called, out isNeutral))
                {
                    if (!isNeutral) changing.Push(read);
                    continue;
                }
                if (!callers.TryGetValue(called, out var all))
                {
                    callers[called] = all = [];
                    unread.Push(called);
                }
                all.Add(read);
            }
        }
        while (changing.Count > 0)
        {
            var changes = changing.Pop();
            if (known.TryGetValue(changes, out isNeutral) && !isNeutral) continue;
            known[changes] = false;
            foreach (var caller in callers[changes]) changing.Push(caller);
        }
        foreach (var read in callers.Keys.Where(read => !known.ContainsKey(read))) known[read] = true;
        return known[method];
    }

    /// <summary>Whether the instruction leaves the contexts as they are if the methods do that it runs.</summary>
    bool Read(Instruction instruction, List<MethodDefinition> runs) => instruction.OpCode.Code switch
    {
        Code.Calli or Code.Jmp => false,
        Code.Call or Code.Callvirt or Code.Newobj => ReadCall(instruction, (MethodReference)instruction.Operand, runs),
        Code.Ldsfld or Code.Ldsflda or Code.Stsfld => (FieldReference)instruction.Operand is var field
            && (NeutralMembers.Contains(field) || (field.DeclaringType.TryResolve() is { } type && AddInitializer(type, runs))),
        _ => true,
    };

    bool ReadCall(Instruction call, MethodReference called, List<MethodDefinition> runs)
    {
        if (call.Previous?.OpCode.Code == Code.Constrained) return false;
        if (NeutralMembers.Contains(called)) return true;
        if (called.TryResolveMethod() is not { } method || method.Module != module) return false;
        // The constructor of a delegate is the runtime's.
        if (method is { IsRuntime: true, Name: ".ctor" }) return true;
        if (!method.HasBody || method.IsSynchronized) return false;
        if (call.OpCode.Code == Code.Callvirt && method is { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false }) return false;
        runs.Add(method);
        return AddInitializer(method.DeclaringType, runs);
    }

    /// <summary>The initializer of the type runs at first use of a static member, or of the type at all.</summary>
    bool AddInitializer(TypeDefinition type, List<MethodDefinition> runs)
    {
        if (type.Module != module) return false;
        if (!initializers.TryGetValue(type, out var initializer)) initializers[type] = initializer = type.Methods.FirstOrDefault(method => method is { Name: ".cctor", IsStatic: true });
        if (initializer is not null) runs.Add(initializer);
        return true;
    }
}

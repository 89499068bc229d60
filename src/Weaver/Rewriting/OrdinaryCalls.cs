using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the ordinary calls that are made out of line: the call, and the await of what it returns. As methods of the companions, where bodies that call the same method share them, or of the state machine.
/// </summary>
sealed class OrdinaryCalls(SupportLibrary library, CompanionInterfaces companions)
{
    /// <summary>What the method returns where there is no receiver, or no task, but null.</summary>
    const int Null = 2;

    readonly Dictionary<(CompanionPlan, string Awaiter, bool? Continues), MethodDefinition> methods = [];

    /// <summary>
    /// The method for the call of a site: of the receiver, the arguments, the scratch space, whether a task has been handed back that is awaited in the place of that of the call, the future, the state, the place
    /// and the address of the result it makes what <see cref="LeafCode.Await"/> makes; or another number, where there is null in the place of the receiver or of a task (see <see cref="MayGiveNull"/>).
    /// </summary>
    internal MethodReference Of(OrdinaryCallPlan call, Suspension suspension, ScratchCallee target, TypeDefinition machine)
    {
        if (!call.IsShared) return Emit(call, suspension, target, machine).OnSelf();
        var key = (call.Companion, suspension.AwaiterType.FullName, call.Continues);
        if (!methods.TryGetValue(key, out var method)) methods[key] = method = Emit(call, suspension, target, companions.Definition(call.Companion).DeclaringType);
        return method;
    }

    /// <summary>Whether a call may give null in the place of a task, on which the await fails: in the user's method, and not here. Then the receiver is looked at here too, else before.</summary>
    internal static bool MayGiveNull(ScratchCallee target) => !target.TaskType.IsValueType;

    MethodDefinition Emit(OrdinaryCallPlan call, Suspension suspension, ScratchCallee target, TypeDefinition type)
    {
        var method = new MethodDefinition(EntryMethod.UniqueName(type, "Ordinary"), MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, library.Int32);
        type.Methods.Add(method);
        method.MarkAsHelper(library);
        var receiver = Add(target.Receiver!);
        var arguments = target.Parameters.Select(Add).ToList();
        var scratch = Add(new ByReferenceType(library.Scratch));
        var isHandedBack = Add(library.Boolean);
        ParameterDefinition[] frame = [Add(library.Future), Add(library.Int32), Add(library.Place), Add(new ByReferenceType(library.Result(target.Result)))];

        var ordinary = Instruction.Create(OpCodes.Nop);
        var task = Instruction.Create(OpCodes.Nop);
        var (none, nothing) = (Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Nop));
        var code = new Emitter().Load(isHandedBack).Branch(OpCodes.Brfalse, ordinary).Load(scratch).Call(library.Method("Handed", "Take", target.TaskType)).Branch(OpCodes.Br, task);
        code.Add(ordinary);
        if (MayGiveNull(target)) code.Load(receiver).Branch(OpCodes.Brfalse, nothing);
        code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        code.Add(call.Call.Copy()).Add(task);
        if (MayGiveNull(target)) code.Emit(OpCodes.Dup).Branch(OpCodes.Brfalse, none);
        if (call.Configure is { } configure)
        {
            code.Add(configure.Previous.Copy());
            // Of a struct by the support library, since its own method is called on a variable, with which this one would need a larger header.
            if (!target.TaskType.IsValueType) code.Add(configure.Copy());
            else if (target.Result is null) code.Call(library.Method("ConfiguredCalls", "Configure"));
            else code.Call(library.Method("ConfiguredCalls", "ConfigureOf", target.Result));
        }
        if (!LeafCode.TakesAwaitable(suspension.AwaiterType)) code.Add(suspension.GetAwaiter.Copy());
        code.Load(scratch);
        foreach (var parameter in frame) code.Load(parameter);
        code.Call(LeafCode.Await(library, suspension.AwaiterType)).Emit(OpCodes.Ret);
        if (MayGiveNull(target)) code.Add(none).Emit(OpCodes.Pop).Add(nothing).Constant(Null).Emit(OpCodes.Ret);
        code.AppendTo(method.Body);
        return method;

        ParameterDefinition Add(TypeReference type)
        {
            var parameter = new ParameterDefinition("", ParameterAttributes.None, type);
            method.Parameters.Add(parameter);
            return parameter;
        }
    }
}

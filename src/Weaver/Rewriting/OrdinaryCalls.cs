using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the ordinary calls in the place of scratch calls out of line, as methods of the companions: the call, and the await of what it returns. The JIT compiles such a method when the first call is
/// declined, where it would compile the code for that in each scratch body; and bodies that call the same method share it.
/// </summary>
/// <remarks>
/// Only of companions of this module, and without type parameters: in code that several type arguments share, stack traces lose the line of such a call (see <see cref="DirectCallStub"/>).
/// Only of calls whose task goes straight to its await, by way of nothing but local variables and a ConfigureAwait: that is repeated.
/// </remarks>
sealed class OrdinaryCalls(SupportLibrary library, CompanionInterfaces companions)
{
    readonly Dictionary<(CompanionPlan, string Awaiter, bool? Continues), MethodDefinition> methods = [];

    /// <summary>
    /// The method for the calls of a site: of the receiver, the arguments, the scratch space, whether a task has been handed back that is awaited in the place of that of the call, the future, the state, the place
    /// and the address of the result it makes what <see cref="LeafCode.Await"/> makes; or 2, where there is no task, but null (see <see cref="MayGiveNull"/>). Null where the call has to stay where it is.
    /// </summary>
    /// <param name="site">The await.</param>
    /// <param name="target">Its only callee.</param>
    internal MethodReference? Of(SuspensionPlan site, ScratchCallee target)
    {
        if (site.Calls is not [{ Callee: CompanionPlan { Foreign: null } companion, Site: { Prefix: null, Overridden: null, Wrapped: null, Call.OpCode.Code: Code.Callvirt } call }] || target.IsDelegate) return null;
        if (companion.Method.HasGenericParameters || companion.Method.DeclaringType.HasGenericParameters || companion.Method.IsProtected() || call.Method.ResolveMethod() != companion.Method) return null;
        // Companions of other modules' types are not nested in what may see them.
        if (companion.Method.Module != library.Module && !(Visibility.IsPublic(companion.Method.DeclaringType) && companion.Method.IsPublic)) return null;
        if (call.Between.Count > 0 || !GoesStraight(call.Call, site.Suspension.GetAwaiter, out var configure)) return null;
        var key = (companion, site.Suspension.AwaiterType.FullName, configure is null ? (bool?)null : configure.Previous.Constant() != 0);
        if (!methods.TryGetValue(key, out var method)) methods[key] = method = Emit(companion, site.Suspension, call, target, configure);
        return method;
    }

    /// <summary>Whether a call may give null in the place of a task, on which the await fails: in the user's method, and not here.</summary>
    internal static bool MayGiveNull(ScratchCallee target) => !target.TaskType.IsValueType;

    /// <summary>What the method returns then.</summary>
    internal const int Null = 2;

    /// <param name="call">The call.</param>
    /// <param name="getAwaiter">Where its task is awaited.</param>
    /// <param name="configure">The call of ConfigureAwait in between, whose argument is loaded before it; null where there is none.</param>
    static bool GoesStraight(Instruction call, Instruction getAwaiter, out Instruction? configure)
    {
        configure = null;
        for (var next = call.Next; next != getAwaiter; next = next.Next)
        {
            switch (next.OpCode.Code)
            {
                case Code.Nop or Code.Stloc or Code.Ldloc or Code.Ldloca:
                    break;
                case Code.Call or Code.Callvirt when configure is null && ConfigureAwaitCalls.IsConfigureAwait((MethodReference)next.Operand) && next.Previous.Constant() is not null:
                    if (!ConfigureAwaitCalls.TakesBoolean((MethodReference)next.Operand)) return false;
                    configure = next;
                    break;
                default:
                    if (next.Constant() is null || next.Next.CalledMethod() is null) return false;
                    break;
            }
        }
        return true;
    }

    MethodDefinition Emit(CompanionPlan companion, Suspension suspension, AwaitedCall call, ScratchCallee target, Instruction? configure)
    {
        var type = companions.Definition(companion).DeclaringType;
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
        var none = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Load(isHandedBack).Branch(OpCodes.Brfalse, ordinary).Load(scratch).Call(library.Method("Handed", "Take", target.TaskType)).Branch(OpCodes.Br, task);
        code.Add(ordinary).Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        code.Add(call.Call.Copy()).Add(task);
        if (MayGiveNull(target)) code.Emit(OpCodes.Dup).Branch(OpCodes.Brfalse, none);
        if (configure is not null)
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
        if (MayGiveNull(target)) code.Add(none).Emit(OpCodes.Pop).Constant(Null).Emit(OpCodes.Ret);
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

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.AwaitSites;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.StateMachines;

namespace Unboxed.Weaver.Plan;

/// <summary>An ordinary call in the place of a scratch call that is made out of line, by a method that the JIT compiles when a call is declined first.</summary>
/// <param name="Companion">The companion.</param>
/// <param name="IsShared">Whether it is a method of the companion, which all bodies share that make this call, and not one of the state machine.</param>
/// <param name="Call">The user's call.</param>
/// <param name="Configure">The call of ConfigureAwait behind it, whose argument is a constant, loaded by the instruction before it; null where there is none.</param>
sealed record OrdinaryCallPlan(CompanionPlan Companion, bool IsShared, Instruction Call, Instruction? Configure)
{
    /// <summary>Whether the await continues where it captured; null where the user does not say.</summary>
    internal bool? Continues => Configure is null ? null : Configure.Previous.Constant() != 0;

    /// <summary>
    /// That of a site with one scratch call; null where the call has to stay where it is. It may go where the task goes straight to its await, by way of nothing but local variables and a ConfigureAwait, which is
    /// repeated. Where there are type parameters it does not go to the companion, since in code that several type arguments share, stack traces lose the line of a call that has to look for its own
    /// (see <c>DirectCallStub</c>).
    /// </summary>
    /// <param name="calls">The scratch calls of the site.</param>
    /// <param name="suspension">Its suspension point.</param>
    /// <param name="body">The body with both.</param>
    internal static OrdinaryCallPlan? Of(IReadOnlyList<CallPlan> calls, Suspension suspension, MethodBody body)
    {
        if (calls is not [{ Callee: CompanionPlan { Method: var method } companion, Site: { Prefix: null, Overridden: null, Wrapped: null, Between.Count: 0, Call: { OpCode.Code: Code.Callvirt } call } site }]) return null;
        if (method.IsProtected() || site.Method.ResolveMethod() != method || !GoesStraight(call, suspension.GetAwaiter, body, out var configure)) return null;
        bool isShared = companion.Foreign is null && !method.HasGenericParameters && !method.DeclaringType.HasGenericParameters
            // Companions of other modules' types are not nested in what may see them.
            && (method.Module == body.Method.Module || (method.IsPublic && Visibility.IsPublic(method.DeclaringType)));
        return new(companion, isShared, call, configure);
    }

    static bool GoesStraight(Instruction call, Instruction getAwaiter, MethodBody body, out Instruction? configure)
    {
        configure = null;
        for (var next = call.Next; next != getAwaiter; next = next.Next)
        {
            if (next.OpCode.Code == Code.Nop || (next.StoredVariable(body) ?? next.LoadedVariable(body) ?? next.AddressedVariable()) is not null) continue;
            if (next.CalledMethod() is { } method)
            {
                if (configure is not null || !ConfigureAwaitCalls.IsConfigureAwait(method) || !ConfigureAwaitCalls.TakesBoolean(method) || next.Previous.Constant() is null) return false;
                configure = next;
            }
            else if (next.Constant() is null || next.Next.CalledMethod() is null)
            {
                return false;
            }
        }
        return true;
    }
}

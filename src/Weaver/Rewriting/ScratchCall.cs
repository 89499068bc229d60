using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Turns an await site into a scratch call, with the ordinary call beside it for receivers without the companion. What a root
/// and a scratch body do differently, how they call, suspend and resume, is theirs.
/// </summary>
abstract class ScratchCall(SupportLibrary library, CompanionInterfaces companions, BodyEditor editor)
{
    protected SupportLibrary Library => library;

    protected BodyEditor Editor => editor;

    /// <summary>Calls the companion; leaves the future on the stack.</summary>
    protected abstract void EmitCall(Emitter code, SuspensionPlan site, CompanionCall companion, VariableDefinition receiver, IReadOnlyList<VariableDefinition> arguments, VariableDefinition result);

    /// <summary>Suspends at the site and leaves; falls through nowhere.</summary>
    protected abstract void EmitSuspend(Emitter code, SuspensionPlan site, VariableDefinition callee);

    /// <summary>Goes to <paramref name="ordinary"/> if the site was not suspended at its scratch call; otherwise leaves, if the callee is pending, or falls through with the callee's outcome.</summary>
    protected abstract void EmitResume(Emitter code, SuspensionPlan site, CompanionCall companion, Instruction ordinary, VariableDefinition result, VariableDefinition fault);

    /// <summary>Loads the machine, where its fields are still fields.</summary>
    protected abstract void LoadMachine(Emitter code);

    /// <summary>The instruction of this body for one of the analysed body.</summary>
    protected abstract Instruction Here(Instruction analysed);

    internal void Rewrite(SuspensionPlan site)
    {
        var companion = CompanionCall.At(site, companions);
        var suspension = site.Suspension;
        var result = editor.Temporary(library.Result(companion.Result), "result");
        var fault = editor.Temporary(library.Fault, "fault");
        var after = Here(suspension.GetResult).Next;

        RewriteCall(site, companion, result, after);

        var resume = Here(suspension.Resume);
        var code = new Emitter();
        var ordinary = Instruction.Create(OpCodes.Nop);
        EmitResume(code, site, companion, ordinary, result, fault);
        code.Load(fault).Call(library.Method("Frame", "Rethrow"));
        EmitResult(code, site, result, after);
        code.Add(ordinary);
        editor.InsertBefore(resume, code);
    }

    void RewriteCall(SuspensionPlan site, CompanionCall companion, VariableDefinition result, Instruction after)
    {
        var call = Here(site.Origin.Call!);
        var receiver = editor.Temporary(companion.Interface, "receiver");
        var scratchReceiver = editor.Temporary(companion.Type, "receiver");
        var callee = editor.Temporary(library.Future(companion.Result), "callee");
        var arguments = companion.Parameters.Select((type, index) => editor.Temporary(type, "argument" + index)).ToList();
        var code = new Emitter();
        var ordinary = Instruction.Create(OpCodes.Nop);
        var completed = Instruction.Create(OpCodes.Nop);

        for (int i = arguments.Count - 1; i >= 0; i--) code.Store(arguments[i]);
        code.Store(receiver).Load(receiver).Type(OpCodes.Isinst, companion.Type).Store(scratchReceiver);
        code.Load(scratchReceiver).Branch(OpCodes.Brfalse, ordinary);
        EmitCall(code, site, companion, scratchReceiver, arguments, result);
        code.Store(callee).Load(callee).Branch(OpCodes.Brfalse, completed);
        code.Load(callee).Call(library.Method("Future", "get_IsDeclined")).Branch(OpCodes.Brtrue, ordinary);
        EmitSuspend(code, site, callee);
        code.Add(completed);
        EmitResult(code, site, result, after);
        code.Add(ordinary).Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        editor.InsertBefore(call, code);
    }

    void EmitResult(Emitter code, SuspensionPlan site, VariableDefinition result, Instruction after)
    {
        for (int i = 0; i < site.Suspension.MachinesBelowResult; i++) LoadMachine(code);
        if (site.Callee!.Result is not null) code.Load(result);
        code.Branch(OpCodes.Br, after);
    }

    /// <summary>The exit that the compiler chose for a suspended method.</summary>
    protected Instruction Exit(Suspension suspension) => (Instruction)Here(suspension.Leave).Operand;
}

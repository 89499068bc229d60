using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.StateMachines;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Rewrites MoveNext of an async method that makes scratch calls when it is called in the ordinary way: it is a root then, provides
/// the scratch space, and keeps a chain from its first suspended scratch call until it completes.
/// </summary>
sealed class Roots(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies)
{
    internal void Rewrite(RootPlan root)
    {
        var machine = root.Machine;
        var chain = new FieldDefinition("<>chain", FieldAttributes.Assembly, library.Type("Chain"));
        machine.Type.Fields.Add(chain);
        chain.MarkAsGenerated(library);
        var expected = new FieldDefinition("<>expected", FieldAttributes.Assembly | FieldAttributes.Static, library.Int32);
        machine.Type.Fields.Add(expected);
        expected.MarkAsGenerated(library);
        bool clearsLocals = machine.MoveNext.Body.ClearsLocals();
        var editor = new BodyEditor(machine.MoveNext.Body);
        var calls = new RootScratchCall(library, companions, bodies, editor, root, chain.OnSelf(), expected.OnSelf());
        foreach (var call in root.Calls) calls.Rewrite(call);
        // What else asks the builder may have it capture other contexts than the chain knows of.
        var others = machine.Shape.Suspensions.Select(suspension => suspension.Await).Concat(machine.Shape.UnreadAwaits).Concat(machine.Shape.DynamicAwaits);
        foreach (var await in others.Distinct())
            editor.InsertBefore(await, new Emitter().Load(machine.MoveNext.Body.ThisParameter).Field(OpCodes.Ldfld, chain.OnSelf()).Call(library.Method("Chain", "ForgetBuilder")));
        // The chain goes back before anybody learns that the method has completed, or yielded.
        foreach (var first in machine.Shape.CompletionStarts)
        {
            editor.InsertBefore(first, new Emitter()
                .Load(machine.MoveNext.Body.ThisParameter).Field(OpCodes.Ldflda, chain.OnSelf()).Call(library.Method("Chain", root.SideStack == 0 ? "Return" : "ReturnFromSideStack")));
        }
        var body = machine.MoveNext.Body;
        body.InitLocals = clearsLocals;
        // Whether there is a thread at hand is asked before there is one, and where the method waits it is asked for what.
        if (!clearsLocals) editor.InsertBefore(body.Instructions[0], new Emitter().Clear(editor.Temporary(library.Thread, "thread")).Clear(editor.Temporary(library.Answer, "answer")));
        editor.Apply();
        calls.AddYields();
        if (machine.Type.IsValueType && !machine.Kickoff.Body.ClearsLocals()) ClearChain(machine.Kickoff.Body, machine.Type, chain);
    }

    /// <summary>A kickoff method that does not clear its variables starts a machine that has no chain yet.</summary>
    static void ClearChain(MethodBody kickoff, TypeDefinition machine, FieldDefinition chain)
    {
        var first = kickoff.Instructions.First(instruction => instruction.AddressedVariable()?.VariableType.Resolve() == machine);
        var variable = first.AddressedVariable()!;
        kickoff.SimplifyMacros();
        var editor = new BodyEditor(kickoff);
        editor.InsertBefore(first, new Emitter().LoadAddress(variable).Emit(OpCodes.Ldnull).Field(OpCodes.Stfld, chain.On(variable.VariableType)));
        editor.Apply();
        kickoff.OptimizeMacros();
    }
}

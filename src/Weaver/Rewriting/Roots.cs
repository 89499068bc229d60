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
sealed class Roots(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, SpaceTypes spaces)
{
    internal void Rewrite(RootPlan root)
    {
        var machine = root.Machine;
        var chain = new FieldDefinition("<>chain", FieldAttributes.Assembly, library.Type("Chain"));
        machine.Type.Fields.Add(chain);
        chain.MarkAsGenerated(library);
        bool clearsLocals = machine.MoveNext.Body.ClearsLocals();
        var editor = new BodyEditor(machine.MoveNext.Body);
        var calls = new RootScratchCall(library, companions, bodies, editor, spaces, root, chain.OnSelf());
        foreach (var call in root.Calls) calls.Rewrite(call);
        // The chain goes back before anybody learns that the method has completed, or yielded.
        foreach (var completion in machine.Shape.Completions)
        {
            var builder = machine.Shape.Simulation!.Producer(completion, 0)!;
            var first = machine.Shape.Accesses.First(access => access.Access == builder).This;
            editor.InsertBefore(first, new Emitter()
                .Load(machine.MoveNext.Body.ThisParameter).Field(OpCodes.Ldflda, chain.OnSelf())
                .Load(editor.Temporary(library.Thread, "thread")).Call(library.Method("Chain", "Return")));
        }
        foreach (var ret in machine.MoveNext.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret))
            editor.InsertBefore(ret, new Emitter().Load(editor.Temporary(library.Thread, "thread")).Call(library.Method("ThreadContext", "LeaveRoot")));
        var body = machine.MoveNext.Body;
        body.InitLocals = clearsLocals;
        // Whether there is a thread at hand is asked before there is one.
        if (!clearsLocals) editor.InsertBefore(body.Instructions[0], new Emitter().Clear(editor.Temporary(library.Thread, "thread")));
        editor.Apply();
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

/// <summary>The scratch calls of a root.</summary>
sealed class RootScratchCall(
    SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies, BodyEditor editor, SpaceTypes spaces, RootPlan root, FieldReference chain)
    : ScratchCall(library, companions, bodies, editor)
{
    readonly StateMachine machine = root.Machine;
    readonly Dictionary<SuspensionPlan, Instruction> awaits = [];
    int entries;

    protected override Instruction Here(Instruction analysed) => analysed;

    protected override void LoadThread(Emitter code) => code.Load(Thread);

    protected override void PopMachine(Emitter code) => code.Emit(OpCodes.Pop);

    protected override void EmitCall(
        Emitter code, SuspensionPlan site, CallPlan call, ScratchCallee target, VariableDefinition? receiver, IReadOnlyList<VariableDefinition> arguments, VariableDefinition result)
    {
        var thread = Thread;
        var known = Instruction.Create(OpCodes.Nop);
        // Once for each run of MoveNext: it is on one thread throughout.
        code.Load(thread).Branch(OpCodes.Brtrue, known).Call(Library.Method("ThreadContext", "EnterRoot")).Store(thread).Add(known);
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        code.Load(Machine).Field(OpCodes.Ldflda, chain).Load(thread).LoadAddress(result).Call(EmitEntry(site, target));
    }

    protected override void EmitSuspend(Emitter code, SuspensionPlan site, CallPlan call, VariableDefinition callee)
    {
        var again = awaits[site] = Instruction.Create(OpCodes.Nop);
        var builder = Instruction.Create(OpCodes.Nop);
        var rearmed = Instruction.Create(OpCodes.Nop);
        // Once the chain is armed, the method may be running elsewhere.
        SetState(code, site.Suspension.State);
        code.Load(Machine).Field(OpCodes.Ldfld, chain).Load(callee);
        LoadContinuation(code, call);
        code.Load(Thread).Call(Library.Method("Chain", "Suspend")).Branch(OpCodes.Brtrue, rearmed).Branch(OpCodes.Br, builder);
        code.Add(again);
        SetState(code, site.Suspension.State);
        code.Load(Machine).Field(OpCodes.Ldfld, chain).Load(Thread).Call(Library.Method("Chain", "TryRearm")).Branch(OpCodes.Brtrue, rearmed).Add(builder);
        var awaiter = Editor.Temporary(Library.ValueTaskAwaiter, "suspension");
        code.Load(Machine).Field(OpCodes.Ldfld, chain).Load(Thread).Call(Library.Method("Chain", "Await")).Store(awaiter);
        code.Load(Machine).Field(OpCodes.Ldflda, machine.BuilderField.OnSelf()).LoadAddress(awaiter);
        LoadMachineAddress(code);
        code.Call(AwaitUnsafeOnCompleted(site.Suspension)).Add(rearmed).Branch(OpCodes.Leave, Exit(site.Suspension));
    }

    protected override void EmitResume(Emitter code, SuspensionPlan site, ScratchCallee target, Instruction ordinary, VariableDefinition result, VariableDefinition fault)
    {
        code.Load(Machine).Field(OpCodes.Ldfld, chain).Call(Library.Method("Chain", "IsSuspended")).Branch(OpCodes.Brfalse, ordinary);
        code.Load(Machine).Field(OpCodes.Ldfld, chain).Call(Library.Method("Chain", "EnterResumed")).Store(Thread)
            .Load(Machine).Field(OpCodes.Ldfld, chain).Load(Thread).LoadAddress(result).LoadAddress(fault)
            .Call(Library.Method("Chain", "Resume", Library.Result(target.Result))).Branch(OpCodes.Brfalse, awaits[site]);
        SetState(code, -1);
    }

    ParameterDefinition Machine => Editor.Body.ThisParameter;

    VariableDefinition Thread => Editor.Temporary(Library.Thread, "thread");

    void SetState(Emitter code, int state)
    {
        code.Load(Machine).Constant(state).Field(OpCodes.Stfld, machine.StateField.OnSelf());
        if (machine.Shape.StateVariable is { } variable) code.Constant(state).Store(variable);
    }

    void LoadMachineAddress(Emitter code)
    {
        if (machine.Type.IsValueType)
        {
            code.Load(Machine);
            return;
        }
        var copy = Editor.Temporary(TypeSubstitution.Self(machine.Type), "machine");
        code.Load(Machine).Store(copy).LoadAddress(copy);
    }

    /// <summary>The builder's method as the compiler called it at this site, for the awaiter of the chain.</summary>
    GenericInstanceMethod AwaitUnsafeOnCompleted(Suspension suspension)
    {
        var original = suspension.Await.CalledGenericMethod();
        var definition = original.ElementMethod;
        var method = new MethodReference("AwaitUnsafeOnCompleted", definition.ReturnType, definition.DeclaringType) { HasThis = true };
        foreach (var parameter in definition.GenericParameters) method.GenericParameters.Add(new(parameter.Name, method));
        foreach (var parameter in method.GenericParameters) method.Parameters.Add(new(new ByReferenceType(parameter)));
        var instance = new GenericInstanceMethod(method);
        instance.GenericArguments.Add(Library.ValueTaskAwaiter);
        instance.GenericArguments.Add(original.GenericArguments[1]);
        return instance;
    }

    /// <summary>
    /// The stub through which the root calls: on the stack until the chain exists. Of its own, so that the space takes no room on the
    /// stack of MoveNext and is cleared only for a call.
    /// </summary>
    MethodReference EmitEntry(SuspensionPlan site, ScratchCallee target)
    {
        var (need, result) = (root.RoomOf(site), target.Result);
        var entry = new MethodDefinition($"Enter{entries++}", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig, Library.Future(result));
        if (target.ScratchReceiver is { } receiver) entry.Parameters.Add(new("receiver", ParameterAttributes.None, receiver));
        foreach (var type in target.Parameters) entry.Parameters.Add(new("argument", ParameterAttributes.None, type));
        int arguments = entry.Parameters.Count;
        var chainParameter = Add("chain", new ByReferenceType(Library.Type("Chain")));
        var thread = Add("thread", Library.Thread);
        var resultParameter = Add("result", new ByReferenceType(Library.Result(result)));
        resultParameter.Attributes = ParameterAttributes.Out;
        var body = entry.Body;
        body.InitLocals = true;
        int slotCount = Math.Max(1, need.Slots), wordCount = Math.Max(1, need.Words);
        var slots = Variable(spaces.Slots(slotCount));
        var words = Variable(spaces.Words(wordCount));
        var refs = Variable(new ByReferenceType(Library.Object));
        var callee = Variable(Library.Future(result));

        var onStack = Instruction.Create(OpCodes.Nop);
        var completed = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Load(chainParameter).Emit(OpCodes.Ldind_Ref).Branch(OpCodes.Brfalse, onStack);
        Part(code, "get_CalleeRefs").Store(refs);
        Offer(code);
        LoadArguments(code);
        code.Load(refs);
        foreach (var part in new[] { "get_CalleeWords", "get_CalleeRoom" }) Part(code, part);
        target.EmitCall(code.Load(thread).Load(resultParameter), Library).Emit(OpCodes.Ret);

        Space(code.Add(onStack), slots, Library.Object);
        code.Store(refs);
        Offer(code);
        LoadArguments(code);
        code.Load(refs);
        Space(code, words, Library.Int64);
        target.EmitCall(code.Constant(slotCount).Constant(wordCount).Call(Library.Method("Chain", "StackRoom")).Load(thread).Load(resultParameter), Library).Store(callee);
        code.Load(callee).Branch(OpCodes.Brfalse, completed).Load(callee).Call(Library.Method("Future", "get_IsDeclined")).Branch(OpCodes.Brtrue, completed);
        code.Load(chainParameter);
        Space(code, slots, Library.Object);
        code.Constant(slotCount);
        Space(code, words, Library.Int64);
        code.Constant(wordCount).Constant(Math.Max(1, root.Need.Slots)).Constant(Math.Max(1, root.Need.Words)).Load(thread)
            .Call(Library.Method("Chain", "Promote")).Emit(OpCodes.Stind_Ref);
        code.Add(completed).Load(callee).Emit(OpCodes.Ret).AppendTo(body);
        machine.Type.Methods.Add(entry);
        entry.MarkAsHelper(Library);
        return entry.OnSelf();

        ParameterDefinition Add(string name, TypeReference type)
        {
            var parameter = new ParameterDefinition(name, ParameterAttributes.None, type);
            entry.Parameters.Add(parameter);
            return parameter;
        }

        VariableDefinition Variable(TypeReference type)
        {
            var variable = new VariableDefinition(type);
            body.Variables.Add(variable);
            return variable;
        }

        void LoadArguments(Emitter target)
        {
            for (int i = 0; i < arguments; i++) target.Load(entry.Parameters[i]);
        }

        Emitter Part(Emitter target, string part) => target.Load(chainParameter).Emit(OpCodes.Ldind_Ref).Call(Library.Method("Chain", part));

        void Offer(Emitter code)
        {
            if (target.Companion is not null) code.Load(refs).Load(thread).Call(Library.Method("Companion", "Offer"));
        }

        void Space(Emitter target, VariableDefinition variable, TypeReference element) =>
            target.LoadAddress(variable).Call(Library.Method("Layout", "First", variable.VariableType, element));
    }
}

static class AwaitCalls
{
    internal static GenericInstanceMethod CalledGenericMethod(this Instruction call) => (GenericInstanceMethod)call.Operand;
}

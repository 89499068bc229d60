using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the way through a method that is not async and does more than to pass a call on: a copy of its body, in which such a call becomes a scratch
/// call in the scratch space that the method is given, and every other task is handed back to the caller, which awaits it as it would have.
/// </summary>
/// <remarks>Nothing is done twice: where a callee declines, the copy makes the ordinary call. Stack traces show the copy, by a name that says whose it is.</remarks>
sealed class PassThroughEntry(SupportLibrary library, PassThroughPlan plan)
{
    readonly EntryMethod entry = EntryMethod.OfCopy(plan.PassThrough.Method, library);

    /// <summary>The method of the user's class.</summary>
    internal MethodDefinition Method => entry.Method;

    MethodDefinition Original => plan.PassThrough.Method;

    internal void Emit(CompanionInterfaces companions, ScratchBodies bodies)
    {
        var copies = BodyCloner.Clone(Original, Method);
        foreach (var copy in copies.Values) copy.Operand = FromOriginal(copy.Operand);
        if (Original.HasGenericParameters)
        {
            foreach (var variable in Method.Body.Variables) variable.VariableType = entry.FromOriginal(variable.VariableType);
            foreach (var handler in Method.Body.ExceptionHandlers.Where(handler => handler.CatchType is not null)) handler.CatchType = entry.FromOriginal(handler.CatchType);
        }
        // Short branches would not reach over what is inserted.
        Method.Body.SimplifyMacros();
        var editor = new BodyEditor(Method.Body);
        foreach (var ret in Method.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret))
            editor.InsertBefore(ret, new Emitter().Load(entry.Scratch.Thread).Load(entry.Scratch.Result).Call(Handed("Return", Original.ReturnType)));
        foreach (var call in plan.Calls)
            RewriteCall(editor, copies[call.Call], ScratchCallee.Of((MethodReference)copies[call.Call].Operand, call.Callee, library, companions, bodies), call.IsConverted);
        editor.Apply();
        Method.Body.OptimizeMacros();
    }

    void RewriteCall(BodyEditor editor, Instruction call, ScratchCallee target, bool isConverted)
    {
        // A protected method is called on the object itself, which a variable of its base class would not show.
        var receiverType = ((MethodReference)call.Operand).Resolve().IsProtected() ? TypeSubstitution.Self(Method.DeclaringType) : target.Receiver;
        var receiver = target.Receiver is null ? null : editor.Temporary(receiverType!, "receiver");
        var scratchReceiver = target.Companion is null ? receiver : editor.Temporary(target.Companion, "receiver");
        var arguments = target.Parameters.Select((type, index) => editor.Temporary(type, "argument" + index)).ToList();
        var callee = editor.Temporary(library.Future(target.Result), "callee");
        var ordinary = Instruction.Create(OpCodes.Nop);
        var taken = Instruction.Create(OpCodes.Nop);
        var code = new Emitter();
        for (int i = arguments.Count - 1; i >= 0; i--) code.Store(arguments[i]);
        if (receiver is not null) code.Store(receiver);
        if (target.Companion is not null)
        {
            code.Load(receiver!).Type(OpCodes.Isinst, target.Companion).Store(scratchReceiver!);
            code.Load(scratchReceiver!).Branch(OpCodes.Brfalse, ordinary);
        }
        var stub = new PassedCallStub(library, entry, Original.Name, target);
        if (stub.IsInstance) code.Load(Method.Body.ThisParameter);
        if (scratchReceiver is not null) code.Load(scratchReceiver);
        foreach (var argument in arguments) code.Load(argument);
        entry.Scratch.Load(code).Call(stub.Emit(Handed("Fail", target.TaskType))).Store(callee);
        code.Load(callee).Branch(OpCodes.Brfalse, taken);
        code.Load(callee).Call(library.Method("Future", "get_IsDeclined")).Branch(OpCodes.Brfalse, taken);
        code.Load(callee).Call(library.Method("Future", "get_IsHandedBack")).Branch(OpCodes.Brfalse, ordinary);
        // What the callee hands back, this method would have returned as it is, or as what it makes of it.
        if (isConverted) code.Load(entry.Scratch.Thread).Call(library.Method("Handed", "Take", target.TaskType)).Branch(OpCodes.Br, call.Next);
        code.Add(taken).Load(callee).Emit(OpCodes.Ret);
        code.Add(ordinary);
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        editor.InsertBefore(call, code);
    }

    /// <summary>The method of the support library that hands back a task of a kind, with the result that the method has.</summary>
    MethodReference Handed(string what, TypeReference task)
    {
        bool isValueTask = task.GetElementType().Name.StartsWith("ValueTask", StringComparison.Ordinal);
        string name = what + (isValueTask ? "ValueTask" : "Task") + (entry.Result is null ? "" : "Of");
        return entry.Result is null ? library.Method("Handed", name) : library.Method("Handed", name, entry.Result);
    }

    /// <summary>An operand of the original body, in the parameters of the copy.</summary>
    object? FromOriginal(object? operand) => operand switch
    {
        ParameterDefinition parameter => parameter.Index < 0 ? Method.Body.ThisParameter : Method.Parameters[parameter.Index],
        _ when !Original.HasGenericParameters => operand,
        TypeReference type => entry.FromOriginal(type),
        MethodReference method => method.GetElementMethod().On(entry.FromOriginal(method.DeclaringType), (method as GenericInstanceMethod)?.GenericArguments.Select(entry.FromOriginal)),
        FieldReference field when field.DeclaringType is GenericInstanceType => new FieldReference(field.Name, field.FieldType, entry.FromOriginal(field.DeclaringType)),
        _ => operand,
    };
}

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
/// <remarks>Nothing is done twice: where a callee declines, the copy makes the ordinary call. Stack traces name the user's method for the copy.</remarks>
sealed class PassThroughEntry(SupportLibrary library, StackTraceNames names, PassThroughPlan plan)
{
    readonly EntryMethod entry = EntryMethod.Of(plan.PassThrough.Method, library);
    readonly EntryMethod copy = EntryMethod.OfCopy(
        plan.PassThrough.Method, plan.PassThrough.IsOfItsClass ? null : names.TypeFor(plan.PassThrough.Method), library);

    /// <summary>The method of the user's class.</summary>
    internal MethodDefinition Method => entry.Method;

    MethodDefinition Original => plan.PassThrough.Method;

    MethodDefinition Copy => copy.Method;

    /// <summary>The type of the user's method, as the copy refers to it.</summary>
    TypeReference Self => Original.DeclaringType.Of(Copy.DeclaringType.GenericParameters);

    internal void Emit(CompanionInterfaces companions, ScratchBodies bodies)
    {
        EmitWayIn();
        var copies = BodyCloner.Clone(Original, Copy);
        foreach (var instruction in copies.Values) instruction.Operand = FromOriginal(instruction.Operand);
        foreach (var variable in Copy.Body.Variables) variable.VariableType = copy.FromOriginal(variable.VariableType);
        foreach (var handler in Copy.Body.ExceptionHandlers.Where(handler => handler.CatchType is not null)) handler.CatchType = copy.FromOriginal(handler.CatchType);
        foreach (var constant in Copy.DebugInformation.GetScopes().SelectMany(scope => scope.Constants)) constant.ConstantType = copy.FromOriginal(constant.ConstantType);
        var targets = plan.Calls.Select(call => ScratchCallee.Of((MethodReference)copies[call.Call].Operand, call.Callee, library, companions, bodies)).ToList();
        foreach (var call in plan.PassThrough.BaseCalls)
            copies[call].Operand = new BaseCallStub(library, Original, (MethodReference)call.Operand).Emit().On(Self, Copy.GenericParameters);
        // Short branches would not reach over what is inserted.
        Copy.Body.SimplifyMacros();
        var editor = new BodyEditor(Copy.Body);
        foreach (var ret in Copy.Body.Instructions.Where(instruction => instruction.OpCode.Code == Code.Ret))
            editor.InsertBefore(ret, copy.Scratch.Load(new()).Call(Returned(Original.ReturnType)));
        for (int i = 0; i < targets.Count; i++) RewriteCall(editor, copies[plan.Calls[i].Call], targets[i], plan.PassThrough.BaseCalls.Contains(plan.Calls[i].Call), plan.Calls[i].IsConverted);
        editor.Apply();
        ShortForms.Choose(Copy.Body);
    }

    /// <summary>
    /// The method of the user's class passes all that it is given on to the copy. The user's method keeps no contexts apart, and may change them: its caller has to give them back.
    /// </summary>
    void EmitWayIn()
    {
        Method.AggressiveInlining = true;
        var code = new Emitter();
        if (Method.HasThis) code.Load(Method.Body.ThisParameter);
        foreach (var parameter in Method.Parameters) code.Load(parameter);
        code.Call(Copy.On(Copy.DeclaringType.Of(Original.DeclaringType.GenericParameters), Method.GenericParameters)).Call(library.Method("Fence", "Without")).Emit(OpCodes.Ret).AppendTo(Method.Body);
    }

    void RewriteCall(BodyEditor editor, Instruction call, ScratchCallee target, bool isBaseCall, bool isConverted)
    {
        // A protected method, and one of the base class, is called on the object itself, which a variable of its base class would not show.
        var receiverType = isBaseCall || ((MethodReference)call.Operand).ResolveMethod()!.IsProtected() ? Self : target.Receiver;
        var receiver = target.Receiver is null ? null : editor.Temporary(receiverType!, "receiver");
        var scratchReceiver = target.Companion is null ? receiver : editor.Temporary(target.Companion, "receiver");
        var arguments = target.Parameters.Select((type, index) => editor.Temporary(type, "argument" + index)).ToList();
        var answer = editor.Temporary(library.Answer, "answer");
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
        if (target.TakesNull) code.Load(receiver!).Branch(OpCodes.Brfalse, ordinary);
        LargeArguments.EmitGuard(code, target.Parameters, ordinary);
        if (scratchReceiver is not null) code.Load(scratchReceiver);
        foreach (var argument in arguments) code.Load(argument);
        target.EmitCall(code, library, here => here.Load(copy.Scratch.Scratch), here => here.Load(copy.Scratch.Result)).Store(answer).Load(answer).Branch(OpCodes.Brfalse, ordinary);
        // What the callee hands back, this method would have returned as it is, or as what it makes of it.
        if (isConverted)
        {
            code.Load(answer).Answer(Answer.HandedBack).Branch(OpCodes.Bne_Un, taken)
                .Load(copy.Scratch.Scratch).Call(library.Method("Handed", "Take", target.TaskType)).Branch(OpCodes.Br, call.Next);
        }
        code.Add(taken).Load(answer).Emit(OpCodes.Ret);
        code.Add(ordinary);
        if (receiver is not null) code.Load(receiver);
        foreach (var argument in arguments) code.Load(argument);
        editor.InsertBefore(call, code);
    }

    /// <summary>The method of the support library that hands back a task of a kind, with the result that the method has.</summary>
    MethodReference Returned(TypeReference task)
    {
        string name = task.GetElementType().Name.StartsWith("ValueTask", StringComparison.Ordinal) ? "ReturnValueTask" : "ReturnTask";
        return copy.Result is null ? library.Method("Handed", name) : library.Method("Handed", name + "Of", copy.Result);
    }

    /// <summary>An operand of the original body, in the parameters of the copy.</summary>
    object? FromOriginal(object? operand) => operand switch
    {
        // The object is the first of a static copy's parameters.
        ParameterDefinition parameter => Copy.HasThis && parameter.Index < 0 ? Copy.Body.ThisParameter : Copy.Parameters[parameter.Index + (Original.HasThis && !Copy.HasThis ? 1 : 0)],
        _ when !Original.HasGenericParameters && !Original.DeclaringType.HasGenericParameters => operand,
        TypeReference type => copy.FromOriginal(type),
        MethodReference method => method.GetElementMethod().On(copy.FromOriginal(method.DeclaringType), (method as GenericInstanceMethod)?.GenericArguments.Select(copy.FromOriginal)),
        FieldReference field when field.DeclaringType is GenericInstanceType => new FieldReference(field.Name, field.FieldType, copy.FromOriginal(field.DeclaringType)),
        _ => operand,
    };
}

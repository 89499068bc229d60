using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the method through which a copy of the user's code makes a scratch call. What an async method throws belongs to its task, and does not come
/// through the method that returns the task: it is caught here, in a frame that stack traces do not show, and handed back as that task. What a callee throws that is not async passes.
/// </summary>
sealed class PassedCallStub
{
    readonly SupportLibrary library;
    readonly EntryMethod entry;
    readonly ScratchCallee target;
    readonly MethodDefinition method;

    internal PassedCallStub(SupportLibrary library, EntryMethod entry, string name, ScratchCallee target)
    {
        (this.library, this.entry, this.target) = (library, entry, target);
        var type = entry.Method.DeclaringType;
        // A static method would run the type initializer of a class, which the call of an instance method does not wait for.
        IsInstance = entry.Method.HasThis && !type.IsValueType;
        method = new(MemberNames.Bounded($"<{name}>Pass{type.Methods.Count}"), MethodAttributes.Assembly | MethodAttributes.HideBySig | (IsInstance ? 0 : MethodAttributes.Static), library.Void)
        {
            HasThis = IsInstance,
        };
        type.Methods.Add(method);
        TypeSubstitution.CopyParameters(entry.Method.GenericParameters, method);
    }

    /// <summary>Whether the method is called on the object of the copy.</summary>
    internal bool IsInstance { get; }

    /// <param name="fail">Hands back what has been thrown.</param>
    /// <returns>The method, as the copy calls it: its own object if it is an instance method, the receiver, the arguments, the scratch space.</returns>
    internal MethodReference Emit(MethodReference fail)
    {
        method.MarkAsHelper(library, catches: true);
        var result = target.Result is null ? null : Here(target.Result);
        method.ReturnType = library.Future(result);
        if (target.ScratchReceiver is { } receiver) method.Parameters.Add(new("receiver", ParameterAttributes.None, Here(receiver)));
        foreach (var type in target.Parameters) method.Parameters.Add(new("argument", ParameterAttributes.None, Here(type)));
        int operands = method.Parameters.Count;
        var scratch = ScratchParameters.AddTo(method, library, result);
        var exception = new VariableDefinition(library.Exception);
        var callee = new VariableDefinition(method.ReturnType);
        var passedOn = new VariableDefinition(library.Int64);
        method.Body.InitLocals = true;
        method.Body.Variables.Add(exception);
        method.Body.Variables.Add(callee);
        method.Body.Variables.Add(passedOn);

        var (tryStart, filterStart, handlerStart) = (Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Castclass, library.Exception), Instruction.Create(OpCodes.Castclass, library.Exception));
        var (failed, end) = (Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Nop));
        var code = new Emitter().Call(library.Method("Handed", "PassOn")).Store(passedOn);
        target.EmitOffer(code, library, scratch.Refs, scratch.Thread).Add(tryStart);
        for (int i = 0; i < operands; i++) code.Load(method.Parameters[i]);
        scratch.Load(code).Add(Instruction.Create(target.CallCode, Here(target.Method)));
        if (target.Companion is not null) code.Call(library.Method("Companion", "Open", library.Result(result)));
        code.Store(callee).Branch(OpCodes.Leave, end);
        code.Add(filterStart).Load(passedOn).Call(library.Method("Handed", "IsFault")).Emit(OpCodes.Endfilter);
        code.Add(handlerStart).Store(exception).Branch(OpCodes.Leave, failed);
        code.Add(failed).Load(exception).Load(scratch.Thread).Load(scratch.Result).Call(Here(fail)).Emit(OpCodes.Ret);
        code.Add(end).Load(callee).Emit(OpCodes.Ret).AppendTo(method.Body);
        method.Body.ExceptionHandlers.Add(new(ExceptionHandlerType.Filter)
        {
            TryStart = tryStart,
            TryEnd = filterStart,
            FilterStart = filterStart,
            HandlerStart = handlerStart,
            HandlerEnd = failed,
        });
        return method.On(TypeSubstitution.Self(method.DeclaringType), entry.Method.GenericParameters);
    }

    /// <summary>A type of the copy, in the type parameters of this method.</summary>
    TypeReference Here(TypeReference type) =>
        TypeSubstitution.Apply(type, parameter => parameter.Type == GenericParameterType.Method ? method.GenericParameters[parameter.Position] : parameter);

    MethodReference Here(MethodReference called) => method.HasGenericParameters
        ? called.GetElementMethod().On(Here(called.DeclaringType), (called as GenericInstanceMethod)?.GenericArguments.Select(Here))
        : called;
}

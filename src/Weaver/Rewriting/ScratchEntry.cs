using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the way into a scratch body: a method of the user's class, and behind it one of the state machine that checks the need and
/// starts the body in the caller's scratch space, or in a segment where too little is left.
/// </summary>
sealed class ScratchEntry
{
    readonly SupportLibrary library;
    readonly BodyPlan plan;
    readonly EntryMethod entry;

    internal ScratchEntry(SupportLibrary library, BodyPlan plan)
    {
        (this.library, this.plan) = (library, plan);
        entry = EntryMethod.Of(plan.Machine.Kickoff, library);
    }

    /// <summary>The method of the user's class.</summary>
    internal MethodDefinition Method => entry.Method;

    internal void Emit(MethodDefinition run)
    {
        var code = new Emitter();
        int first = Method.HasThis ? 1 : 0;
        foreach (var argument in plan.Machine.Arguments)
        {
            if (argument.Argument < first) LoadThis(code);
            else code.Load(Method.Parameters[argument.Argument - first]);
        }
        // The state machine repeats the parameters of the class and then those of the method.
        var parameters = Method.DeclaringType.GenericParameters.Concat(Method.GenericParameters);
        entry.Scratch.Load(code).Call(EmitStart(run).On(plan.Machine.Type.Of(parameters))).Emit(OpCodes.Ret).AppendTo(Method.Body);
    }

    /// <summary>As the kickoff method does: an async method of a struct works on a copy.</summary>
    void LoadThis(Emitter code)
    {
        code.Load(Method.Body.ThisParameter);
        if (Method.DeclaringType.IsValueType) code.Type(OpCodes.Ldobj, TypeSubstitution.Self(Method.DeclaringType));
    }

    /// <summary>Returns the sign that the ordinary call is due.</summary>
    internal static Emitter Decline(Emitter code, SupportLibrary library, ScratchParameters scratch, TypeReference? result) =>
        code.Load(scratch.Result).Type(OpCodes.Initobj, library.Result(result)).Field(OpCodes.Ldsfld, library.Declined(result)).Emit(OpCodes.Ret);

    MethodDefinition EmitStart(MethodDefinition run)
    {
        var start = NewMethod("Start", out var startScratch);
        start.AggressiveInlining = true;
        var tooSmall = Instruction.Create(OpCodes.Nop);
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Load(startScratch.Room);
        LoadNeed(code);
        code.Call(library.Method("Companion", "Fits")).Branch(OpCodes.Brfalse, tooSmall);
        LoadArguments(code, start).Constant(-1);
        startScratch.Load(code, plan.Levels, library).Call(run.OnSelf()).Emit(OpCodes.Ret);
        LoadNeed(code.Add(tooSmall).Load(startScratch.Room));
        code.Call(library.Method("Companion", "MayTakeSegment")).Branch(OpCodes.Brfalse, declined);
        LoadArguments(code, start);
        startScratch.Load(code).Call(EmitRunInSegment(run).OnSelf()).Emit(OpCodes.Ret);
        Decline(code.Add(declined), library, startScratch, plan.Result).AppendTo(start.Body);
        return start;
    }

    /// <summary>A static method of the state machine with the arguments of its body, without the state.</summary>
    MethodDefinition NewMethod(string name, out ScratchParameters space, bool catches = false)
    {
        var method = new MethodDefinition(name, MethodAttributes.Static | MethodAttributes.Assembly | MethodAttributes.HideBySig, library.Future(plan.Result));
        foreach (var argument in plan.Machine.Arguments) method.Parameters.Add(new(argument.Field.Name, ParameterAttributes.None, argument.Field.FieldType));
        space = ScratchParameters.AddTo(method, library, plan.Result);
        plan.Machine.Type.Methods.Add(method);
        method.MarkAsHelper(library, catches);
        return method;
    }

    Emitter LoadArguments(Emitter code, MethodDefinition method)
    {
        for (int i = 0; i < plan.Machine.Arguments.Count; i++) code.Load(method.Parameters[i]);
        return code;
    }

    /// <summary>Loads the need of one future: constants for the JIT.</summary>
    void LoadNeed(Emitter code)
    {
        code.Constant(plan.OwnNeed.Slots).Constant(0);
        foreach (var site in plan.Suspensions)
        {
            FrameCode.Words(code, library, site.Frame);
            code.Call(library.Method("Layout", "Max"));
        }
    }

    /// <summary>Runs the body in a segment, which goes back when the body completes or throws.</summary>
    MethodDefinition EmitRunInSegment(MethodDefinition run)
    {
        var method = NewMethod("RunInSegment", out var segmentScratch, catches: true);
        method.NoInlining = true;
        var segment = new VariableDefinition(library.Type("Segment"));
        var future = new VariableDefinition(library.Future(plan.Result));
        method.Body.InitLocals = true;
        method.Body.Variables.Add(segment);
        method.Body.Variables.Add(future);

        var tryStart = Instruction.Create(OpCodes.Nop);
        var handlerStart = Instruction.Create(OpCodes.Pop);
        var end = Instruction.Create(OpCodes.Nop);
        var code = new Emitter();
        LoadNeed(code);
        code.Load(segmentScratch.Room).Call(library.Method("Segment", "Rent")).Store(segment).Add(tryStart);
        LoadArguments(code, method).Constant(-1)
            .Load(segment).Call(library.Method("Space", "get_Refs")).Load(segment).Call(library.Method("Space", "get_Words"))
            .Load(segment).Call(library.Method("Segment", "Room"));
        ScratchParameters.CountLevels(code, plan.Levels, library);
        code.Load(segmentScratch.Thread).Load(segmentScratch.Result)
            .Call(run.OnSelf()).Store(future).Branch(OpCodes.Leave, end);
        code.Add(handlerStart).Load(segment).Call(library.Method("Segment", "Return")).Emit(OpCodes.Rethrow);
        code.Add(end).Load(segment).Load(future).Load(segmentScratch.Refs).Call(library.Method("Segment", "Link", library.Result(plan.Result))).Emit(OpCodes.Ret);
        code.AppendTo(method.Body);
        method.Body.ExceptionHandlers.Add(new(ExceptionHandlerType.Catch)
        {
            CatchType = library.Object,
            TryStart = tryStart,
            TryEnd = handlerStart,
            HandlerStart = handlerStart,
            HandlerEnd = end,
        });
        return method;
    }
}

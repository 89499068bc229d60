using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the way into a scratch body: a method of the user's class that checks the need and starts the body in the caller's
/// scratch space, or in a segment where too little is left.
/// </summary>
sealed class ScratchEntry(SupportLibrary library, BodyPlan plan, MethodDefinition run)
{
    internal MethodDefinition Emit()
    {
        var kickoff = plan.Machine.Kickoff;
        var entry = new MethodDefinition($"<{kickoff.Name}>Scratch", MethodAttributes.Assembly | MethodAttributes.HideBySig, library.Future(plan.Result));
        foreach (var parameter in kickoff.Parameters) entry.Parameters.Add(new(parameter.Name, ParameterAttributes.None, parameter.ParameterType));
        var scratch = ScratchParameters.AddTo(entry, library, plan.Result);
        entry.CustomAttributes.Add(new(library.StackTraceHidden));
        entry.Name = UniqueName(kickoff.DeclaringType, entry.Name);
        kickoff.DeclaringType.Methods.Add(entry);

        var tooSmall = Instruction.Create(OpCodes.Nop);
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Load(scratch.Room);
        LoadNeed(code);
        code.Call(library.Method("Companion", "Fits")).Branch(OpCodes.Brfalse, tooSmall);
        LoadArguments(code, entry).Constant(-1);
        scratch.Load(code).Call(run).Emit(OpCodes.Ret);
        code.Add(tooSmall).Load(scratch.Room).Call(library.Method("Companion", "MayTakeSegment")).Branch(OpCodes.Brfalse, declined);
        LoadArguments(code, entry);
        scratch.Load(code).Call(EmitRunInSegment()).Emit(OpCodes.Ret);
        code.Add(declined);
        Decline(code, library, scratch, plan.Result).AppendTo(entry.Body);
        return entry;
    }

    /// <summary>Returns the sign that the ordinary call is due.</summary>
    internal static Emitter Decline(Emitter code, SupportLibrary library, ScratchParameters scratch, TypeReference? result) =>
        code.Load(scratch.Result).Type(OpCodes.Initobj, library.Result(result)).Field(OpCodes.Ldsfld, library.Declined(result)).Emit(OpCodes.Ret);

    static string UniqueName(TypeDefinition type, string name)
    {
        string unique = name;
        for (int i = 1; type.Methods.Any(method => method.Name == unique); i++) unique = name + i;
        return unique;
    }

    Emitter LoadArguments(Emitter code, MethodDefinition entry)
    {
        foreach (var argument in plan.Machine.Arguments)
            code.Load(argument.Argument == 0 ? entry.Body.ThisParameter : entry.Parameters[argument.Argument - 1]);
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
    MethodDefinition EmitRunInSegment()
    {
        var method = new MethodDefinition("RunInSegment", MethodAttributes.Static | MethodAttributes.Assembly | MethodAttributes.HideBySig, library.Future(plan.Result));
        foreach (var argument in plan.Machine.Arguments) method.Parameters.Add(new(argument.Field.Name, ParameterAttributes.None, argument.Field.FieldType));
        var scratch = ScratchParameters.AddTo(method, library, plan.Result);
        method.CustomAttributes.Add(new(library.StackTraceHidden));
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
        code.Load(scratch.Room).Call(library.Method("Segment", "Rent")).Store(segment).Add(tryStart);
        for (int i = 0; i < plan.Machine.Arguments.Count; i++) code.Load(method.Parameters[i]);
        code.Constant(-1)
            .Load(segment).Call(library.Method("Space", "get_Refs")).Load(segment).Call(library.Method("Space", "get_Words"))
            .Load(segment).Call(library.Method("Segment", "Room")).Load(scratch.Thread).Load(scratch.Result)
            .Call(run).Store(future).Branch(OpCodes.Leave, end);
        code.Add(handlerStart).Load(segment).Call(library.Method("Segment", "Return")).Emit(OpCodes.Rethrow);
        code.Add(end).Load(segment).Load(future).Load(scratch.Refs).Call(library.Method("Segment", "Link", library.Result(plan.Result))).Emit(OpCodes.Ret);
        code.AppendTo(method.Body);
        method.Body.ExceptionHandlers.Add(new(ExceptionHandlerType.Catch)
        {
            CatchType = library.Object,
            TryStart = tryStart,
            TryEnd = handlerStart,
            HandlerStart = handlerStart,
            HandlerEnd = end,
        });
        plan.Machine.Type.Methods.Add(method);
        return method;
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// Emits the way into a scratch body: a method of the user's class, and behind it one of the state machine that checks the need and
/// starts the body in the caller's scratch space, or in a segment where too little is left.
/// </summary>
sealed class ScratchEntry(SupportLibrary library, BodyPlan plan, MethodDefinition run)
{
    internal MethodDefinition Emit()
    {
        var kickoff = plan.Machine.Kickoff;
        var entry = new MethodDefinition(UniqueName(kickoff.DeclaringType, $"<{kickoff.Name}>Scratch"), MethodAttributes.Assembly | MethodAttributes.HideBySig, library.Void);
        kickoff.DeclaringType.Methods.Add(entry);
        TypeSubstitution.CopyParameters(kickoff.GenericParameters, entry);
        // The state machine repeats the parameters of the class and then those of the method.
        var parameters = kickoff.DeclaringType.GenericParameters.Concat(entry.GenericParameters).ToList<TypeReference>();
        TypeReference FromMachine(TypeReference type) => TypeSubstitution.Apply(type, parameter => parameters[parameter.Position]);
        TypeReference FromKickoff(TypeReference type) => TypeSubstitution.Apply(
            type, parameter => parameter.Type == GenericParameterType.Method ? entry.GenericParameters[parameter.Position] : parameter);
        var result = plan.Result is null ? null : FromMachine(plan.Result);
        entry.ReturnType = library.Future(result);
        foreach (var parameter in kickoff.Parameters) entry.Parameters.Add(new(parameter.Name, ParameterAttributes.None, FromKickoff(parameter.ParameterType)));
        var scratch = ScratchParameters.AddTo(entry, library, result);
        entry.CustomAttributes.Add(new(library.StackTraceHidden));

        var code = new Emitter();
        foreach (var argument in plan.Machine.Arguments) code.Load(argument.Argument == 0 ? entry.Body.ThisParameter : entry.Parameters[argument.Argument - 1]);
        scratch.Load(code).Call(EmitStart().On(plan.Machine.Type.Of(parameters))).Emit(OpCodes.Ret).AppendTo(entry.Body);
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

    MethodDefinition EmitStart()
    {
        var start = NewMethod("Start", out var scratch);
        var tooSmall = Instruction.Create(OpCodes.Nop);
        var declined = Instruction.Create(OpCodes.Nop);
        var code = new Emitter().Load(scratch.Room);
        LoadNeed(code);
        code.Call(library.Method("Companion", "Fits")).Branch(OpCodes.Brfalse, tooSmall);
        LoadArguments(code, start).Constant(-1);
        scratch.Load(code).Call(run.OnSelf()).Emit(OpCodes.Ret);
        code.Add(tooSmall).Load(scratch.Room).Call(library.Method("Companion", "MayTakeSegment")).Branch(OpCodes.Brfalse, declined);
        LoadArguments(code, start);
        scratch.Load(code).Call(EmitRunInSegment().OnSelf()).Emit(OpCodes.Ret);
        Decline(code.Add(declined), library, scratch, plan.Result).AppendTo(start.Body);
        return start;
    }

    /// <summary>A static method of the state machine with the arguments of its body, without the state.</summary>
    MethodDefinition NewMethod(string name, out ScratchParameters scratch)
    {
        var method = new MethodDefinition(name, MethodAttributes.Static | MethodAttributes.Assembly | MethodAttributes.HideBySig, library.Future(plan.Result));
        foreach (var argument in plan.Machine.Arguments) method.Parameters.Add(new(argument.Field.Name, ParameterAttributes.None, argument.Field.FieldType));
        scratch = ScratchParameters.AddTo(method, library, plan.Result);
        method.CustomAttributes.Add(new(library.StackTraceHidden));
        plan.Machine.Type.Methods.Add(method);
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
    MethodDefinition EmitRunInSegment()
    {
        var method = NewMethod("RunInSegment", out var scratch);
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
        LoadArguments(code, method).Constant(-1)
            .Load(segment).Call(library.Method("Space", "get_Refs")).Load(segment).Call(library.Method("Space", "get_Words"))
            .Load(segment).Call(library.Method("Segment", "Room")).Load(scratch.Thread).Load(scratch.Result)
            .Call(run.OnSelf()).Store(future).Branch(OpCodes.Leave, end);
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
        return method;
    }
}

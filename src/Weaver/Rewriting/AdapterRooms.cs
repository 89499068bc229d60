using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>
/// What an adapter does for callers that are not woven: its methods take a room, and make the scratch call in it. Callers that are woven come in by the companion, and hand their own scratch space on.
/// </summary>
sealed class AdapterRooms(SupportLibrary library, CompanionInterfaces companions, ScratchBodies bodies)
{
    /// <summary>Has the code that asks for adapters make them. Before anything is copied.</summary>
    internal static void Redirect(AdapterPlan plan)
    {
        foreach (var request in plan.Adapter.Requests)
        {
            if (request.Call is { } call) call.Operand = plan.Adapter.Factory(request).On(plan.Adapter.Type.Of(request.Type.Arguments()));
        }
    }

    /// <summary>Rewrites the methods of an adapter. After everything else has been made of them.</summary>
    internal void Rewrite(AdapterPlan plan)
    {
        SetSize(plan);
        foreach (var room in plan.Rooms) Rewrite(room.Method.Method, room.Callee);
        var mark = new CustomAttribute(library.Method("AdapterAttribute", ".ctor"));
        mark.ConstructorArguments.Add(new(library.SystemType, library.Importer.Import(plan.Adapter.Interface)));
        mark.ConstructorArguments.Add(new(library.SystemType, plan.Adapter.Type));
        library.Module.Assembly.CustomAttributes.Add(mark);
    }

    /// <summary>The sizes are the last arguments of the base class's constructor.</summary>
    static void SetSize(AdapterPlan plan)
    {
        var body = plan.Adapter.Constructor.Body;
        var call = body.Instructions.First(instruction => instruction.OpCode.Code == Code.Call);
        Set(call.Previous, plan.Need.Words);
        Set(call.Previous.Previous, plan.Need.Slots);
        ShortForms.Choose(body);

        static void Set(Instruction constant, int value) => (constant.OpCode, constant.Operand) = (OpCodes.Ldc_I4, value);
    }

    void Rewrite(MethodDefinition method, CompanionPlan callee)
    {
        var body = method.Body;
        var ordinary = body.Instructions.ToList();
        var inner = (FieldReference)ordinary.First(instruction => instruction.OpCode.Code == Code.Ldfld).Operand;
        var target = ScratchCallee.Of((MethodReference)ordinary.Last(instruction => instruction.OpCode.Code == Code.Callvirt).Operand, callee, library, companions, bodies);
        var companion = NewVariable(target.Companion!);
        var room = NewVariable(library.Method("Adapter", "Begin").ReturnType);
        var scratch = NewVariable(library.Scratch);
        var result = NewVariable(library.Result(target.Result));
        var answered = NewVariable(library.SystemType);
        var task = NewVariable(method.ReturnType);
        body.InitLocals = true;

        var (begin, abandon, end) = (Instruction.Create(OpCodes.Ldloc, companion), Instruction.Create(OpCodes.Ldloc, room), Instruction.Create(OpCodes.Ldloc, room));
        var code = LargeArguments.EmitGuard(new(), target.Parameters, ordinary[0]);
        code.Load(body.ThisParameter).Field(OpCodes.Ldfld, inner).Type(OpCodes.Isinst, target.Companion!).Store(companion).Load(companion).Branch(OpCodes.Brfalse, ordinary[0]);
        code.Load(body.ThisParameter).LoadAddress(scratch).Constant(callee.Need.Slots).Constant(callee.Need.Words).Call(library.Method("Adapter", "Begin")).Store(room)
            .Load(room).Branch(OpCodes.Brfalse, ordinary[0]);
        code.Add(begin);
        foreach (var parameter in method.Parameters) code.Load(parameter);
        target.EmitRawCall(code, library, here => here.LoadAddress(scratch), here => here.LoadAddress(result));
        code.Store(answered).Branch(OpCodes.Leave, end);
        // Not caught and thrown again: who watches exceptions sees one, as without the adapter.
        code.Add(abandon).LoadAddress(scratch).Call(library.Method("Rooms", "Abandon")).Emit(OpCodes.Endfinally);
        code.Add(end).Load(answered).LoadAddress(scratch);
        if (target.Result is { } type) code.Load(result).LoadAddress(task).Call(library.Method("Rooms", "EndOf", type));
        else code.LoadAddress(task).Call(library.Method("Rooms", "End"));
        code.Branch(OpCodes.Brfalse, ordinary[0]).Load(task).Emit(OpCodes.Ret);
        body.Instructions.Clear();
        foreach (var instruction in ordinary) code.Add(instruction);
        body.ExceptionHandlers.Add(new(ExceptionHandlerType.Fault) { TryStart = begin, TryEnd = abandon, HandlerStart = abandon, HandlerEnd = end });
        code.AppendTo(body);

        VariableDefinition NewVariable(TypeReference of)
        {
            var variable = new VariableDefinition(of);
            body.Variables.Add(variable);
            return variable;
        }
    }
}

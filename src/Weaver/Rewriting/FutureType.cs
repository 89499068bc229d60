using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits the future of an async method: a stateless class, nested in the state machine, whose Poll runs the scratch body again.</summary>
sealed class FutureType
{
    readonly SupportLibrary library;
    readonly TypeDefinition type;

    internal FutureType(SupportLibrary library, BodyPlan plan, MethodDefinition run)
    {
        this.library = library;
        type = new("", "Future", TypeAttributes.NestedAssembly | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.Future(plan.Result));
        plan.Machine.Type.NestedTypes.Add(type);
        Instance = new("Instance", FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly, type);
        type.Fields.Add(Instance);
        EmitConstructors(plan);
        EmitPoll(plan, run);
    }

    /// <summary>The singleton.</summary>
    internal FieldDefinition Instance { get; }

    void EmitConstructors(BodyPlan plan)
    {
        const MethodAttributes Special = MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;
        var constructor = new MethodDefinition(".ctor", MethodAttributes.Assembly | Special, library.Void);
        type.Methods.Add(constructor);
        new Emitter().Load(constructor.Body.ThisParameter).Call(library.FutureConstructor(plan.Result)).Emit(OpCodes.Ret).AppendTo(constructor.Body);
        var initializer = new MethodDefinition(".cctor", MethodAttributes.Private | MethodAttributes.Static | Special, library.Void);
        type.Methods.Add(initializer);
        new Emitter().Add(Instruction.Create(OpCodes.Newobj, constructor)).Field(OpCodes.Stsfld, Instance).Emit(OpCodes.Ret).AppendTo(initializer.Body);
    }

    void EmitPoll(BodyPlan plan, MethodDefinition run)
    {
        var poll = new MethodDefinition(
            "Poll", MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.ReuseSlot, library.Future(plan.Result));
        var scratch = ScratchParameters.AddTo(poll, library, plan.Result);
        poll.CustomAttributes.Add(new(library.StackTraceHidden));
        poll.Body.InitLocals = true;
        var code = new Emitter();
        // The body takes its variables out of the frame: what is passed for its arguments is never looked at.
        foreach (var argument in plan.Machine.Arguments)
        {
            if (!argument.Field.FieldType.IsValueType && argument.Field.FieldType is not GenericParameter)
            {
                code.Emit(OpCodes.Ldnull);
                continue;
            }
            var unset = new VariableDefinition(argument.Field.FieldType);
            poll.Body.Variables.Add(unset);
            code.Load(unset);
        }
        code.Load(scratch.Words).Emit(OpCodes.Ldind_I8).Emit(OpCodes.Conv_I4);
        scratch.Load(code).Call(run).Emit(OpCodes.Ret).AppendTo(poll.Body);
        type.Methods.Add(poll);
    }
}

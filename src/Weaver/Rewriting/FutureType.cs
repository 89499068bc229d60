using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits the future of an async method: a stateless class, nested in the state machine, whose Poll runs the scratch body again.</summary>
sealed class FutureType
{
    readonly SupportLibrary library;
    readonly TypeDefinition type;
    readonly TypeReference? result;

    internal FutureType(SupportLibrary library, BodyPlan plan, MethodDefinition run)
    {
        this.library = library;
        var machine = plan.Machine.Type;
        type = new("", "Future", TypeAttributes.NestedAssembly | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit);
        machine.NestedTypes.Add(type);
        type.MarkAsGenerated(library);
        TypeSubstitution.CopyParameters(machine.GenericParameters, type);
        result = plan.Result is null ? null : Here(plan.Result);
        type.BaseType = library.Future(result);
        var instance = new FieldDefinition("Instance", FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly, TypeSubstitution.Self(type));
        type.Fields.Add(instance);
        EmitConstructors(instance);
        EmitPoll(plan, run);
        Instance = instance.On(type.Of(machine.GenericParameters));
    }

    /// <summary>A type of the state machine, in the type parameters of the future.</summary>
    TypeReference Here(TypeReference there) => TypeSubstitution.Apply(there, parameter => type.GenericParameters[parameter.Position]);

    /// <summary>The singleton, as the state machine refers to it.</summary>
    internal FieldReference Instance { get; }

    void EmitConstructors(FieldDefinition instance)
    {
        const MethodAttributes Special = MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;
        var constructor = new MethodDefinition(".ctor", MethodAttributes.Assembly | Special, library.Void);
        type.Methods.Add(constructor);
        new Emitter().Load(constructor.Body.ThisParameter).Call(library.FutureConstructor(result)).Emit(OpCodes.Ret).AppendTo(constructor.Body);
        var initializer = new MethodDefinition(".cctor", MethodAttributes.Private | MethodAttributes.Static | Special, library.Void);
        type.Methods.Add(initializer);
        new Emitter().Add(Instruction.Create(OpCodes.Newobj, constructor.OnSelf())).Field(OpCodes.Stsfld, instance.OnSelf()).Emit(OpCodes.Ret).AppendTo(initializer.Body);
    }

    void EmitPoll(BodyPlan plan, MethodDefinition run)
    {
        var poll = new MethodDefinition(
            "Poll", MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.ReuseSlot, library.Future(result));
        var scratch = ScratchParameters.AddTo(poll, library, result);
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
            var unset = new VariableDefinition(Here(argument.Field.FieldType));
            poll.Body.Variables.Add(unset);
            code.Load(unset);
        }
        code.Load(scratch.Words).Emit(OpCodes.Ldind_I8).Emit(OpCodes.Conv_I4);
        scratch.Load(code, plan.Levels, library).Call(run.On(plan.Machine.Type.Of(type.GenericParameters))).Emit(OpCodes.Ret).AppendTo(poll.Body);
        type.Methods.Add(poll);
        poll.MarkAsHelper(library);
    }
}

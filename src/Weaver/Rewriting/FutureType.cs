using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits the future of an async method: a stateless class, nested in the state machine, that knows the size of its frames, and whose Resume runs the scratch body again.</summary>
sealed class FutureType
{
    const MethodAttributes Special = MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;

    readonly SupportLibrary library;
    readonly BodyPlan plan;
    readonly TypeDefinition type;

    internal FutureType(SupportLibrary library, BodyPlan plan, MethodDefinition run)
    {
        (this.library, this.plan) = (library, plan);
        var machine = plan.Machine.Type;
        type = new("", "Future", TypeAttributes.NestedAssembly | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, library.Future);
        machine.NestedTypes.Add(type);
        type.MarkAsHelper(library);
        TypeSubstitution.CopyParameters(machine.GenericParameters, type);
        Instance = EmitInstance(EmitConstructor());
        EmitResume(run);
    }

    /// <summary>A type of the state machine, in the type parameters of the future.</summary>
    TypeReference Here(TypeReference there) => TypeSubstitution.Apply(there, parameter => type.GenericParameters[parameter.Position]);

    /// <summary>The class.</summary>
    internal TypeDefinition Type => type;

    /// <summary>The singleton, as the state machine refers to it.</summary>
    internal FieldReference Instance { get; }

    MethodDefinition EmitConstructor()
    {
        var constructor = new MethodDefinition(".ctor", MethodAttributes.Assembly | Special, library.Void);
        type.Methods.Add(constructor);
        var code = new Emitter().Load(constructor.Body.ThisParameter).Constant(plan.OwnNeed.Slots);
        FrameCode.FrameWords(code, library, plan, Here).Call(library.FutureConstructor).Emit(OpCodes.Ret).AppendTo(constructor.Body);
        return constructor;
    }

    /// <summary>A field of the state machine's type, which is there when the body is compiled, has the singleton: the class is loaded when the first call suspends, and not before.</summary>
    FieldReference EmitInstance(MethodDefinition constructor)
    {
        var machine = plan.Machine.Type;
        // No name of the compiler's, whose fields are called as the user's parameters are.
        var instance = new FieldDefinition("<>future", FieldAttributes.Private | FieldAttributes.Static | FieldAttributes.InitOnly, library.Future);
        machine.Fields.Add(instance);
        instance.MarkAsGenerated(library);
        machine.IsBeforeFieldInit = true;
        var initializer = new MethodDefinition(".cctor", MethodAttributes.Private | MethodAttributes.Static | Special, library.Void);
        machine.Methods.Add(initializer);
        initializer.MarkAsGenerated(library);
        new Emitter().Add(Instruction.Create(OpCodes.Newobj, constructor.On(type.Of(machine.GenericParameters)))).Field(OpCodes.Stsfld, instance.OnSelf()).Emit(OpCodes.Ret).AppendTo(initializer.Body);
        return instance.OnSelf();
    }

    void EmitResume(MethodDefinition run)
    {
        var resume = new MethodDefinition("Resume", MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.ReuseSlot, library.Answer);
        var scratch = new ParameterDefinition("", ParameterAttributes.None, new ByReferenceType(library.Scratch));
        var place = new ParameterDefinition("", ParameterAttributes.None, library.Place);
        var state = new ParameterDefinition("", ParameterAttributes.None, library.Int32);
        foreach (var parameter in new[] { scratch, place, state }) resume.Parameters.Add(parameter);
        resume.Body.InitLocals = true;
        var resultType = Here(library.Result(plan.Result));
        var other = new VariableDefinition(resultType);
        var result = new VariableDefinition(new ByReferenceType(resultType));
        var answer = new VariableDefinition(library.Answer);
        foreach (var variable in new[] { other, result, answer }) resume.Body.Variables.Add(variable);
        var code = new Emitter().Load(scratch).LoadAddress(other).Call(library.Method("Scratch", "ResultOf", resultType)).Store(result);
        // The body takes its variables out of the frame: what is passed for its arguments is never looked at.
        foreach (var argument in plan.Machine.Arguments)
        {
            if (!argument.Field.FieldType.IsValueType && argument.Field.FieldType is not GenericParameter)
            {
                code.Emit(OpCodes.Ldnull);
                continue;
            }
            var unset = new VariableDefinition(Here(argument.Field.FieldType));
            resume.Body.Variables.Add(unset);
            code.Load(unset);
        }
        var ended = Instruction.Create(OpCodes.Nop);
        code.Load(scratch).Load(result).Load(state).Load(place).Call(run.On(plan.Machine.Type.Of(type.GenericParameters))).Store(answer);
        code.Load(answer).Answer(Answer.Completed).Branch(OpCodes.Bne_Un, ended)
            .Load(scratch).Load(result).Call(library.Method("Scratch", "SetResult", resultType))
            .Add(ended).Load(answer).Emit(OpCodes.Ret).AppendTo(resume.Body);
        type.Methods.Add(resume);
    }
}

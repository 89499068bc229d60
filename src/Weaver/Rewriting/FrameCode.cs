using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits what keeps the variables of a frame and takes them out again.</summary>
sealed class FrameCode(SupportLibrary library, BodyPlan plan, ScratchParameters scratch, ParameterDefinition place, Func<FieldDefinition, object> storage)
{
    /// <summary>Keeps the variables, and nothing that has been kept at another await.</summary>
    internal void Save(Emitter code, SuspensionFrame frame)
    {
        int decided = 0;
        foreach (var field in frame.Fields)
        {
            var type = field.Field.FieldType;
            code.Load(scratch.Scratch).Load(place);
            switch (field.Placement)
            {
                case Placement.Slot:
                    code.Constant(field.Slot);
                    LoadVariable(code, field.Field);
                    code.Call(library.Method("Scratch", "Keep"));
                    break;
                case Placement.Word:
                    code.Constant(field.Word);
                    LoadVariable(code, field.Field);
                    code.Call(library.Method("Scratch", "KeepWord", type));
                    break;
                default:
                    code.Constant(field.Slot);
                    Words(code, frame, decided++);
                    LoadVariable(code, field.Field);
                    code.Call(library.Method("Layout", "Save", type));
                    break;
            }
        }
        for (int slot = frame.Slots; slot < plan.OwnNeed.Slots; slot++) code.Load(scratch.Scratch).Load(place).Constant(slot).Emit(OpCodes.Ldnull).Call(library.Method("Scratch", "Keep"));
    }

    /// <summary>Takes the variables out.</summary>
    internal void Restore(Emitter code, SuspensionFrame frame)
    {
        int decided = 0;
        foreach (var field in frame.Fields)
        {
            var type = field.Field.FieldType;
            code.Load(scratch.Scratch).Load(place);
            switch (field.Placement)
            {
                case Placement.Slot:
                    code.Constant(field.Slot).Call(library.Method("Scratch", "Kept", type));
                    break;
                case Placement.Word:
                    code.Constant(field.Word).Call(library.Method("Scratch", "KeptWord", type));
                    break;
                default:
                    code.Constant(field.Slot);
                    Words(code, frame, decided++);
                    code.Call(library.Method("Layout", "Take", type));
                    break;
            }
            StoreVariable(code, field.Field);
        }
    }

    /// <summary>Loads the number of words before the variable with this number among those that the JIT places.</summary>
    void Words(Emitter code, SuspensionFrame frame, int before) => Words(code, library, frame.FixedWords, frame.DecidedByJit.Take(before));

    static void Words(Emitter code, SupportLibrary library, int known, IEnumerable<TypeReference> decidedByJit)
    {
        code.Constant(known);
        foreach (var type in decidedByJit) code.Call(library.Method("Layout", "Words", type)).Emit(OpCodes.Add);
    }

    /// <summary>Loads the words of a method's frames: a constant for the JIT.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="library">The support library.</param>
    /// <param name="plan">The method.</param>
    /// <param name="here">A type of the state machine, in the type parameters of the code.</param>
    internal static Emitter FrameWords(Emitter code, SupportLibrary library, BodyPlan plan, Func<TypeReference, TypeReference> here)
    {
        code.Constant(plan.Suspensions.Select(site => site.Frame.FixedWords).DefaultIfEmpty().Max());
        foreach (var frame in plan.Suspensions.Select(site => site.Frame).Where(frame => frame.DecidedByJit.Count > 0))
        {
            Words(code, library, frame.FixedWords, frame.DecidedByJit.Select(here));
            code.Call(library.Method("Layout", "Max"));
        }
        return code;
    }

    internal void LoadVariable(Emitter code, FieldDefinition field)
    {
        if (storage(field) is VariableDefinition variable) code.Load(variable);
        else code.Load((ParameterDefinition)storage(field));
    }

    internal void StoreVariable(Emitter code, FieldDefinition field)
    {
        if (storage(field) is VariableDefinition variable) code.Store(variable);
        else code.Store((ParameterDefinition)storage(field));
    }
}

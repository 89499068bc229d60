using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.Layout;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits what keeps the variables of a frame and takes them out again.</summary>
sealed class FrameCode(SupportLibrary library, ScratchParameters scratch, Func<FieldDefinition, object> storage)
{
    /// <summary>Keeps the variables.</summary>
    internal void Save(Emitter code, SuspensionFrame frame)
    {
        int decided = 0;
        foreach (var field in frame.Fields)
        {
            var type = field.Field.FieldType;
            switch (field.Placement)
            {
                case Placement.Slot:
                    code.Load(scratch.Refs).Constant(field.Slot);
                    LoadVariable(code, field.Field);
                    code.Call(library.Method("Frame", "SaveReference"));
                    break;
                case Placement.Word:
                    code.Load(scratch.Words).Constant(field.Word);
                    LoadVariable(code, field.Field);
                    code.Call(library.Method("Frame", "SaveWord", type));
                    break;
                default:
                    code.Load(scratch.Refs).Constant(field.Slot).Load(scratch.Words);
                    Words(code, frame, decided++);
                    LoadVariable(code, field.Field);
                    code.Load(scratch.Thread).Call(library.Method("Layout", "Save", type));
                    break;
            }
        }
    }

    /// <summary>Takes the variables out.</summary>
    internal void Restore(Emitter code, SuspensionFrame frame)
    {
        int decided = 0;
        foreach (var field in frame.Fields)
        {
            var type = field.Field.FieldType;
            switch (field.Placement)
            {
                case Placement.Slot:
                    code.Load(scratch.Refs).Constant(field.Slot).Call(library.Method("Frame", "TakeReference", type));
                    break;
                case Placement.Word:
                    code.Load(scratch.Words).Constant(field.Word).Call(library.Method("Frame", "TakeWord", type));
                    break;
                default:
                    code.Load(scratch.Refs).Constant(field.Slot).Load(scratch.Words);
                    Words(code, frame, decided++);
                    code.Load(scratch.Thread).Call(library.Method("Layout", "Take", type));
                    break;
            }
            StoreVariable(code, field.Field);
        }
    }

    /// <summary>Loads the number of words before the variable with this number among those that the JIT places; by default, of all words of the frame.</summary>
    internal void Words(Emitter code, SuspensionFrame frame, int? before = null) => Words(code, library, frame, before);

    internal static void Words(Emitter code, SupportLibrary library, SuspensionFrame frame, int? before = null)
    {
        code.Constant(frame.FixedWords);
        foreach (var type in frame.DecidedByJit.Take(before ?? frame.DecidedByJit.Count)) code.Call(library.Method("Layout", "Words", type)).Emit(OpCodes.Add);
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

using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Analysis.ControlFlow;
using Unboxed.Weaver.Analysis.Layout;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Rewriting;

/// <summary>Emits what keeps the variables of a frame and takes them out again.</summary>
/// <param name="library">The support library.</param>
/// <param name="plan">The method.</param>
/// <param name="scratch">Its scratch space.</param>
/// <param name="given">Where its frame is, when it is resumed.</param>
/// <param name="kept">Where its frame is, when it is suspended.</param>
/// <param name="storage">Its variables.</param>
/// <param name="isShared">Whether awaits that keep the same variables, or the same first of them, share the code for these.</param>
sealed class FrameCode(SupportLibrary library, BodyPlan plan, ScratchParameters scratch, ParameterDefinition given, VariableDefinition kept, Func<FieldDefinition, object> storage, bool isShared)
{
    /// <summary>Where the code is that keeps the first variables of a frame, and goes the same way out.</summary>
    readonly Dictionary<(ExceptionRegions.Around, Instruction, string), Instruction> saves = [];

    /// <summary>Where the code is that takes the first variables of a frame out.</summary>
    readonly Dictionary<string, Instruction> restores = [];

    readonly HashSet<Instruction> branchTargets = [.. plan.Machine.MoveNext.Body.Instructions.SelectMany(instruction => instruction.BranchTargets())];

    /// <summary>Keeps nothing that has been kept at another await alone.</summary>
    internal void ClearUnused(Emitter code, SuspensionFrame frame)
    {
        int unused = plan.OwnNeed.Slots - frame.Slots;
        if (unused == 0) return;
        code.Load(scratch.Scratch).Load(kept).Constant(frame.Slots);
        if (unused == 1) code.Emit(OpCodes.Ldnull).Call(library.Method("Scratch", "Keep"));
        else code.Constant(unused).Call(library.Method("Scratch", "Clear"));
    }

    /// <summary>Keeps the variables.</summary>
    /// <returns>Whether the code goes on behind it, and has not joined that of another await.</returns>
    internal bool Save(Emitter code, SuspensionPlan site)
    {
        var frame = site.Frame;
        var (regions, exit) = (plan.Machine.Shape.Regions!.At(site.Suspension.Await), (Instruction)site.Suspension.Leave.Operand);
        return FromTheLast(code, frame, isShared && !branchTargets.Contains(site.Suspension.Leave), saves, text => (regions, exit, text), index => Save(code, frame, index));
    }

    /// <summary>Emits something for each variable, from the last to the first, and joins the code of another await that does the same from there on.</summary>
    /// <returns>Whether the code goes on behind it.</returns>
    static bool FromTheLast<TKey>(Emitter code, SuspensionFrame frame, bool mayJoin, Dictionary<TKey, Instruction> known, Func<string, TKey> key, Action<int> emit) where TKey : notnull
    {
        for (int count = frame.Fields.Count; count > 0; count--)
        {
            if (mayJoin)
            {
                if (known.TryGetValue(key(Text(frame, count)), out var same))
                {
                    code.Branch(OpCodes.Br, same);
                    return false;
                }
                code.Add(known[key(Text(frame, count))] = Instruction.Create(OpCodes.Nop));
            }
            emit(count - 1);
        }
        return true;
    }

    void Save(Emitter code, SuspensionFrame frame, int index)
    {
        var field = frame.Fields[index];
        var type = field.Field.FieldType;
        code.Load(scratch.Scratch).Load(kept);
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
                Words(code, frame, DecidedBefore(frame, index));
                LoadVariable(code, field.Field);
                code.Call(library.Method("Layout", "Save", type));
                break;
        }
    }

    /// <summary>Takes the variables out, and goes to where the method begins.</summary>
    internal void Restore(Emitter code, SuspensionFrame frame, Instruction start)
    {
        if (FromTheLast(code, frame, isShared, restores, text => text, index => Restore(code, frame, index))) code.Branch(OpCodes.Br, start);
    }

    void Restore(Emitter code, SuspensionFrame frame, int index)
    {
        var field = frame.Fields[index];
        var type = field.Field.FieldType;
        code.Load(scratch.Scratch).Load(given);
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
                Words(code, frame, DecidedBefore(frame, index));
                code.Call(library.Method("Layout", "Take", type));
                break;
        }
        StoreVariable(code, field.Field);
    }

    static int DecidedBefore(SuspensionFrame frame, int index) => frame.Fields.Take(index).Count(field => field.Placement == Placement.DecidedByJit);

    /// <summary>The first variables of a frame, and where they are in it: what is decided by the JIT lies behind all words that are known.</summary>
    static string Text(SuspensionFrame frame, int count)
    {
        var fields = frame.Fields.Take(count).ToList();
        int known = fields.Exists(field => field.Placement == Placement.DecidedByJit) ? frame.FixedWords : 0;
        return $"{known}|{string.Join("|", fields.Select(field => field.Field.Name))}";
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

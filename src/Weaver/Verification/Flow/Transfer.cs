using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Unboxed.Weaver.Verification;

/// <summary>The evaluation stack while one instruction is interpreted, and the prefixes of that instruction.</summary>
internal sealed class Transfer(MethodContext context, IEnumerable<StackType> entry)
{
    readonly List<StackType> stack = [.. entry];

    public MethodContext Context { get; } = context;
    public TypeHierarchy Types => Context.Types;
    public Instruction Instruction { get; private set; } = null!;
    public IReadOnlyList<StackType> Stack => stack;

    /// <summary>The operand of a <c>constrained.</c> prefix.</summary>
    public TypeReference? Constrained { get; private set; }

    public bool HasReadOnlyPrefix { get; private set; }

    /// <summary>Set after an underflow: nothing that follows means anything.</summary>
    public bool IsBroken { get; private set; }

    public void AddPrefix(Instruction prefix)
    {
        if (prefix.OpCode.Code == Code.Constrained) Constrained = (TypeReference)prefix.Operand;
        if (prefix.OpCode.Code == Code.Readonly) HasReadOnlyPrefix = true;
    }

    public void Begin(Instruction instruction) => Instruction = instruction;

    public void Fail(FailureKind kind, string message) => Context.Fail(Instruction, kind, message);

    public void Push(StackType type)
    {
        stack.Add(type);
        if (Context.Body.MaxStackSize > 0 && stack.Count > Context.Body.MaxStackSize)
            Fail(FailureKind.MaxStackTooSmall, $"{stack.Count} entries, but maxstack is {Context.Body.MaxStackSize}");
    }

    /// <summary>Pushes what a load from a location of this type gives; a void result is nothing.</summary>
    public void Push(TypeReference type)
    {
        type = TypeShape.Strip(type);
        if (TypeShape.IsNamed(type, "System.Void")) return;
        var entry = Types.ToStack(type);
        if (entry.Kind == StackKind.UnmanagedPointer) Fail(FailureKind.UnmanagedPointer, $"a value of the type {type}");
        Push(entry);
    }

    public StackType Pop()
    {
        if (stack.Count == 0)
        {
            if (!IsBroken) Fail(FailureKind.StackUnderflow, "the stack is empty");
            IsBroken = true;
            return StackType.Unknown;
        }
        var top = stack[stack.Count - 1];
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    /// <summary>Pops a value that must fit the location.</summary>
    public StackType Pop(TypeReference location, FailureKind kind, string place)
    {
        var value = Pop();
        if (StackAssignment.Fits(Types, value, location)) return value;
        // Between managed and other pointers C# converts in unsafe code, and for spans over constant data.
        var isUnsafe = StackAssignment.IsPointerConversion(value, Types.ToStack(location));
        Fail(isUnsafe ? FailureKind.UnmanagedPointer : kind, $"{value} for {place} of the type {location}");
        return isUnsafe ? StackType.Unknown : value;
    }

    public StackType PopInteger(string place)
    {
        var value = Pop();
        if (!value.IsInteger) Fail(FailureKind.OperandType, $"{value} as {place}");
        return value;
    }

    /// <summary>Pops an index, a length or a shift count.</summary>
    public void PopNative(string place)
    {
        var value = Pop();
        if (value.Kind is not (StackKind.Int32 or StackKind.NativeInt or StackKind.UnmanagedPointer or StackKind.Unknown))
            Fail(FailureKind.OperandType, $"{value} as {place}");
    }

    public StackType PopObject(string place)
    {
        var value = Pop();
        if (!value.IsObject) Fail(FailureKind.OperandType, $"{value} as {place}");
        return value.IsObject ? value : StackType.Unknown;
    }

    public void Clear() => stack.Clear();
}

namespace Unboxed.Weaver.Verification;

/// <summary>What is wrong with a method body. The rules are those of ECMA-335 III.1.8 and I.12.4.2, unless a comment says otherwise.</summary>
public enum FailureKind
{
    // The evaluation stack.
    StackUnderflow,
    DepthMismatchAtJoin,
    TypeMismatchAtJoin,
    StackNotEmptyAtTry,
    StackNotEmptyAtExit,
    MaxStackTooSmall,

    // Types of values.
    ArgumentType,
    ReceiverType,
    ThisMismatch,
    StoreType,
    ReturnType,
    OperandType,
    PointerElementType,
    ArrayElementType,
    ReadOnlyPointer,
    LocalAddressReturned,
    DelegateTarget,

    // Operands of instructions.
    LocalOutOfRange,
    ArgumentOutOfRange,
    NotInstantiated,
    GenericArgumentCount,
    GenericParameterOutOfRange,
    MissingMember,
    StaticInstanceMismatch,
    InvalidOperand,
    SignatureKind,

    // Control flow.
    BranchTarget,
    BranchIntoTry,
    BranchIntoHandler,
    BranchOutOfRegion,
    FallThrough,
    LeaveOutsideRegion,
    LeaveOutOfFinally,
    ReturnInsideRegion,
    RethrowOutsideCatch,
    EndFinallyOutsideFinally,
    EndFilterMisplaced,

    // Exception regions.
    RegionMalformed,
    RegionOverlap,
    RegionOrder,
    CatchType,

    // Members.
    Inaccessible,
    InitOnlyStore,
    AbstractCall,
    AbstractNew,

    // Correct IL that no verifier can vouch for.
    UnmanagedPointer,
    UnverifiableInstruction,
}

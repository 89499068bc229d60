namespace Unboxed.Weaver.Verification;

/// <summary>
/// What is wrong with a method body or a definition. The rules are those of ECMA-335 III.1.8 and I.12.4.2 for bodies, and for definitions those of its
/// partition II as far as the runtime's type loader holds to them, unless a comment says otherwise.
/// </summary>
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
    ConstructorCall,
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

    // Definitions. What of these the runtime loads all the same stands last.
    BaseType,
    InterfaceType,
    FieldType,
    MethodFlags,
    Constraint,
    Variance,
    OverlappingInterfaces,
    OverrideBody,
    OverrideTarget,
    OverrideAccess,
    OverrideSignature,
    OverrideConstraints,
    DuplicateOverride,
    NotImplemented,
    DuplicateType,
    DuplicateMethod,
    DuplicateField,
    DuplicateInterface,

    // Correct IL that no verifier can vouch for.
    UnmanagedPointer,
    UnverifiableInstruction,

    /// <summary>A variable has no mark that nothing may be stored through what it points to: ILVerify does not let it have such a pointer, and C# keeps those of <c>ref readonly</c> locals there.</summary>
    ReadOnlyPointerKept,
}

namespace Unboxed.Weaver.Plan;

/// <summary>Why an await site is decided as it is.</summary>
public enum ReasonKind
{
    /// <summary>Scratch: the call is awaited at once.</summary>
    AwaitedAtOnce,

    /// <summary>Scratch: of several calls that meet in the await, some are scratch calls.</summary>
    AwaitedAtOnceInPart,

    /// <summary>Escapes: the use says by what.</summary>
    Escapes,

    /// <summary>Boxed: an attribute asks for the ordinary call.</summary>
    Boxed,

    /// <summary>Boxed: the callee's own future is larger than the budget.</summary>
    OverBudget,

    /// <summary>Ordinary: what is awaited is not the result of a call.</summary>
    NotACall,

    /// <summary>Ordinary: the awaited value comes from several places, none of which is a call that could be a scratch call.</summary>
    SeveralPlaces,

    /// <summary>Ordinary: the callee is a method of another assembly, which has no companion for it.</summary>
    OtherAssembly,

    /// <summary>Ordinary: the callee is an async method of another woven assembly, which has no entry for it.</summary>
    NoEntry,

    /// <summary>Ordinary: the callee's assembly was woven for another version of the ABI.</summary>
    OtherAbi,

    /// <summary>Ordinary: the callee is not an async method, and does not pass a call on to one.</summary>
    NotAsync,

    /// <summary>Ordinary: the callee's signature allows no companion.</summary>
    NoCompanion,

    /// <summary>Ordinary: no class of this assembly implements the callee.</summary>
    NoImplementation,

    /// <summary>Ordinary: no implementation of the callee in this assembly is an async method.</summary>
    NoAsyncImplementation,

    /// <summary>Ordinary: the callee has a builder of its own.</summary>
    CalleeBuilder,

    /// <summary>Ordinary: the callee awaits through an awaiter that is not the framework's.</summary>
    CalleeAwaiter,

    /// <summary>Ordinary: the callee's state machine has a shape that is not understood.</summary>
    CalleeNotUnderstood,

    /// <summary>Ordinary: the callee is compiled with runtime-async.</summary>
    CalleeRuntimeAsync,

    /// <summary>Ordinary: the calling method is compiled with runtime-async.</summary>
    CallerRuntimeAsync,

    /// <summary>Ordinary: the calling method has a builder of its own.</summary>
    CallerBuilder,

    /// <summary>Ordinary: the calling method's state machine has a shape that is not understood.</summary>
    CallerNotUnderstood,

    /// <summary>Ordinary: the call is made through a type parameter that decides what is called, or that may be a ref struct.</summary>
    TypeParameter,

    /// <summary>Ordinary: the call is made on an address that may not be kept.</summary>
    ReadOnlyAddress,

    /// <summary>Ordinary: the call is made to a base class or interface, past the dispatch.</summary>
    BaseCall,

    /// <summary>Ordinary: the call names an override, and which method it overrides was not found.</summary>
    ForeignOverride,

    /// <summary>Ordinary: the argument of ConfigureAwait does more than to read variables.</summary>
    ConfigureAwaitArgument,

    /// <summary>Ordinary: the options of ConfigureAwait ask for more than a context, or are not known before the program runs.</summary>
    ConfigureAwaitOptions,

    /// <summary>Ordinary: the await is configured by a method that may do more than to call ConfigureAwait.</summary>
    ConfigureAwaitHelper,

    /// <summary>Ordinary: the await itself has a shape that is not understood.</summary>
    NotUnderstood,
}

namespace Unboxed.Weaver.Diagnostics;

/// <summary>
/// The diagnostics, by the number in their id: <c>UNB1001</c>. A number is never used again for something else. Each has a page in
/// <c>docs/diagnostics</c>. 1000 to 1999: a future may be boxed there. 2000 to 2999: a promise is not kept. 3000 to 3999: an attribute cannot mean what it says.
/// 4000 to 4999: the build lacks something that the weaver needs, or undoes what it does.
/// </summary>
public enum DiagnosticId
{
    /// <summary>An awaited future is used in a way that may outlive the await.</summary>
    EscapingAwait = 1001,

    /// <summary>The future of a call is not awaited where it is made.</summary>
    EscapingCall = 1002,

    /// <summary>An attribute asks for the ordinary call.</summary>
    BoxedByAttribute = 1003,

    /// <summary>The callee's future is larger than the budget.</summary>
    OverBudget = 1004,

    /// <summary>The method with the await has a builder of its own.</summary>
    CallerBuilder = 1005,

    /// <summary>The method with the await is not understood.</summary>
    CallerNotUnderstood = 1006,

    /// <summary>The callee has a builder of its own.</summary>
    CalleeBuilder = 1007,

    /// <summary>The callee awaits something that is not the framework's.</summary>
    CalleeAwaiter = 1008,

    /// <summary>The callee is not understood.</summary>
    CalleeNotUnderstood = 1009,

    /// <summary>The call is made through a type parameter.</summary>
    TypeParameter = 1010,

    /// <summary>The call goes past the dispatch.</summary>
    BaseCall = 1011,

    /// <summary>The call is made to an override of another assembly's method.</summary>
    ForeignOverride = 1012,

    /// <summary>The argument of ConfigureAwait is not simple enough.</summary>
    ConfigureAwaitArgument = 1013,

    /// <summary>The options of ConfigureAwait ask for more than a context.</summary>
    ConfigureAwaitOptions = 1014,

    /// <summary>The awaited value comes from several places.</summary>
    SeveralPlaces = 1015,

    /// <summary>The await is not understood.</summary>
    AwaitNotUnderstood = 1016,

    /// <summary>The callee's assembly was woven for another version of the ABI.</summary>
    OtherAbi = 1017,

    /// <summary>The callee's signature allows no companion.</summary>
    NoCompanion = 1018,

    /// <summary>Of several calls that meet in the await, some are ordinary calls.</summary>
    InPart = 1019,

    /// <summary>The callee is an async method of an assembly that is not woven.</summary>
    UnwovenCallee = 1020,

    /// <summary>The method with the await is compiled with runtime-async.</summary>
    CallerRuntimeAsync = 1021,

    /// <summary>The callee is compiled with runtime-async.</summary>
    CalleeRuntimeAsync = 1022,

    /// <summary>The call is made on an address that may not be kept.</summary>
    ReadOnlyAddress = 1023,

    /// <summary>The await is configured by a helper that is not seen through.</summary>
    ConfigureAwaitHelper = 1030,

    /// <summary>Recursion may need more room than its root's chain has.</summary>
    GrowthByRecursion = 1101,

    /// <summary>A callee lies beyond the budget of its root.</summary>
    GrowthByBudget = 1102,

    /// <summary>Implementations that the analysis cannot see may need more room than their root's chain has.</summary>
    GrowthByUnknown = 1103,

    /// <summary>An async method is made a delegate.</summary>
    Delegate = 1201,

    /// <summary>An async method is a root when it is called in the ordinary way.</summary>
    Root = 1301,

    /// <summary>An await or a call in a method that promises never to box may box.</summary>
    PromiseOfMethod = 2001,

    /// <summary>An implementation of a method that promises never to box may box.</summary>
    PromiseOfImplementation = 2002,

    /// <summary>A method that promises never to box may have implementations that the analysis cannot see.</summary>
    PromiseOfUnknown = 2003,

    /// <summary>There is not room for all that a method which promises never to box may call.</summary>
    PromiseOfRoom = 2004,

    /// <summary>MaxScratchBytes is out of range.</summary>
    BudgetOutOfRange = 3001,

    /// <summary>Reserve is out of range.</summary>
    ReserveOutOfRange = 3002,

    /// <summary>Reserve is larger than MaxScratchBytes.</summary>
    ReserveOverBudget = 3003,

    /// <summary>[Boxed] stands beside an attribute that asks for the opposite.</summary>
    Contradiction = 3004,

    /// <summary>An attribute has no effect, because the assembly is not marked.</summary>
    NotMarked = 3005,

    /// <summary>[ScratchSpace] does not hold for the task expressions of F#.</summary>
    FSharpTasks = 3006,

    /// <summary>An adapter is asked for of what is no interface.</summary>
    AdapterOfNoInterface = 3010,

    /// <summary>An adapter is asked for of an interface without methods that return tasks.</summary>
    AdapterWithoutTasks = 3011,

    /// <summary>An adapter is asked for of an interface with a member that cannot be passed on.</summary>
    AdapterOfMember = 3012,

    /// <summary>The type that Allocator names cannot be one.</summary>
    Allocator = 3013,

    /// <summary>SideStack is out of range, or stands beside Allocator.</summary>
    SideStack = 3014,

    /// <summary>A class becomes an interface without an adapter, where it has to say where its futures are kept.</summary>
    ImplicitCoercion = 3020,

    /// <summary>A base class or interface is not to be found.</summary>
    MissingAncestor = 4001,

    /// <summary>The package is there, and the assembly does not ask to be woven.</summary>
    MissingMark = 4002,

    /// <summary>A package with the woven assembly does not depend on Unboxed. Told by the package's targets.</summary>
    MissingDependency = 4003,

    /// <summary>Another add-in of Fody is at work after ours.</summary>
    LaterWeaver = 4004,

    /// <summary>Methods of the assembly are compiled with runtime-async, and are not woven.</summary>
    RuntimeAsyncMethods = 4005,
}

/// <summary>The text of ids.</summary>
public static class DiagnosticIds
{
    const string Prefix = "UNB";

    /// <summary>The id as messages have it.</summary>
    public static string Text(this DiagnosticId id) => $"{Prefix}{(int)id}";

    /// <summary>The id with a text; null where there is none.</summary>
    public static DiagnosticId? Parse(string text) =>
        Enum.GetValues(typeof(DiagnosticId)).Cast<DiagnosticId>().Where(id => id.Text() == text).Select(id => (DiagnosticId?)id).FirstOrDefault();

    /// <summary>Whether the diagnostic is one of the allocation lint.</summary>
    public static bool IsLint(this DiagnosticId id) => (int)id < 2000;
}

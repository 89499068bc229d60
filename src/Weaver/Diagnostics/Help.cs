namespace Unboxed.Weaver.Diagnostics;

/// <summary>What to do about each diagnostic.</summary>
static class Help
{
    /// <summary>Where the pages are that messages link to, unless the build says otherwise: the folder in the repository.</summary>
    internal const string DefaultBase = "docs/diagnostics/";

    /// <summary>A clause in the imperative.</summary>
    internal static string For(DiagnosticId id) => id switch
    {
        DiagnosticId.EscapingAwait => "await the call directly, or mark the callee [Boxed] if the box is meant",
        DiagnosticId.EscapingCall => "await the call where it is made, or mark the callee [Boxed] if the box is meant",
        DiagnosticId.BoxedByAttribute => "take [Boxed] away, or put [ScratchSpace] nearer to the method",
        DiagnosticId.OverBudget => "raise MaxScratchBytes, or keep fewer variables across the awaits of the callee",
        DiagnosticId.CallerBuilder => "take [AsyncMethodBuilder] away from the calling method",
        DiagnosticId.CallerNotUnderstood => "move the await into an async method of its own",
        DiagnosticId.CalleeBuilder => "take [AsyncMethodBuilder] away from the callee, or return Task or ValueTask",
        DiagnosticId.CalleeAwaiter => "move the await of the custom awaitable into a method of its own, so that the rest of the callee runs in scratch space",
        DiagnosticId.CalleeNotUnderstood => "move the awaits that are not understood into a method of their own",
        DiagnosticId.TypeParameter => "take an object that implements an interface as a parameter, and call an instance method of it",
        DiagnosticId.ReadOnlyAddress => "copy the receiver into a variable, and call its method there",
        DiagnosticId.BaseCall => "call a method that is not virtual from both places",
        DiagnosticId.ForeignOverride => "call the method through the class that introduces it, or seal the override",
        DiagnosticId.ConfigureAwaitArgument => "compute the argument of ConfigureAwait into a variable before the call",
        DiagnosticId.ConfigureAwaitOptions => "use ConfigureAwait(true) or ConfigureAwait(false)",
        DiagnosticId.ConfigureAwaitHelper => "call ConfigureAwait at the await, or have the helper do nothing else",
        DiagnosticId.SeveralPlaces => "await each of the calls where it is made",
        DiagnosticId.AwaitNotUnderstood => "await a Task or a ValueTask whose type is known at compile time",
        DiagnosticId.OtherAbi => "build both assemblies with the same version of Unboxed",
        DiagnosticId.NoCompanion => "take ref, in and out parameters and pointers away from the callee",
        DiagnosticId.InPart => "make each of the values that meet in the await the result of an async method of a woven assembly",
        DiagnosticId.UnwovenCallee => "mark the callee's assembly with [assembly: ScratchSpace], or weave it with the command line",
        DiagnosticId.CallerRuntimeAsync => "compile the calling method without runtime-async",
        DiagnosticId.CalleeRuntimeAsync => "compile the callee without runtime-async",
        DiagnosticId.GrowthByRecursion => "replace the recursion by a loop, raise MaxScratchBytes so that more of it fits, or leave it: a chain that is too small grows, and works",
        DiagnosticId.GrowthByBudget => "raise MaxScratchBytes for the root, or keep fewer variables across the awaits on the path",
        DiagnosticId.GrowthByUnknown => "make the interface internal, or set room aside by [ScratchSpace(Reserve = …)] on it",
        DiagnosticId.Delegate => "call the method directly, or mark it [Boxed] if the box is meant",
        DiagnosticId.Root => "await it from an async method of a woven assembly; a root's box is one for the whole chain",
        DiagnosticId.PromiseOfMethod => "mend what the reason names, or take [NeverBoxes] away",
        DiagnosticId.PromiseOfImplementation => "mend what the reason names, or take [NeverBoxes] away",
        DiagnosticId.PromiseOfUnknown => "make the interface or class internal, so that the analysis sees all implementations, or take [NeverBoxes] away",
        DiagnosticId.PromiseOfRoom => "raise MaxScratchBytes, bound the recursion, or take [NeverBoxes] away",
        DiagnosticId.BudgetOutOfRange => "give a number of bytes from 0 to 65536",
        DiagnosticId.ReserveOutOfRange => "give a number of bytes from 0 to 65536",
        DiagnosticId.ReserveOverBudget => "make Reserve smaller, or MaxScratchBytes larger",
        DiagnosticId.Contradiction => "keep one of the attributes",
        DiagnosticId.NotMarked => "add [assembly: Unboxed.ScratchSpace], or take the attribute away",
        DiagnosticId.FSharpTasks => "write the methods that are called often in C# or Visual Basic, or hide this by NoWarn",
        DiagnosticId.AdapterOfNoInterface => "name the interface as which the object is used: Inlining.Of<IService>(service)",
        DiagnosticId.AdapterWithoutTasks => "take the adapter away: there is nothing that it could keep",
        DiagnosticId.AdapterOfMember => "move the asynchronous methods into an interface of their own, and adapt that",
        DiagnosticId.Allocator => "name a class that implements IScratchAllocator, has a public constructor without parameters, and is public or internal",
        DiagnosticId.SideStack => "give a number of bytes from 1024 to 33554432, or 0 for none, and no Allocator beside it",
        DiagnosticId.ImplicitCoercion => "wrap it in Boxing.Of, which boxes them then and costs nothing, or in Inlining.Of, Caching.Of or Allocating.Of",
        DiagnosticId.MissingAncestor => "give the weaver the references that the compiler had: on the command line, name their folder with -r",
        DiagnosticId.MissingMark => "add [assembly: Unboxed.ScratchSpace], or switch the weaving of this project off by <UnboxedEnabled>false</UnboxedEnabled>",
        DiagnosticId.MissingDependency => "refer to the package Unboxed in the project, without PrivateAssets",
        DiagnosticId.RuntimeAsyncMethods => "choose for each project: <Features>$(Features);runtime-async=off</Features> to have it woven, or <UnboxedEnabled>false</UnboxedEnabled> to leave it to the runtime",
        DiagnosticId.LaterWeaver => "make <Unboxed /> the last element there",
        _ => throw new ArgumentOutOfRangeException(nameof(id)),
    };

    /// <summary>The help about implementations that the analysis cannot see, of a method that another assembly declares: nobody can make its interface internal here, or put an attribute on it.</summary>
    internal static string ForUnknownOf(Mono.Cecil.MethodDefinition callee, Mono.Cecil.ModuleDefinition module, DiagnosticId id) =>
        callee.Module == module ? For(id)
        : id == DiagnosticId.PromiseOfUnknown ? "call a class of this assembly instead, or take [NeverBoxes] away"
        : "call a class of this assembly instead, or leave it: a chain that is too small grows, and works";

    /// <summary>The same diagnostic with a link that opens on this machine, where the pages are known to be here and the link is none yet.</summary>
    internal static Diagnostic WithPages(this Diagnostic diagnostic, string pages) =>
        pages.Length > 0 && diagnostic.Link.StartsWith(DefaultBase, StringComparison.Ordinal) ? diagnostic with { Link = pages + diagnostic.Link.Substring(DefaultBase.Length) } : diagnostic;

    internal static string Link(DiagnosticId id, string? helpBase)
    {
        string start = helpBase ?? DefaultBase;
        return $"{start}{(start.EndsWith("/", StringComparison.Ordinal) ? "" : "/")}{id.Text()}.md";
    }
}

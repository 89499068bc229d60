using Mono.Cecil;

namespace Unboxed.Weaver.Analysis;

/// <summary>
/// The task expressions of F#. Their state machines are resumable code of FSharp.Core: they implement <c>IAsyncStateMachine</c>, and are no async methods to the framework; the
/// builder is a field of a field, the states are the library's, and they are copied as they start. They are not read.
/// </summary>
static class FSharpTasks
{
    static readonly HashSet<string> Types =
    [
        "Microsoft.FSharp.Control.TaskStateMachineData`1", "Microsoft.FSharp.Core.CompilerServices.IResumableStateMachine`1",
    ];

    /// <summary>Whether a module has any. In debug code their state machines are made at run time: what there is in the module is the data that they keep.</summary>
    internal static bool AreIn(ModuleDefinition module) => module.GetTypeReferences().Any(type => type.Scope.Name == "FSharp.Core" && Types.Contains(type.FullName));
}

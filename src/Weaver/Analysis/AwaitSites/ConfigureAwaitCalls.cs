using Mono.Cecil;
using Unboxed.Weaver.Analysis.Dispatch;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>The framework's ConfigureAwait.</summary>
static class ConfigureAwaitCalls
{
    /// <summary>The bit of ConfigureAwaitOptions that a plain await has; the others ask for more than a context.</summary>
    const int ContinueOnCapturedContext = 1;

    internal static bool IsConfigureAwait(MethodReference method) =>
        method.Name == "ConfigureAwait" && method.Parameters is [{ ParameterType: { MetadataType: MetadataType.Boolean } or { Name: "ConfigureAwaitOptions" } }]
        && DispatchedMethods.IsTaskLike(method.DeclaringType);

    /// <summary>Whether the argument is a bool, and not options.</summary>
    internal static bool TakesBoolean(MethodReference configureAwait) => configureAwait.Parameters[0].ParameterType.MetadataType == MetadataType.Boolean;

    /// <summary>Whether the await continues on the captured context, by the constant argument; null where the options ask for more.</summary>
    internal static bool? Continues(MethodReference configureAwait, int argument) =>
        TakesBoolean(configureAwait) ? argument != 0
        : (argument & ~ContinueOnCapturedContext) == 0 ? argument == ContinueOnCapturedContext : null;
}

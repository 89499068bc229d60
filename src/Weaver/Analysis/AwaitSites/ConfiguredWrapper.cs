using Mono.Cecil;
using Unboxed.Weaver.Analysis.Dispatch;
using Unboxed.Weaver.Analysis.Identity;

namespace Unboxed.Weaver.Analysis.AwaitSites;

/// <summary>
/// The framework's structs that configure awaits which no code spells out: of <c>await foreach (var x in source.WithCancellation(token).ConfigureAwait(false))</c> and of
/// <c>await using (x.ConfigureAwait(false))</c>. Their methods call that of the object which they wrap, and <c>ConfigureAwait</c> of what it returns, and do nothing else
/// (dotnet/runtime, ConfiguredCancelableAsyncEnumerable.cs and ConfiguredAsyncDisposable.cs).
/// </summary>
static class ConfiguredWrapper
{
    const string Enumerator = "System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable`1/Enumerator", Disposable = "System.Runtime.CompilerServices.ConfiguredAsyncDisposable";

    /// <summary>The method that is called by one of such a struct.</summary>
    /// <param name="method">The struct's method.</param>
    /// <returns>Null where it is none of these.</returns>
    internal static MethodReference? WrappedBy(MethodReference method)
    {
        if (method is not { HasThis: true, HasParameters: false, Name: "MoveNextAsync" or "DisposeAsync" } || method.DeclaringType.FrameworkName(name => name is Enumerator or Disposable) is not { } wrapper) return null;
        var type = method.Name == "DisposeAsync" ? Beside(method.DeclaringType, "System", "IAsyncDisposable", [])
            : wrapper == Enumerator ? Beside(method.DeclaringType, "System.Collections.Generic", "IAsyncEnumerator`1", [.. method.DeclaringType.Arguments()])
            : null;
        return type?.TryResolve()?.Methods.SingleOrDefault(candidate => candidate.Name == method.Name && !candidate.HasParameters) is { } wrapped && DispatchedMethods.CanHaveCompanion(wrapped) ? wrapped.On(type) : null;
    }

    /// <summary>The interface of that name, from where the struct is referred to: they are in one assembly, also in those that stand for the framework's.</summary>
    static TypeReference Beside(TypeReference wrapper, string space, string name, IReadOnlyCollection<TypeReference> arguments)
    {
        var type = new TypeReference(space, name, wrapper.Module, wrapper.GetElementType().Scope);
        foreach (var _ in arguments) type.GenericParameters.Add(new(type));
        return type.Of(arguments);
    }
}

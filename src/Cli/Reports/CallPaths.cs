using Unboxed.Weaver.Plan;

namespace Unboxed.Cli.Reports;

/// <summary>Follows scratch calls through the methods of an application, whichever assembly they are in.</summary>
/// <param name="futures">Its async methods.</param>
/// <param name="methods">The methods that scratch calls call.</param>
sealed class CallPaths(IReadOnlyList<Future> futures, IReadOnlyList<CalledMethod> methods)
{
    /// <summary>The most frames of a path that are shown.</summary>
    const int Longest = 64;

    readonly MethodIndex<Future> futures = new(futures, future => future.Name);
    readonly MethodIndex<CalledMethod> methods = new(methods, method => method.Name);

    /// <summary>The assemblies whose async methods may be executed for a call, as far as the reports know.</summary>
    internal IEnumerable<string> AssembliesOf(string callee)
    {
        var implementers = methods.Find(callee)?.Implementers.Where(implementer => implementer.Kind == "async").Select(implementer => implementer.Name) ?? [];
        return implementers.Prepend(callee).Select(name => futures.Find(name)?.Assembly).OfType<string>().Distinct();
    }

    /// <summary>
    /// The path of a root's call, on from where its assembly's report ends: at a callee of another assembly. There, it goes through the most demanding implementation, and in it through the await with the
    /// largest need.
    /// </summary>
    internal RootCall Extend(RootCall call)
    {
        var path = call.Path.ToList();
        var seen = path.Select(frame => frame.Name).ToHashSet();
        string? next = path.Count == 0 ? call.Callee : CalleeOf(path[^1]);
        while (next is not null && path.Count < Longest && FutureOf(next, seen) is { } future)
        {
            seen.Add(future.Name);
            var deepest = future.Suspensions.MaxBy(suspension => suspension.Decision == Decision.Scratch ? suspension.Bytes + (methods.Find(suspension.Callee)?.Bytes ?? 0) : suspension.Bytes);
            path.Add(new() { Name = future.Name, Line = deepest?.Line ?? 0, Slots = future.Slots, Words = future.Words });
            next = deepest is { Decision: Decision.Scratch } ? deepest.Callee : null;
        }
        return call with { Path = path };
    }

    /// <summary>What the last frame of a path calls in scratch space.</summary>
    string? CalleeOf(PathFrame frame) => futures.Find(frame.Name)?.Suspensions.FirstOrDefault(suspension => suspension.Line == frame.Line && suspension.Decision == Decision.Scratch)?.Callee;

    /// <summary>The most demanding of what may be executed for a call and is not on the path yet: decorators hold one another, and each has its own report's word that it calls any of them.</summary>
    Future? FutureOf(string callee, HashSet<string> seen)
    {
        var implementers = methods.Find(callee)?.Implementers.Where(implementer => implementer.Kind == "async").OrderByDescending(implementer => implementer.Bytes).Select(implementer => implementer.Name) ?? [];
        return implementers.Append(callee).Select(futures.Find).FirstOrDefault(future => future is not null && !seen.Contains(future.Name));
    }
}

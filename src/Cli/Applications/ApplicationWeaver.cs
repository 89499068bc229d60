using System.Runtime.Versioning;
using System.Security.Cryptography;
using Fody;
using Unboxed.Cli.Input;
using Unboxed.Cli.Output;

namespace Unboxed.Cli.Applications;

/// <summary>
/// Weaves the assemblies that an application ships, together: each after those that it refers to, as many at once as there are processors. What cannot be woven stays as it is, and is told with its reason.
/// </summary>
/// <remarks>Each assembly is written as a whole or not at all.</remarks>
sealed class ApplicationWeaver : IDisposable
{
    readonly ApplicationRequest request;
    readonly Dictionary<string, ShippedAssembly> assemblies = new(StringComparer.OrdinalIgnoreCase);
    readonly List<(ShippedAssembly Assembly, WeaveOutcome Outcome)> decided = [];
    readonly HashSet<string> circles;
    readonly SemaphoreSlim processors = new(Environment.ProcessorCount);
    readonly Dictionary<string, Task<(string Key, WeaveOutcome? Outcome)>> tasks = new(StringComparer.OrdinalIgnoreCase);
    readonly string framework;
    int done;

    ApplicationWeaver(ApplicationRequest request)
    {
        this.request = request;
        framework = $"{request.Framework.FullName} {string.Join(';', request.ReferenceFolders)} {Environment.Version}";
        var files = request.Files.Select(file => ShippedAssembly.Read(file.Path, file.Target)).Where(file => file.IsAssembly).ToList();
        foreach (var same in files.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() == 1) assemblies.Add(same.Key, same.Single());
            else decided.Add((same.First(), new(WeaveOutcomeKind.Left, $"the application ships {same.Count()} files of it, of which the host picks one ({string.Join(", ", same.Select(file => file.Path))})")));
        }
        circles = WeaveOrder.Circles(assemblies.ToDictionary(assembly => assembly.Key, assembly => assembly.Value.References, StringComparer.OrdinalIgnoreCase));
        Notes = [.. request.Filter.Unused([.. files.Select(file => file.Name)])];
    }

    /// <summary>What the user may not expect, a sentence each.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <exception cref="BadInputException">A file cannot be read or written.</exception>
    internal static ApplicationResult Weave(ApplicationRequest request, Action<int, int> progress)
    {
        using var weaver = new ApplicationWeaver(request);
        var outcomes = weaver.Run(progress);
        return new([.. outcomes.OrderBy(row => row.Assembly.Name, StringComparer.OrdinalIgnoreCase)], weaver.Notes);
    }

    IEnumerable<(ShippedAssembly Assembly, WeaveOutcome Outcome)> Run(Action<int, int> progress)
    {
        foreach (string name in assemblies.Keys) TaskOf(name, progress);
        try
        {
            Task.WaitAll(tasks.Values);
        }
        catch (AggregateException failures)
        {
            // The first says what the others say as well: the disk is full, or a file is gone.
            throw failures.Flatten().InnerExceptions.First(exception => exception is not OperationCanceledException) is BadInputException first ? first : failures;
        }
        return decided.Concat(tasks.Where(task => task.Value.Result.Outcome is not null).Select(task => (assemblies[task.Key], task.Value.Result.Outcome!)));
    }

    Task<(string Key, WeaveOutcome? Outcome)> TaskOf(string name, Action<int, int> progress)
    {
        if (tasks.TryGetValue(name, out var task)) return task;
        var assembly = assemblies[name];
        bool isInCircle = circles.Contains(name);
        var references = assembly.References.Where(reference => assemblies.ContainsKey(reference) && !(isInCircle && circles.Contains(reference)))
            .Order(StringComparer.OrdinalIgnoreCase).Select(reference => TaskOf(reference, progress)).ToArray();
        return tasks[name] = Task.Run(async () =>
        {
            var found = await Task.WhenAll(references);
            await processors.WaitAsync();
            try
            {
                return Weave(assembly, [.. found.Select(reference => reference.Key)]);
            }
            finally
            {
                processors.Release();
                progress(Interlocked.Increment(ref done), assemblies.Count);
            }
        });
    }

    (string Key, WeaveOutcome? Outcome) Weave(ShippedAssembly assembly, IReadOnlyList<string> references)
    {
        bool isIncluded = request.Filter.Accepts(assembly.Name);
        // What refers to one of a circle sees all of it.
        var circle = circles.Contains(assembly.Name) ? circles.Order(StringComparer.OrdinalIgnoreCase).Select(other => Convert.ToHexStringLower(SHA256.HashData(assemblies[other].Content))) : [];
        string key = WeaveCache.Key(assembly, isIncluded, framework, references.Concat(circle));
        if (WeaveCache.Find(assembly, key) is { } known) return (key, known);
        WeaveCache.Forget(assembly);
        if (!isIncluded || assembly.Name == SupportFile.Name) return (key, null);
        var outcome = Outcome(assembly);
        WeaveCache.Keep(assembly, key, outcome);
        return (key, outcome);
    }

    WeaveOutcome Outcome(ShippedAssembly assembly)
    {
        if (assembly.IsWoven) return new(WeaveOutcomeKind.Nothing, "it has been woven already");
        if (assembly.Problem is { } problem) return new(WeaveOutcomeKind.Left, problem);
        if (circles.Contains(assembly.Name)) return new(WeaveOutcomeKind.Left, $"it and others refer to one another in a circle ({string.Join(", ", circles.Order(StringComparer.OrdinalIgnoreCase))}), so that none could be woven first");
        AssemblyFileWeaver.Woven woven;
        try
        {
            woven = AssemblyFileWeaver.InMemory(new(assembly.Path, assembly.Target, request.ReferenceFolders, Mark: true, Application: new(request.Framework, Files())));
        }
        catch (Exception exception) when (exception is BadInputException or WeavingException)
        {
            return new(WeaveOutcomeKind.Left, exception.Message.ReplaceLineEndings(" "));
        }
        // Whatever it is: what was given cannot be mended by the user, and the assembly works as it is. It is told as a defect, and no other assembly suffers.
        catch (Exception exception)
        {
            return new(WeaveOutcomeKind.Defect, $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }
        if (woven.Result.HasFailed) return new(WeaveOutcomeKind.Left, woven.Result.Diagnostics.First(diagnostic => diagnostic.Severity == Unboxed.Weaver.Diagnostics.Severity.Error).Text);
        if (!woven.HasChanged) return new(WeaveOutcomeKind.Nothing, "it has no async method, and no interface with one");
        OutputFile.WriteAll(woven.Files);
        return new(WeaveOutcomeKind.Woven, woven.Result.Amounts);
    }

    public void Dispose() => processors.Dispose();

    /// <summary>Those that have been woven are found woven. What an assembly refers to has been looked at by now.</summary>
    Dictionary<string, string> Files() =>
        assemblies.Values.ToDictionary(assembly => assembly.Name, assembly => File.Exists(assembly.Target) ? assembly.Target : assembly.Path, StringComparer.OrdinalIgnoreCase);
}

/// <summary>What is to be woven together.</summary>
/// <param name="Files">The files that may be assemblies, each with the place where it is written to when it is woven.</param>
/// <param name="Framework">What the application runs on.</param>
/// <param name="ReferenceFolders">Folders with assemblies that it does not ship.</param>
/// <param name="Filter">Which of them the user wants.</param>
sealed record ApplicationRequest(IReadOnlyList<(string Path, string Target)> Files, FrameworkName Framework, IReadOnlyList<string> ReferenceFolders, AssemblyFilter Filter);

/// <summary>What has been done to an application.</summary>
/// <param name="Assemblies">Its assemblies that the user wants woven, and what has become of each.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
sealed record ApplicationResult(IReadOnlyList<(ShippedAssembly Assembly, WeaveOutcome Outcome)> Assemblies, IReadOnlyList<string> Notes)
{
    internal int Count(WeaveOutcomeKind kind) => Assemblies.Count(row => row.Outcome.Kind == kind);

    /// <summary>For programs.</summary>
    /// <param name="path">How files are named.</param>
    internal ApplicationOutput ToOutput(Func<string, string> path) =>
        new([.. Assemblies.Select(row => new AssemblyOutput(row.Assembly.Name, path(row.Assembly.Path), row.Outcome.Kind.ToString().ToLowerInvariant(), row.Outcome.Text))], Notes);
}

/// <summary>What <c>weave --app --json</c> prints, and the woven application holds.</summary>
/// <param name="Assemblies">What has become of each assembly.</param>
/// <param name="Notes">What the user may not expect, a sentence each.</param>
sealed record ApplicationOutput(IReadOnlyList<AssemblyOutput> Assemblies, IReadOnlyList<string> Notes);

/// <summary>What has become of an assembly.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="File">Its file.</param>
/// <param name="Outcome">What has been done: <c>woven</c>, <c>nothing</c> to be woven, <c>left</c> as it was, or a <c>defect</c>.</param>
/// <param name="Text">The summary, or the reason.</param>
sealed record AssemblyOutput(string Name, string File, string Outcome, string Text);

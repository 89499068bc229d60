using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Unboxed.Analyzers;
using Unboxed.Analyzers.Coercions;
using Xunit;

namespace Unboxed.Weaver.Tests.Coercions;

/// <summary>The fixes for UNB3020: one place, and all.</summary>
public sealed class WrapInAdapterTests
{
    const string Declarations = """
        [assembly: Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)]
        namespace Logs { public interface ISource<T> { ValueTask<T> ReadAsync(); } public class LogFile : ISource<int> { public ValueTask<int> ReadAsync() => new(1); } }
        """;

    [Theory]
    [InlineData("Boxing", "Use(Boxing.Of<ISource<int>>(log));")]
    [InlineData("Inlining", "Use(Inlining.Of<ISource<int>>(log));")]
    [InlineData("Caching", "Use(Caching.Of<ISource<int>>(log));")]
    [InlineData("Allocating", "Use(Allocating.Of<ISource<int>>(log, ScratchAllocator.Pooling));")]
    public async Task Each_adapter_is_offered(string adapter, string expected) => Assert.Equal(expected, await FixFirst("Use(log);", adapter));

    [Theory]
    [InlineData("ISource<int> source = /* why */ log; // end", "ISource<int> source = /* why */ Boxing.Of<ISource<int>>(log); // end")]
    [InlineData("var source = (ISource<int>)log;", "var source = Boxing.Of<ISource<int>>(log);")]
    [InlineData("var source = log as ISource<int>;", "var source = Boxing.Of<ISource<int>>(log);")]
    [InlineData("Func<ISource<int>> made = () => new LogFile();", "Func<ISource<int>> made = () => Boxing.Of<ISource<int>>(new LogFile());")]
    [InlineData("Any(log);", "Any(Boxing.Of<ISource<int>>(log));")]
    [InlineData("ISource<int>[] all = [log];", "ISource<int>[] all = [Boxing.Of<ISource<int>>(log)];")]
    public async Task The_object_is_wrapped_where_it_stands(string statement, string expected) => Assert.Equal(expected, await FixFirst(statement, "Boxing"));

    [Theory]
    [InlineData("ISource<int>[] all = new LogFile[0];")]
    [InlineData("Any<LogFile>(log);")]
    [InlineData("Func<ISource<int>> made = Made;")]
    [InlineData("if (log is ISource<int> source) Use(source);")]
    public async Task What_cannot_be_wrapped_where_it_stands_has_no_fix(string statement)
    {
        var (document, found) = await Analyzed(Program(statement));
        Assert.Empty(await Actions(document, Assert.Single(found)));
    }

    [Fact]
    public async Task All_of_a_project_are_fixed_at_once_and_nothing_is_left()
    {
        using var workspace = new AdhocWorkspace();
        var (document, found) = await Analyzed(Program("Use(log); Use2(log, Pass(log)); Any(log);"), workspace);
        Assert.Equal(5, found.Count);
        var provider = new WrapInAdapter();
        var context = new FixAllContext(document, provider, FixAllScope.Project, "Inlining", provider.FixableDiagnosticIds, new Found(found), TestContext.Current.CancellationToken);
        var action = await provider.GetFixAllProvider().GetFixAsync(context);
        var solution = Assert.Single((await action!.GetOperationsAsync(TestContext.Current.CancellationToken)).OfType<ApplyChangesOperation>()).ChangedSolution;
        var changed = solution.GetDocument(document.Id)!;
        Assert.Equal(
            "Use(Inlining.Of<ISource<int>>(log)); Use2(Inlining.Of<ISource<int>>(log), Inlining.Of<ISource<int>>(Pass(Inlining.Of<ISource<int>>(log)))); Any(Inlining.Of<ISource<int>>(log));", Statement(await Text(changed)));
        Assert.Empty(await Found.Of(changed.Project));
    }

    static string Program(string statement) => $$"""
        using Logs;

        class Program
        {
            static void Run(LogFile log)
            {
                {{statement}}
            }

            static void Use(ISource<int> source) { }

            static void Use2(ISource<int> one, ISource<int> two) { }

            static LogFile Pass(ISource<int> source) => null;

            static void Any<T>(T source) where T : ISource<int> { }

            static LogFile Made() => null;
        }
        """;

    static string Statement(string text) => text.Split('\n')[6].Trim();

    static async Task<string> FixFirst(string statement, string adapter)
    {
        using var workspace = new AdhocWorkspace();
        var (document, found) = await Analyzed(Program(statement), workspace);
        var actions = await Actions(document, found[0]);
        Assert.Equal(["Boxing", "Inlining", "Caching", "Allocating"], actions.Select(action => action.EquivalenceKey));
        var operations = await actions.Single(action => action.EquivalenceKey == adapter).GetOperationsAsync(TestContext.Current.CancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        var compilation = (await changed.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return Statement(await Text(changed));
    }

    static async Task<string> Text(Document document) => (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString();

    static async Task<IReadOnlyList<CodeAction>> Actions(Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await new WrapInAdapter().RegisterCodeFixesAsync(new(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions;
    }

    static Task<(Document Document, IReadOnlyList<Diagnostic> Found)> Analyzed(string text) => Analyzed(text, new AdhocWorkspace());

    static async Task<(Document Document, IReadOnlyList<Diagnostic> Found)> Analyzed(string text, AdhocWorkspace workspace)
    {
        var compilation = CoercionSource.Compile(OptimizationLevel.Debug, ("Declarations.cs", Declarations));
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Sources", "Sources", LanguageNames.CSharp, compilationOptions: compilation.Options, metadataReferences: compilation.References));
        foreach (var tree in compilation.SyntaxTrees) project = project.AddDocument(tree.FilePath, await tree.GetTextAsync(TestContext.Current.CancellationToken)).Project;
        var document = project.AddDocument("Program.cs", text);
        return (document, await Found.Of(document.Project));
    }

    sealed class Found(IReadOnlyList<Diagnostic> found) : FixAllContext.DiagnosticProvider
    {
        internal static async Task<IReadOnlyList<Diagnostic>> Of(Project project) =>
            await AnalyzerRun.Of(new CoercionAnalyzer(), (CSharpCompilation)(await project.GetCompilationAsync(TestContext.Current.CancellationToken))!);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(found);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(found.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.Name));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}

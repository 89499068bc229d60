using System.Diagnostics;
using System.Runtime.InteropServices;
using Mono.Cecil;
using Unboxed.Weaver;
using Unboxed.Weaver.Diagnostics.Reports;
using Unboxed.Weaver.Options;

namespace Benchmarks.Weaving;

/// <summary>How long the processor worked for each part of a weave: on a machine that others use, the clock would tell of them.</summary>
/// <param name="Read">Reading the assembly, without what Cecil reads later.</param>
/// <param name="Weave">Analysis, plan, rewriting, and with a report: making it and embedding it.</param>
/// <param name="Write">Writing the assembly.</param>
/// <param name="Report">Writing the report beside the assembly.</param>
/// <param name="JsonBytes">The size of the report.</param>
sealed record Times(TimeSpan Read, TimeSpan Weave, TimeSpan Write, TimeSpan Report, long JsonBytes)
{
    internal TimeSpan Total => Read + Weave + Write + Report;
}

/// <summary>Weaves MailKit as it is published, in memory.</summary>
static class LibraryWeave
{
    static readonly string Library = Path.Combine(AppContext.BaseDirectory, "MailKit.dll");

    /// <summary>The await sites of the library.</summary>
    internal static int Sites { get; private set; }

    internal static Times Run(bool hasReport)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(RuntimeEnvironment.GetRuntimeDirectory());
        var options = new WeaverOptions { Report = hasReport ? ReportFormat.Json : ReportFormat.Off };
        var clock = new ProcessorClock();
        using var module = ModuleDefinition.ReadModule(Library, new() { AssemblyResolver = resolver, InMemory = true });
        Mark(module);
        var read = clock.Lap();
        var report = AssemblyWeaver.Weave(module, options);
        var weave = clock.Lap();
        module.Write(new MemoryStream());
        var write = clock.Lap();
        long bytes = 0;
        if (hasReport)
        {
            // As a build does it.
            using var json = File.Create(Path.Combine(AppContext.BaseDirectory, "MailKit.report.json"));
            JsonReport.Write(json, report, null);
            bytes = json.Length;
        }
        Sites = report.AwaitSites.Count;
        return new(read, weave, write, clock.Lap(), bytes);
    }

    internal static void Mark(ModuleDefinition module)
    {
        var reference = AssemblyNameReference.Parse("Unboxed, Version=0.0.0.0");
        module.AssemblyReferences.Add(reference);
        var attribute = new TypeReference("Unboxed", "ScratchSpaceAttribute", module, reference);
        module.Assembly.CustomAttributes.Add(new(new(".ctor", module.TypeSystem.Void, attribute) { HasThis = true }));
    }
}

/// <summary>The time that the processor has worked for this process.</summary>
sealed class ProcessorClock
{
    readonly Process process = Process.GetCurrentProcess();
    TimeSpan last;

    internal ProcessorClock() => Lap();

    /// <summary>The time since the last lap.</summary>
    internal TimeSpan Lap()
    {
        process.Refresh();
        var (now, before) = (process.TotalProcessorTime, last);
        last = now;
        return now - before;
    }
}

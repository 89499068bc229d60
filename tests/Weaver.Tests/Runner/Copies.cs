using System.Collections.Concurrent;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Unboxed.Weaver.Options;
using Unboxed.Weaver.Plan;

namespace Unboxed.Weaver.Tests.Runner;

/// <summary>The unwoven and the woven copy of the processed assemblies in one configuration. Woven once, on first use.</summary>
public sealed class Copies
{
    public const string Processed = "AssemblyToProcess", Unmarked = "UnmarkedAssembly";

    public static readonly string[] Configurations = ["Debug", "Release"];

    static readonly ConcurrentDictionary<string, Lazy<Copies>> all = new();

    readonly Lazy<(CaseLoadContext Context, IReadOnlyList<AwaitSiteRow> Rows)> woven, wovenUncleared, wovenAllocated, wovenWithSideStacks, wovenAdapted;
    readonly Dictionary<Type, Lazy<CaseLoadContext>> adaptedForOrdinary;

    Copies(string configuration)
    {
        Configuration = configuration;
        Unwoven = new($"{configuration} unwoven", Path.Combine(AppContext.BaseDirectory, "unwoven", configuration));
        woven = new(() => Weave("woven", _ => { }));
        wovenUncleared = new(() => Weave("woven-uncleared", SkipLocalsInit));
        wovenAllocated = new(() => Weave("woven-allocated", UseAllocator));
        wovenWithSideStacks = new(() => Weave("woven-with-side-stacks", UseSideStacks, ExpectNothing));
        wovenAdapted = new(() => Weave("woven-adapted", module => AdapterChanges.Wrap(module, typeof(Inlining))));
        adaptedForOrdinary = new[] { typeof(Inlining), typeof(Caching), typeof(Allocating) }.ToDictionary(strategy => strategy, strategy => new Lazy<CaseLoadContext>(() => Weave($"woven-{strategy.Name}", module =>
        {
            AdapterChanges.MakeCallsOrdinary(module);
            AdapterChanges.Wrap(module, strategy);
        }).Item1));
    }

    public static Copies In(string configuration) => all.GetOrAdd(configuration, static c => new(() => new Copies(c))).Value;

    public string Configuration { get; }

    public CaseLoadContext Unwoven { get; }

    public CaseLoadContext Woven => woven.Value.Context;

    /// <summary>Woven from code whose async methods have local variables that begin as anything, as with <c>[module: SkipLocalsInit]</c>.</summary>
    public CaseLoadContext WovenUncleared => wovenUncleared.Value.Context;

    /// <summary>All chains of its roots are an allocator's.</summary>
    public CaseLoadContext WovenAllocated => wovenAllocated.Value.Context;

    /// <summary>All its roots begin with the smallest chain, and have a side stack, so that nearly all that is suspended is so in a block.</summary>
    public CaseLoadContext WovenWithSideStacks => wovenWithSideStacks.Value.Context;

    /// <summary>Woven from code that puts an adapter around each argument that is an interface with futures.</summary>
    public CaseLoadContext WovenAdapted => wovenAdapted.Value.Context;

    /// <summary>The same with a strategy, and all awaited calls of interface methods are ordinary ones, as by callers that are not woven.</summary>
    public CaseLoadContext WovenAdaptedForOrdinary(Type strategy) => adaptedForOrdinary[strategy].Value;

    /// <summary>The report.</summary>
    public IReadOnlyList<AwaitSiteRow> Rows => woven.Value.Rows;

    public string UnwovenPath => Path.Combine(Unwoven.Folder, Processed + ".dll");

    public string WovenPath => Path.Combine(Woven.Folder, Processed + ".dll");

    /// <summary>The reference assemblies of the build.</summary>
    public IReadOnlyList<string> References => File.ReadAllLines(Path.Combine(Unwoven.Folder, Processed + ".references.txt"));

    /// <summary>Has no body of an async method clear its variables, neither of those that start a state machine nor of the state machines.</summary>
    static void SkipLocalsInit(ModuleDefinition module)
    {
        var kickoffs = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.CustomAttributes.Any(
            attribute => attribute.AttributeType.Name is "AsyncStateMachineAttribute" or "AsyncIteratorStateMachineAttribute"));
        var moveNexts = module.GetTypes().SelectMany(type => type.Methods).Where(method => method is { Name: "MoveNext", HasBody: true });
        foreach (var method in kickoffs.Concat(moveNexts).ToList()) method.Body.InitLocals = false;
    }

    static CustomAttribute MarkOf(ModuleDefinition module) => module.Assembly.CustomAttributes.Single(attribute => attribute.AttributeType.Name == nameof(ScratchSpaceAttribute));

    /// <summary>Has all roots of a woven module take the smallest chain, whatever the analysis or the last run says.</summary>
    static void ExpectNothing(ModuleDefinition module)
    {
        int changed = 0;
        foreach (var instruction in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(method => method.Body.Instructions))
        {
            if (instruction is { OpCode.Code: Code.Ldsfld, Operand: FieldReference { Name: "<>expected" } })
            {
                (instruction.OpCode, instruction.Operand) = (OpCodes.Ldc_I4_0, null);
            }
            else if (instruction is { OpCode.Code: Code.Call, Operand: MethodReference { Name: "Begin", DeclaringType.Name: "Scratch" } })
            {
                foreach (var constant in new[] { instruction.Previous, instruction.Previous.Previous }) (constant.OpCode, constant.Operand) = (OpCodes.Ldc_I4_0, null);
                changed++;
            }
        }
        if (changed == 0) throw new InvalidOperationException("No root says how large a chain it expects.");
    }

    static void UseSideStacks(ModuleDefinition module) => MarkOf(module).Properties.Add(new(nameof(ScratchSpaceAttribute.SideStack), new(module.TypeSystem.Int32, 16 * 1024)));

    static void UseAllocator(ModuleDefinition module)
    {
        MarkOf(module).Properties.Add(new(nameof(ScratchSpaceAttribute.Allocator), new(module.ImportReference(typeof(Type)), module.GetType("AssemblyToProcess.Harness.CountingAllocator"))));
    }

    (CaseLoadContext, IReadOnlyList<AwaitSiteRow>) Weave(string name, Action<ModuleDefinition> change, Action<ModuleDefinition>? changeWoven = null)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, name, Configuration);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Unwoven.Folder, Unmarked + ".*")) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        using var resolver = new ReferenceResolver(References);
        using var module = ModuleDefinition.ReadModule(
            UnwovenPath, new() { AssemblyResolver = resolver, ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider(), InMemory = true });
        change(module);
        var rows = AssemblyWeaver.Weave(module, new WeaverOptions()).AwaitSites;
        changeWoven?.Invoke(module);
        module.Write(Path.Combine(folder, Processed + ".dll"), new() { WriteSymbols = true, SymbolWriterProvider = new PortablePdbWriterProvider() });
        return (new($"{Configuration} {name}", folder), rows);
    }
}

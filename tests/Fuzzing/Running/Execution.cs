using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Unboxed.Fuzzing.Generation;
using Unboxed.Fuzzing.Harness;

namespace Unboxed.Fuzzing.Running;

/// <summary>What one run of a program leaves.</summary>
/// <param name="Trace">The lines to compare.</param>
/// <param name="Suspensions">How often each kind of suspension occurred.</param>
sealed record RunResult(IReadOnlyList<string> Trace, IReadOnlyList<int> Suspensions);

/// <summary>The assemblies of a batch of programs, loaded in a context of their own that can be unloaded.</summary>
sealed class Execution : IDisposable
{
    /// <summary>How often each program is run.</summary>
    internal const int Runs = 4;

    readonly AssemblyLoadContext context;
    readonly bool isWoven;

    internal Execution(Images images)
    {
        context = images.NewContext();
        isWoven = images.All.Any(entry => context.LoadFromAssemblyName(new(Images.NameOf(entry.Part))).IsDefined(typeof(CompilerServices.WovenAttribute)));
        Failures = [.. images.All.SelectMany(entry => Load(Images.NameOf(entry.Part)))];
    }

    /// <summary>What the loader has against types, those included that no program comes to use.</summary>
    internal IReadOnlyList<string> Failures { get; }

    IReadOnlyList<string> Load(string name)
    {
        try
        {
            context.LoadFromAssemblyName(new(name)).GetTypes();
            return [];
        }
        catch (ReflectionTypeLoadException exception)
        {
            return [.. exception.LoaderExceptions.Select(failure => failure?.Message ?? "").Distinct()];
        }
    }

    /// <summary>Runs a program; its leaves, places and order of completion depend on its seed and the number of the run.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal RunResult Run(FuzzProgram program, int run)
    {
        var assembly = context.LoadFromAssemblyName(new(Images.NameOf(program.MainPart)));
        var main = assembly.GetType(program.Namespace + ".S", throwOnError: true)!.GetMethod("Main")!.CreateDelegate<Func<World, Task>>();
        // The first run suspends at every leaf, the last at none.
        int density = run switch { 0 => 100, 1 => 60, 2 => 85, _ => 15 };
        var world = new World(unchecked((program.Seed * 31) + run), density) { Adapts = isWoven };
        Driver.Run(world, main, PlaceOf(program, run));
        return new(world.Trace, world.Suspensions);
    }

    internal static Place PlaceOf(FuzzProgram program, int run) => (Place)((program.Seed + run) % Enum.GetValues<Place>().Length);

    public void Dispose() => context.Unload();
}

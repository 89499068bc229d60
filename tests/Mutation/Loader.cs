using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Unboxed.Mutation;

/// <summary>Loads damaged assemblies and what was woven from them, and compares what the runtime makes of them.</summary>
static class Loader
{
    internal static int Run(string folder, int first, int count)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            var place = new Place(folder, seed);
            if (place.Woven() is not { } name) continue;
            // If the process ends here, the input is to blame.
            Console.WriteLine($"begin {seed} input");
            var before = Load(place.Input(name));
            Console.WriteLine($"begin {seed} output");
            var after = Load(place.Output(name));
            var lost = before.Sound.Except(after.Sound).ToList();
            // What the weaver adds has no counterpart: where everything is sound, it has to be as well.
            if (before.Broken.Count == 0) lost.AddRange(after.Broken.Keys);
            Console.WriteLine($"end {seed} {(lost.Count == 0 ? before.Sound.Count == 0 ? "nothing" : "same" : $"fault: {lost.Count} lost: {string.Join(" | ", lost.Take(3).Select(member => $"{member}: {after.Why(member)}"))}")}");
        }
        return 0;
    }

    static Outcome Load(string path)
    {
        var outcome = new Outcome([], []);
        var context = new Context(Path.GetDirectoryName(path)!);
        try
        {
            using var content = new MemoryStream(File.ReadAllBytes(path));
            var assembly = context.LoadFromStream(content);
            outcome.Sound.Add("assembly");
            foreach (var type in Types(assembly, outcome)) Prepare(type, outcome);
        }
        // Whatever the runtime has against it.
        catch (Exception exception)
        {
            outcome.Broken["assembly"] = Describe(exception);
        }
        context.Unload();
        return outcome;
    }

    static IEnumerable<Type> Types(Assembly assembly, Outcome outcome)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            foreach (var (_, i) in exception.Types.Select((type, i) => (type, i)).Where(entry => entry.type is null)) outcome.Broken[$"type {i}"] = "does not load";
            foreach (var problem in exception.LoaderExceptions.Take(1)) outcome.Broken["assembly"] = Describe(problem!);
            return exception.Types.OfType<Type>();
        }
    }

    static void Prepare(Type type, Outcome outcome)
    {
        string name = "?";
        try
        {
            name = type.FullName ?? type.Name;
            outcome.Sound.Add(name);
            const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
            foreach (var method in type.GetMethods(all).Concat<MethodBase>(type.GetConstructors(all))) Prepare(name, method, outcome);
        }
        catch (Exception exception)
        {
            outcome.Broken[name] = Describe(exception);
        }
    }

    static void Prepare(string type, MethodBase method, Outcome outcome)
    {
        string name = $"{type}.{method.Name}";
        try
        {
            name = $"{type}.{method}";
            if (method.IsAbstract) return;
            Type[] arguments = [.. method.DeclaringType!.GetGenericArguments(), .. method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : []];
            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. arguments.Select(_ => typeof(string).TypeHandle)]);
            outcome.Sound.Add(name);
        }
        catch (Exception exception)
        {
            outcome.Broken[name] = Describe(exception);
        }
    }

    static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";

    /// <summary>What the runtime takes, by name, and what not, with the reason.</summary>
    sealed record Outcome(HashSet<string> Sound, Dictionary<string, string> Broken)
    {
        internal string Why(string member) => Broken.TryGetValue(member, out string? why) ? why : Broken.TryGetValue("assembly", out string? all) ? all : "it is not there";
    }

    sealed class Context(string folder) : AssemblyLoadContext("mutated", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => new[] { Path.Combine(folder, assemblyName.Name + ".dll"), Path.Combine(folder, "../library", assemblyName.Name + ".dll"), Support(assemblyName.Name) }.FirstOrDefault(File.Exists) is { } file
            ? LoadFromStream(new MemoryStream(File.ReadAllBytes(file))) : null;

        /// <summary>A library that is woven needs it where the assembly itself does not.</summary>
        static string Support(string? name) => Path.Combine(AppContext.BaseDirectory, "support/net10.0", name + ".dll");
    }
}

using System.Reflection;

namespace Unboxed.Compatibility.Harness;

/// <summary>A scenario of this assembly, and all the ways in which it is run.</summary>
public sealed class Scenario
{
    readonly Func<Trace, Task> body;
    readonly int bits;

    Scenario(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        body = method.CreateDelegate<Func<Trace, Task>>();
        bits = method.GetCustomAttribute<ScenarioAttribute>()!.Bits;
    }

    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. typeof(Scenario).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(ScenarioAttribute))).Select(method => new Scenario(method)).OrderBy(scenario => scenario.Name, StringComparer.Ordinal)
    ];

    public string Name { get; }

    /// <summary>Runs it with and without a context to come back to, with every leaf suspended, with none, and with each pattern in between.</summary>
    public void Run(TextWriter output)
    {
        foreach (bool hasContext in new[] { false, true })
        {
            // Those that suspend none and all are among them.
            for (uint pattern = 0; pattern < 1u << bits; pattern++)
            {
                // In a context, the two ends are enough.
                if (hasContext && pattern != 0 && pattern != (1u << bits) - 1) continue;
                output.WriteLine($"== {(hasContext ? "in a context" : "plain")}, suspended {Convert.ToString(pattern, 2).PadLeft(bits, '0')}");
                foreach (string line in Driver.Run(body, new(pattern, bits), hasContext)) output.WriteLine(line);
            }
        }
    }
}

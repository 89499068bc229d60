using Mono.Cecil;

namespace Unboxed.Compatibility.Tests;

/// <summary>What programs with other people's packages do woven, beside what they do unwoven.</summary>
public sealed class CompatibilityTests(Configurations configurations, ITestOutputHelper output) : IClassFixture<Configurations>
{
    public static TheoryData<string, string> Scenarios
    {
        get
        {
            var scenarios = new TheoryData<string, string>();
            foreach (string configuration in new[] { Configurations.Debug, Configurations.Release })
            {
                foreach (string name in Names(configuration)) scenarios.Add(configuration, name);
            }
            return scenarios;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Woven_it_does_what_it_does_unwoven(string configuration, string name)
    {
        var runs = configurations[configuration];
        var (unwoven, woven) = (runs.Unwoven.Of(name), runs.Woven.Of(name));
        Assert.DoesNotContain(unwoven, line => line == "it does not come to its end" || line.StartsWith("failed: ", StringComparison.Ordinal));
        int same = unwoven.Zip(woven).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(same == unwoven.Count && same == woven.Count, $"""
            {unwoven.Take(same).LastOrDefault(line => line.StartsWith("== ", StringComparison.Ordinal))}
            unwoven: {unwoven.ElementAtOrDefault(same)}
            woven:   {woven.ElementAtOrDefault(same)}
            before:  {string.Join("\n         ", unwoven.Take(same).TakeLast(10))}
            """);
        Assert.All(runs.Unwoven.DocumentedOf(name), number => Assert.Equal(0, number));
        Assert.All(runs.Woven.DocumentedOf(name), number => Assert.NotEqual(0, number));
    }

    [Theory]
    [InlineData(Configurations.Debug)]
    [InlineData(Configurations.Release)]
    public void Every_class_of_scenarios_makes_scratch_calls(string configuration)
    {
        var runs = configurations[configuration];
        Assert.Equal(Names(configuration).Order(StringComparer.Ordinal), runs.Woven.Names);
        Assert.All(runs.Woven.Names.Select(name => name.Split('.')[0]).Distinct(), type => Assert.Contains(runs.ScratchCallers, caller => caller.Contains($".{type}.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_planted_fault_shows()
    {
        // In some scenarios of each of these, what is called of the mock or proxy is no longer seen by it.
        string[] ofClasses = ["MoqClasses", "NSubstitutes", "FakeItEasyFakes", "CastleClasses", "AdaptedMocks", "AdaptedProxies"];
        var runs = configurations[Configurations.Release];
        PlantedFault.AddTo(runs.WovenFolder);
        var faulty = Transcripts.Run(runs.WovenFolder, ofClasses);
        string[] different = [.. faulty.Names.Where(name => !faulty.Of(name).SequenceEqual(runs.Unwoven.Of(name)))];
        output.WriteLine($"The planted fault shows in {string.Join(", ", different)}");
        Assert.All(ofClasses, type => Assert.Contains(different, name => name.StartsWith(type, StringComparison.Ordinal)));
    }

    static IReadOnlyList<string> Names(string configuration)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(Paths.Unwoven(configuration), Paths.Program));
        return [.. module.Types.SelectMany(type => type.Methods).Where(method => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "ScenarioAttribute")).Select(method => $"{method.DeclaringType.Name}.{method.Name}")];
    }
}

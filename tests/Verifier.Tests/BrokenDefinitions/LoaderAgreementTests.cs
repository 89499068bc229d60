using Unboxed.Verifier.Tests.Building;
using Unboxed.Weaver.Verification;

namespace Unboxed.Verifier.Tests.BrokenDefinitions;

/// <summary>The verifier against the runtime's type loader, on libraries that are drawn at random.</summary>
public class LoaderAgreementTests(ITestOutputHelper output)
{
    // Of which the runtime loads one and does not look at the other, or refuses what comes of it: either is right.
    static readonly FailureKind[] Duplicates = [FailureKind.DuplicateType, FailureKind.DuplicateMethod, FailureKind.DuplicateField, FailureKind.DuplicateInterface];

    [Fact]
    public void What_is_found_in_implementations_is_what_the_runtime_refuses() => Check(1000, RandomDefinitions.Write, leastKinds: 8);

    [Fact]
    public void What_is_found_in_type_arguments_is_what_the_runtime_refuses() => Check(1000, RandomArguments.Write, leastKinds: 1);

    void Check(int count, Action<int, Definitions> write, int leastKinds)
    {
        var refused = 0;
        var kinds = new HashSet<FailureKind>();
        var differences = new List<string>();
        for (var seed = 0; seed < count; seed++)
        {
            var (failures, refusal) = DefinitionTwins.Judge(definitions => write(seed, definitions));
            var found = failures.Where(failure => !Duplicates.Contains(failure.Kind)).ToList();
            kinds.UnionWith(found.Select(failure => failure.Kind));
            if (refusal is not null) refused++;
            var agrees = refusal is null ? found.Count == 0 : failures.Count > 0;
            if (!agrees) differences.Add($"{seed}: {(refusal ?? string.Join("; ", found))}");
        }
        output.WriteLine($"{refused} of {count} refused; {string.Join(", ", kinds.Order())}");
        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.InRange(kinds.Count, leastKinds, int.MaxValue);
        Assert.InRange(refused, count / 5, count * 4 / 5);
    }
}

using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Calls that suspend, many by one root on one thread, after warm-up.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string, string> Roots => CaseTests.Methods("AllocationAttribute", "Release");

    [Theory]
    [MemberData(nameof(Roots))]
    public void A_suspended_scratch_call_allocates_nothing(string configuration, string name) => Assert.Equal(0, Measure(Copies.In(configuration).Woven, name));

    [Theory]
    [MemberData(nameof(Roots))]
    public void The_same_call_allocates_when_it_is_not_woven(string configuration, string name) => Assert.NotEqual(0, Measure(Copies.In(configuration).Unwoven, name));

    static long Measure(CaseLoadContext context, string name) => context.Harness<long>("Meter", "Measure", context.Method("AllocationAttribute", name));
}

using Unboxed.Weaver.Tests.Runner;
using Xunit;

namespace Unboxed.Weaver.Tests;

/// <summary>Cases on the thread pool, where leaves complete while what waits for them is still on its way back to its caller.</summary>
public sealed class RaceTests
{
    /// <summary>All in Release, and a third in Debug; all in both where each case goes all ways (see <see cref="CaseTests.IsAll"/>).</summary>
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = CaseTests.Methods("CaseAttribute", "Release");
            int turn = 0;
            foreach (var method in Copies.In("Debug").Unwoven.Methods("CaseAttribute"))
            {
                if (CaseTests.IsAll || turn++ % 3 == 0) data.Add("Debug", CaseLoadContext.NameOf(method));
            }
            return data;
        }
    }

    /// <summary>A case that depends on it would fail once in a while, in plain C# as well.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void No_case_depends_on_who_is_faster(string configuration, string name)
    {
        var copies = Copies.In(configuration);
        var expected = Race(copies.Unwoven, name, isWonByTheCompleter: false);
        Assert.Equal(expected, Race(copies.Unwoven, name, isWonByTheCompleter: true));
        Assert.Equal(expected, Race(copies.Woven, name, isWonByTheCompleter: false));
        Assert.Equal(expected, Race(copies.Woven, name, isWonByTheCompleter: true));
    }

    /// <summary>A third of them; all where each case goes all ways (see <see cref="CaseTests.IsAll"/>).</summary>
    public static TheoryData<string> CasesForRooms => [.. CaseTests.NamesForAdapters.Where((_, turn) => CaseTests.IsAll || turn % 3 == 0)];

    [Theory]
    [MemberData(nameof(CasesForRooms))]
    public void Nor_through_the_room_of_an_adapter(string name)
    {
        var copies = Copies.In("Release");
        var expected = Race(copies.Unwoven, name, isWonByTheCompleter: false);
        Assert.Equal(expected, Race(copies.WovenAdaptedForOrdinary(typeof(Inlining)), name, isWonByTheCompleter: false));
        Assert.Equal(expected, Race(copies.WovenAdaptedForOrdinary(typeof(Inlining)), name, isWonByTheCompleter: true));
    }

    static string[] Race(CaseLoadContext context, string name, bool isWonByTheCompleter) =>
        context.Harness<string[]>("CaseRunner", "RunRace", context.Method("CaseAttribute", name), isWonByTheCompleter);
}

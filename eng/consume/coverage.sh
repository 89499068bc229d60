# Sourced by eng/consume.sh: coverage. What is woven gives other branches than what was written, so a build that is told of it does not weave.

quick+=(coverage_told)
long+=(coverage)

# A library with branches on all sides of its awaits, and its tests.
covered() {
    project Library/Library.csproj '' "$unboxed_reference"
    cat >Library/Library.cs <<'SOURCE'
[assembly: Unboxed.ScratchSpace]

namespace Shop;

public interface ISource { Task<int> NextAsync(int value); }

public sealed class Source : ISource
{
    public async Task<int> NextAsync(int value)
    {
        if (value > 1) await Task.Yield();
        return value < 0 ? -value : value;
    }
}

public sealed class Doubling(ISource inner) : ISource
{
    public async Task<int> NextAsync(int value)
    {
        int sum = 0;
        for (int i = 0; i < 2; i++)
        {
            try { sum += await inner.NextAsync(value); }
            catch (InvalidOperationException) when (value == 0) { sum++; }
        }
        return sum > 1000 ? 1000 : sum;
    }
}

public static class Shelf
{
    public static async Task<int> SumAsync(ISource source, int count)
    {
        if (count < 0) throw new ArgumentOutOfRangeException(nameof(count));
        int sum = 0;
        for (int i = 0; i < count; i++) sum += i % 2 == 0 ? await source.NextAsync(i) : 1;
        return sum;
    }
}
SOURCE
    project Tests/Tests.csproj '<IsTestProject>true</IsTestProject>' "
    <ProjectReference Include=\"../Library/Library.csproj\" />
    <PackageReference Include=\"Microsoft.NET.Test.Sdk\" Version=\"18.11.0\" />
    <PackageReference Include=\"xunit\" Version=\"2.9.3\" />
    <PackageReference Include=\"xunit.runner.visualstudio\" Version=\"4.0.1\" />${1:-}"
    cat >Tests/Tests.cs <<'SOURCE'
using Shop;
using Xunit;

public sealed class Tests
{
    [Fact]
    public async Task Sums() => Assert.Equal(14, await Shelf.SumAsync(new Doubling(new Source()), 5));
}
SOURCE
    cat >coverage.runsettings <<'SETTINGS'
<RunSettings>
  <DataCollectionRunSettings>
    <DataCollectors>
      <DataCollector friendlyName="XPlat code coverage"><Configuration><Format>cobertura</Format></Configuration></DataCollector>
    </DataCollectors>
  </DataCollectionRunSettings>
</RunSettings>
SETTINGS
}

# Each way in which a build is told.
scenario_coverage_told() {
    covered
    sed 's/<DataCollector /&enabled="false" /' coverage.runsettings >off.runsettings
    local assembly=Library/bin/Release/net10.0/Library.dll
    build Library
    must_be_woven $assembly
    local way
    for way in '-p:VSTestCollect=XPlat Code Coverage' '-p:VSTestCollect=Code Coverage;Format=cobertura' -p:CollectCoverage=true "-p:VSTestSetting=$PWD/coverage.runsettings" \
        "-p:RunSettingsFilePath=$PWD/coverage.runsettings" '-p:TestingPlatformCommandLineArguments=--coverage' '-p:VSTestCLIRunSettings=--no-progress;--coverlet'; do
        build Library "${way//;/%3B}"
        log_has 'Library -> .*Library\.dll \(Unboxed, net10\.0: not woven, because coverage is collected: '
        must_be_plain $assembly
        build Library
        must_be_woven $assembly
    done
    CODE_COVERAGE_SESSION_NAME=some build Library
    must_be_plain $assembly
    for way in -p:VSTestCollect=blame -p:CollectCoverage=false "-p:VSTestSetting=$PWD/off.runsettings" '-p:VSTestCollect=Code Coverage -p:UnboxedInCoverage=true' -p:VSTestSetting=none.runsettings; do
        if [[ $way == *InCoverage* ]]; then build Library '-p:VSTestCollect=Code Coverage' -p:UnboxedInCoverage=true; else build Library "$way"; fi
        must_be_woven $assembly
        log_lacks 'not woven'
    done
    build Library -p:UnboxedEnabled=false '-p:VSTestCollect=Code Coverage'
    log_lacks 'Unboxed,'
}

# Prints the line rate and the branch rate of the library. Arguments: a name for the run, then those of dotnet test.
rates() {
    local results=$PWD/results/$1 file
    shift
    run test Tests -c Release -nologo --tl:off --results-directory "$results" "-p:CoverletOutput=$results/" "$@" >&2
    grep -qE 'Passed! ' log || fail 'the tests have not passed' >&2
    file=$(find "$results" -name '*.cobertura.xml' | head -1)
    [ -n "$file" ] || fail "there is no result in $results" >&2
    grep -o '<package [^>]*' "$file" | grep -i 'name="library' | grep -oE '(line|branch)-rate="[^"]*"' | sort | tr '\n' ' '
}

# The figures are those of unwoven code, with each collector, and would not be if it were woven.
scenario_coverage() {
    covered '<PackageReference Include="coverlet.collector" Version="10.0.1" /><PackageReference Include="coverlet.msbuild" Version="10.0.1" />'
    local collector name unwoven measured woven
    for collector in '--collect:XPlat Code Coverage' '--collect:Code Coverage;Format=cobertura' -p:CollectCoverage=true; do
        name=${collector//[^A-Za-z]/}
        set -- "$collector" -p:CoverletOutputFormat=cobertura
        unwoven=$(rates "$name-unwoven" "$@" -p:UnboxedEnabled=false)
        measured=$(rates "$name" "$@")
        log_has 'Library\.dll \(Unboxed, net10\.0: not woven, because coverage is collected: '
        woven=$(rates "$name-woven" "$@" -p:UnboxedInCoverage=true)
        must_be_woven Library/bin/Release/net10.0/Library.dll
        echo "RATES $collector: unwoven $unwoven, as it is $measured, woven $woven"
        [[ $unwoven == *branch*line* ]] || fail "no rates with $collector"
        [ "$measured" = "$unwoven" ] || fail "with $collector, $measured is not $unwoven"
        [ "$woven" != "$unwoven" ] || fail "with $collector woven code has the same rates, so weaving could stay on"
    done
    measured=$(rates settings --settings coverage.runsettings)
    log_has 'because coverage is collected: coverage\.runsettings'
    [[ $measured == *branch*line* ]] || fail 'no rates with a settings file'
    run test Tests -c Release -nologo --tl:off
    must_be_woven Library/bin/Release/net10.0/Library.dll
}

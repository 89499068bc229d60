# Sourced by eng/consume.sh: an application whose packages are woven with it.

quick+=(woven_packages)
long+=(woven_packages_changed woven_packages_published)

# A package for .NET Standard that knows nothing of Unboxed, one for .NET that refers to it, and a program that uses both. Arguments: properties of the program.
packages_application() {
    if [ ! -e "$work/local/Shop.Counting.1.0.0.nupkg" ]; then
        project Store/Store.csproj '<TargetFramework>netstandard2.0</TargetFramework><ImplicitUsings>disable</ImplicitUsings><Nullable>disable</Nullable><PackageId>Shop.Store</PackageId><AssemblyName>Shop.Store</AssemblyName>'
        library_source Store
        sed -i '/Unboxed/d' Store/Library.cs
        run pack Store -c Release -nologo -o "$work/local"
        project Counting/Counting.csproj '<PackageId>Shop.Counting</PackageId><AssemblyName>Shop.Counting</AssemblyName>' '<PackageReference Include="Shop.Store" Version="1.0.0" />'
        cat >Counting/Counting.cs <<'SOURCE'
namespace Shop;

public sealed class Counting(ISource inner) : ISource
{
    public int Calls { get; private set; }

    public async Task<int> NextAsync(int value)
    {
        Calls++;
        return await inner.NextAsync(value);
    }
}
SOURCE
        run pack Counting -c Release -nologo -o "$work/local"
    fi
    # Two projects, as an application has them: what is said for all of them stands above them.
    mkdir -p Service
    cat >Service/Directory.Build.props <<'PROPS'
<Project>
  <PropertyGroup>
    <UnboxedWeavePackages Condition="'$(UnboxedWeavePackages)' == ''">true</UnboxedWeavePackages>
  </PropertyGroup>
</Project>
PROPS
    project Service/Layers/Layers.csproj '' "$unboxed_reference<PackageReference Include=\"Shop.Counting\" Version=\"1.0.0\" />"
    cat >Service/Layers/Layers.cs <<'SOURCE'
[assembly: Unboxed.ScratchSpace]

namespace Shop;

public sealed class Layer(ISource inner) : ISource
{
    public async Task<int> NextAsync(int value) => await inner.NextAsync(value);
}
SOURCE
    project Service/App/App.csproj "<OutputType>Exe</OutputType>${1:-}" "$unboxed_reference<ProjectReference Include=\"../Layers/Layers.csproj\" />"
    cat >Service/App/Program.cs <<'SOURCE'
using Shop;
[assembly: Unboxed.ScratchSpace]

var counting = new Counting(new Doubling(new Source()));
ISource source = new Layer(counting);
long before = 0;
int sum = 0;
for (int i = 0; i < 2000; i++)
{
    if (i == 1000) before = GC.GetTotalAllocatedBytes(true);
    sum += await source.NextAsync(i % 10);
}
// Four calls wait at once, each of which has a box when it is compiled as ever.
long bytes = (GC.GetTotalAllocatedBytes(true) - before) / 1000;
Console.WriteLine($"sum {sum}, {counting.Calls} calls, {(bytes < 64 ? "unboxed" : "boxed")}");
SOURCE
}

packages_output=Service/App/bin/Release/net10.0

# Woven below obj and copied from there; a second build does nothing, and what is changed is woven again.
scenario_woven_packages() {
    packages_application
    build Service/App
    log_has 'App: Unboxed weaves its packages'
    log_has 'App: 2 assemblies woven'
    log_has 'App -> .*\(Unboxed, net10\.0: 1 await site: 1 scratch'
    log_has 'Layers -> .*\(Unboxed, net10\.0: 1 await site: 1 scratch'
    for name in Shop.Store Shop.Counting Layers App; do must_be_woven $packages_output/$name.dll; done
    must_be_plain "$NUGET_PACKAGES/shop.store/1.0.0/lib/netstandard2.0/Shop.Store.dll"
    must_be_plain "$NUGET_PACKAGES/shop.counting/1.0.0/lib/net10.0/Shop.Counting.dll"
    prints 'sum 18000, 2000 calls, unboxed' dotnet $packages_output/App.dll
    [ ! -e Service/Layers/bin/Release/net10.0/Shop.Store.dll ] || fail 'a library has its packages beside it'

    local woven
    woven=$(stat -c %n%Y%i Service/App/obj/Release/net10.0/packages/*/*/lib/*/*.dll)
    build Service/App
    log_lacks 'weaves its packages|[0-9] assembl'
    [ "$(stat -c %n%Y%i Service/App/obj/Release/net10.0/packages/*/*/lib/*/*.dll)" = "$woven" ] || fail 'a build without a change weaves packages'

    build Service/App '-p:UnboxedPackagesExclude=Shop.S*%3bNothing'
    log_has 'App: 1 assembly woven'
    log_has "App: note: --exclude Nothing matches no assembly"
    must_be_plain $packages_output/Shop.Store.dll
    must_be_woven $packages_output/Shop.Counting.dll
    prints 'sum 18000, 2000 calls, boxed' dotnet $packages_output/App.dll

    build Service/App -p:UnboxedWeavePackages=false
    must_be_plain $packages_output/Shop.Store.dll
    must_be_plain $packages_output/Shop.Counting.dll
    prints 'sum 18000, 2000 calls, boxed' dotnet $packages_output/App.dll
}

# What an ended build, a damaged file and a clean leave.
scenario_woven_packages_changed() {
    packages_application
    build Service/App
    local woven
    woven=$(stat -c %n%Y%i Service/App/obj/Release/net10.0/packages/*/*/lib/*/*.dll)

    # Ended in the middle: what was done is taken as it is, and the rest is done.
    rm Service/App/obj/Release/net10.0/{Unboxed.packages.done.cache,packages/*/*/lib/*/Shop.Counting.dll}
    build Service/App
    log_has 'App: 2 assemblies woven'
    prints 'sum 18000, 2000 calls, unboxed' dotnet $packages_output/App.dll
    grep -qF "$(stat -c %n%Y%i Service/App/obj/Release/net10.0/packages/*/*/lib/*/Shop.Store.dll)" <<<"$woven" || fail 'a package that was woven is woven again'

    # Damaged: it stays as it is, and the rest is woven. The compiler refuses it as a reference, so that the build fails all the same: what counts is what has been told before.
    build Service/App
    local store=$NUGET_PACKAGES/shop.store/1.0.0/lib/netstandard2.0/Shop.Store.dll
    cp "$store" "$work/store"
    truncate -s -100 "$store"
    build Service/App || true
    log_has 'App: Shop\.Store stays as it is: .*damaged'
    cp "$work/store" "$store"
    build Service/App
    prints 'sum 18000, 2000 calls, unboxed' dotnet $packages_output/App.dll

    run clean Service/App -c Release -nologo
    [ -z "$(find Service/App/obj/Release/net10.0/packages -name '*.dll')" ] || fail 'clean leaves woven packages'
    build Service/App
    prints 'sum 18000, 2000 calls, unboxed' dotnet $packages_output/App.dll
}

# In each form of publication; the program as it is published, woven as a whole by the command line, is the same.
scenario_woven_packages_published() {
    packages_application '<RuntimeIdentifier>linux-x64</RuntimeIdentifier>'
    run publish Service/App -c Release -nologo -o published -p:SelfContained=false
    for name in Shop.Store Shop.Counting Layers App; do must_be_woven published/$name.dll; done
    prints 'sum 18000, 2000 calls, unboxed' published/App

    run publish Service/App -c Release -nologo -o precompiled -p:SelfContained=false -p:PublishReadyToRun=true
    for name in Shop.Store Shop.Counting Layers App; do
        must_be_woven precompiled/$name.dll
        [ "$(stat -c %s precompiled/$name.dll)" -gt "$(stat -c %s published/$name.dll)" ] || fail "there is no native code in $name.dll"
    done
    prints 'sum 18000, 2000 calls, unboxed' precompiled/App

    run publish Service/App -c Release -nologo -o single -p:SelfContained=true -p:PublishSingleFile=true -p:PublishTrimmed=true
    [ ! -e single/Shop.Store.dll ] || fail 'the package is not in the single file'
    prints 'sum 18000, 2000 calls, unboxed' single/App

    run publish Service/App -c Release -nologo -o plain -p:SelfContained=false -p:UnboxedEnabled=false
    for name in Shop.Store Shop.Counting Layers App; do must_be_plain plain/$name.dll; done
    prints 'sum 18000, 2000 calls, boxed' plain/App
    run "$root/src/Cli/bin/Release/net10.0/unboxed.dll" weave --app plain -o woven
    log_has '^4 assemblies woven'
    prints 'sum 18000, 2000 calls, unboxed' woven/App

    run publish Service/App -c Release -nologo -o contained -p:SelfContained=true -p:UnboxedEnabled=false
    run "$root/src/Cli/bin/Release/net10.0/unboxed.dll" weave --app contained -o contained-woven
    log_has '^4 assemblies woven'
    cmp contained/System.Private.CoreLib.dll contained-woven/System.Private.CoreLib.dll || fail 'the framework is not as it was'
    prints 'sum 18000, 2000 calls, unboxed' contained-woven/App
}

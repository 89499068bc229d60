# Sourced by the checks: a throw-away woven project in a temporary folder, which meets the weaver as a user of the package
# does: the package's folders build/, lib/ and weaver/, two lines of the user's own, and no file of this repository around it.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=$work/package
project=$work/Throwaway
assembly=$project/obj/Release/net10.0/Throwaway.dll
woven_message='Unboxed, net10\.0: [0-9]+ await sites: '

fail() {
    echo "$(basename "$0"): $1" >&2
    [ ! -f "$work/log" ] || sed 's/^/    /' "$work/log" >&2
    exit 1
}

# Builds the project with output in $work/log; the status is the build's. Arguments go to dotnet build.
build() {
    dotnet build "$project/Throwaway.csproj" -c Release -nologo --tl:off "$@" >"$work/log" 2>&1
}

is_woven() { grep -qE "$woven_message" "$work/log"; }

make_package() {
    dotnet build "$root/src/Weaver/Unboxed.Fody.csproj" -c Release -v quiet -nologo -clp:NoSummary
    dotnet build "$root/src/Abstractions/Unboxed.csproj" -c Release -f net10.0 -v quiet -nologo -clp:NoSummary
    mkdir -p "$package/weaver" "$package/lib"
    cp -r "$root/build" "$package/build"
    cp "$root"/src/Weaver/bin/Release/netstandard2.0/Unboxed.Fody.{dll,xcf} "$package/weaver/"
    cp "$root/src/Abstractions/bin/Release/net10.0/Unboxed.dll" "$package/lib/"
}

make_project() {
    mkdir -p "$project"
    local fody
    fody=$(sed -n 's/.*Include="Fody" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
    cat >"$project/Throwaway.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <Import Project="$package/build/Unboxed.Fody.props" />
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Fody" Version="$fody" PrivateAssets="all" />
    <Reference Include="Unboxed" HintPath="$package/lib/Unboxed.dll" />
  </ItemGroup>
  <Import Project="$package/build/Unboxed.Fody.targets" />
</Project>
PROJECT
    cat >"$project/Program.cs" <<'SOURCE'
[assembly: Unboxed.ScratchSpace]

ISource source = new Source();
int sum = 0;
for (int i = 0; i < 10; i++) sum += await source.NextAsync(i);
Console.WriteLine($"sum {sum}");

interface ISource
{
    ValueTask<int> NextAsync(int value);
}

sealed class Source : ISource
{
    public async ValueTask<int> NextAsync(int value)
    {
        await Task.Yield();
        return value;
    }
}
SOURCE
    set_options ''
}

# Writes FodyWeavers.xml; the argument stands inside <Unboxed …/>.
set_options() {
    echo "<Weavers><Unboxed $1/></Weavers>" >"$project/FodyWeavers.xml"
}

run_project() {
    local output
    output=$(dotnet "$project/bin/Release/net10.0/Throwaway.dll") || fail 'the woven program failed'
    [ "$output" = 'sum 45' ] || fail "the woven program printed '$output'"
}

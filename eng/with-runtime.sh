#!/usr/bin/env bash
# Runs a command on another .NET runtime, whose pack NuGet serves: a root of its own, with the muxer of the SDK that is installed, is first on PATH and DOTNET_ROOT.
# VERSION is 8.0, 9.0, 10.0 or 11.0 for the patch that the SDK knows (.0 where it knows none), or an exact one such as 11.0.0.
# Programs for older frameworks roll forward to it; there is no SDK in the root, so what is run has been built before.
# Usage: eng/with-runtime.sh VERSION command [argument]...
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)

fail() {
    echo "with-runtime: $1" >&2
    exit 1
}
[ $# -ge 2 ] || fail 'usage: eng/with-runtime.sh VERSION command [argument]...'
version=$1
shift
[[ $version =~ ^[0-9]+\.[0-9]+(\.[0-9A-Za-z.-]+)?$ ]] || fail "'$version' is not a version such as 11.0 or 11.0.0"

work=$(mktemp -d)
trap 'rm -rf "$work" ${root:+"$root"}' EXIT
cat >"$work/Runtime.proj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Microsoft.NETCore.App.Runtime.linux-x64" Version="[$(Wanted)]" Condition="'$(Wanted)' != ''" />
  </ItemGroup>
  <Target Name="Pick">
    <ItemGroup>
      <Known Include="@(KnownFrameworkReference->WithMetadataValue('Identity', 'Microsoft.NETCore.App')->WithMetadataValue('TargetFramework', 'net$(Series)'))" />
    </ItemGroup>
    <PropertyGroup>
      <Picked>@(Known->'%(LatestRuntimeFrameworkVersion)'->Distinct())</Picked>
    </PropertyGroup>
  </Target>
</Project>
PROJECT
msbuild() { dotnet msbuild "$work/Runtime.proj" -nologo "$@"; }

if [[ $version =~ ^[0-9]+\.[0-9]+$ ]]; then
    picked=$(msbuild -p:Series="$version" -t:Pick -getProperty:Picked)
    version=${picked:-$version.0}
fi

runtime=$repository/obj/runtimes/$version
if [ ! -d "$runtime" ]; then
    msbuild -p:Wanted="$version" -t:Restore >"$work/log" 2>&1 || fail "no runtime $version: $(sed -n 's/.*error \(NU[0-9]*: .*\)/\1/p' "$work/log" | head -1)"
    pack=$(msbuild -p:Wanted="$version" -getProperty:NuGetPackageRoot)/microsoft.netcore.app.runtime.linux-x64/$version/runtimes/linux-x64
    # Beside its place: a root that is there is whole.
    root=$runtime.$$
    mkdir -p "$root/host/fxr/$version" "$root/shared/Microsoft.NETCore.App/$version"
    # A copy: the muxer looks for its root where it really lies.
    cp "$(readlink -f "$(command -v dotnet)")" "$root/dotnet"
    cp "$pack/native/libhostfxr.so" "$root/host/fxr/$version/"
    cp "$pack"/native/* "$pack"/lib/net*/* "$root/shared/Microsoft.NETCore.App/$version/"
    # Whoever else laid it out in the meantime laid out the same.
    mv -T "$root" "$runtime" 2>"$work/log" || [ -d "$runtime" ] || fail "$(cat "$work/log")"
fi

rm -rf "$work" ${root:+"$root"}
export DOTNET_ROOT=$runtime DOTNET_ROLL_FORWARD=LatestMajor PATH=$runtime:$PATH
exec "$@"

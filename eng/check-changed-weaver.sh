#!/usr/bin/env bash
# A changed weaver weaves again, and it is the changed one that weaves although the build node has the old one loaded.
set -euo pipefail
source "$(dirname "$0")/throwaway.sh"

# Nodes are reused, as on a user's machine, and all projects are built in them, so that the second build meets a node that
# has loaded the first weaver. A handshake salt of their own keeps them apart from nodes of other builds.
unset MSBUILDDISABLENODEREUSE
export MSBUILDNOINPROCNODE=1
export MSBUILDNODEHANDSHAKESALT=$work
export MSBUILDNODECONNECTIONTIMEOUT=60000

make_package
make_project
mkdir "$work/weaver"
cp "$package"/weaver/* "$work/weaver/"
export UnboxedWeaverPath=$work/weaver/Unboxed.Fody.dll

# A weaver of the same name that changes nothing and says which one it is.
make_weaver() {
    local source=$work/weavers/$1
    mkdir -p "$source"
    local helpers
    helpers=$(sed -n 's/.*Include="FodyHelpers" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
    cat >"$source/Unboxed.Fody.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="FodyHelpers" Version="$helpers" />
  </ItemGroup>
</Project>
PROJECT
    cat >"$source/ModuleWeaver.cs" <<SOURCE
using System.Collections.Generic;
using Fody;

public class ModuleWeaver : BaseModuleWeaver
{
    public override void Execute() => WriteMessage("woven by $1", MessageImportance.High);

    public override IEnumerable<string> GetAssembliesForScanning() => new string[0];
}
SOURCE
    # Built without the path above, which belongs to the woven project alone.
    env -u UnboxedWeaverPath dotnet build "$source/Unboxed.Fody.csproj" -c Release -v quiet -nologo -clp:NoSummary
}

must_be_woven_by() {
    build || fail "the build with $1 failed"
    grep -q "woven by $1" "$work/log" || fail "$1 did not weave"
    run_project
    build || fail "the build after the one with $1 failed"
    ! grep -q 'woven by' "$work/log" || fail "$1 wove twice"
}

for weaver in weaver-one weaver-two weaver-three; do make_weaver "$weaver"; done

build || fail 'the first build failed'
is_woven || fail 'the first build did not weave'
run_project

for weaver in weaver-one weaver-two weaver-three; do
    cp "$work/weavers/$weaver/bin/Release/netstandard2.0/Unboxed.Fody.dll" "$UnboxedWeaverPath"
    must_be_woven_by "$weaver"
done

cp "$package/weaver/Unboxed.Fody.dll" "$UnboxedWeaverPath"
build || fail 'the build with the first weaver again failed'
is_woven || fail 'the first weaver did not weave again'
run_project
echo 'check-changed-weaver: passed'

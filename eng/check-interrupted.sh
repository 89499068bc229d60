#!/usr/bin/env bash
# Builds that share a process, run at the same time or are ended in the middle: the weaver stays replaceable, each framework is woven, and the next build is right.
set -euo pipefail
source "$(dirname "$0")/throwaway.sh"

make_package
dotnet build "$root/src/Abstractions/Unboxed.csproj" -c Release -f net8.0 -v quiet -nologo -clp:NoSummary
mkdir "$package/lib/net8.0" "$package/lib/net10.0"
cp "$root/src/Abstractions/bin/Release/net8.0/Unboxed.dll" "$package/lib/net8.0/"
cp "$root/src/Abstractions/bin/Release/net10.0/Unboxed.dll" "$package/lib/net10.0/"
make_project
built=$project/bin/Release/net10.0/Throwaway.dll

must_be_right() {
    grep -aq 'Unboxed\.CompilerServices' "$built" || fail "$1: the program is not woven"
    run_project
}

# Ends the build's own process from within: before the weaver, when it has written half, and when it has written all.
sed -i 's:^</Project>:<Target Name="EndBefore" BeforeTargets="FodyTarget" Condition="'"'\$(EndAt)' == 'before'"'"><Exec Command="kill -9 $PPID" /></Target>\
<Target Name="EndHalf" BeforeTargets="UnboxedNoteFinished" Condition="'"'\$(EndAt)' == 'half'"'"><Exec Command="truncate -s 2000 @(IntermediateAssembly); kill -9 $PPID" /></Target>\
<Target Name="EndAfter" AfterTargets="FodyTarget" Condition="'"'\$(EndAt)' == 'after'"'"><Exec Command="kill -9 $PPID" /></Target>\
</Project>:' "$project/Throwaway.csproj"
for history in fresh built; do
    for moment in before half after; do
        [ "$history" = built ] || rm -rf "$project/bin" "$project/obj"
        echo "// $moment" >>"$project/Program.cs"
        ! build -m:1 -p:EndAt="$moment" || fail "$history, $moment: the build was not ended"
        build || fail "$history, $moment: the next build failed"
        must_be_right "$history, $moment"
        build || fail "$history, $moment: the build after the next failed"
        ! is_woven || fail "$history, $moment: the build after the next wove again"
    done
done

# In nodes that stay, no file of the weaver is open.
unset MSBUILDDISABLENODEREUSE
export MSBUILDNOINPROCNODE=1 MSBUILDNODEHANDSHAKESALT=$work
build --no-incremental || fail 'a build in a node failed'
! grep -lF "$package/weaver" /proc/[0-9]*/maps 2>/dev/null || fail 'a process has the weaver mapped'
! find /proc/[0-9]*/fd -lname "$package/weaver/*" 2>/dev/null | grep . || fail 'a process has a file of the weaver open'

# Two frameworks at the same time, with a file of options, whose schema Fody writes.
sed -i 's:<TargetFramework>net10.0</TargetFramework>:<TargetFrameworks>net8.0;net10.0</TargetFrameworks>:; s:lib/Unboxed.dll:lib/$(TargetFramework)/Unboxed.dll:' "$project/Throwaway.csproj"
for again in first second third; do
    rm -f "$project/FodyWeavers.xsd"
    build -m --no-incremental || fail "the $again build of two frameworks failed"
    for framework in net8.0 net10.0; do
        grep -qE "Unboxed, ${framework/./\\.}: [0-9]+ await sites: " "$work/log" || fail "the $again build did not weave $framework"
        grep -aq 'Unboxed\.CompilerServices' "$project/bin/Release/$framework/Throwaway.dll" || fail "the $again build left $framework as it was"
    done
    ! grep -q warning "$work/log" || fail "the $again build of two frameworks warns"
    run_project
done
echo 'check-interrupted: passed'

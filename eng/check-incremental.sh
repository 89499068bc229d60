#!/usr/bin/env bash
# A build without a change does not weave again.
set -euo pipefail
source "$(dirname "$0")/throwaway.sh"

make_package
make_project

build || fail 'the first build failed'
is_woven || fail 'the first build did not weave'
run_project
written=$(stat -c %y "$assembly")
hash=$(sha256sum <"$assembly")

for again in second third; do
    build || fail "the $again build failed"
    ! is_woven || fail "the $again build wove again"
    [ "$(stat -c %y "$assembly")" = "$written" ] || fail "the $again build wrote the assembly again"
    [ "$(sha256sum <"$assembly")" = "$hash" ] || fail "the $again build changed the assembly"
done
run_project

# What was not compiled again must still be the woven assembly after a change elsewhere.
echo 'Console.Write("");' >>"$work/append"
sed -i '3r '"$work/append" "$project/Program.cs"
build || fail 'the build after a change failed'
is_woven || fail 'a changed source was not woven'
run_project

set_options 'MaxScratchBytes="1024"'
build || fail 'the build after a change of FodyWeavers.xml failed'
is_woven || fail 'a changed FodyWeavers.xml did not weave again'
run_project

# A project that signs what has been woven, or does anything else to it before it is copied.
sed -i '$i <Target Name="Sign" AfterTargets="FodyTarget"><Touch Files="@(IntermediateAssembly)" /></Target>' "$project/Throwaway.csproj"
build || fail 'the build that signs failed'
build || fail 'the build after it failed'
! is_woven || fail 'what is signed after the weaving is woven at each build'
run_project
echo 'check-incremental: passed'

#!/usr/bin/env bash
# Diagnostics reach the user through a build: place, severity, id, and the link that a property sets.
set -euo pipefail
source "$(dirname "$0")/throwaway.sh"

make_package
make_project
# A root in code of the user's own: that of top-level statements is the compiler's.
echo 'static class Rooted { internal static async Task<int> OfAsync(ISource source) => await source.NextAsync(1); }' >>"$project/Program.cs"

# The pages come with the package.
mkdir -p "$package/docs"
cp -r "$root/docs/diagnostics" "$package/docs/"
set_options 'UNB1301="warning"'
build || fail 'a warning failed the build'
grep -qE 'Program\.cs\([0-9]+,[0-9]+,[0-9]+,[0-9]+\): warning : Fody/Unboxed: UNB1301: .* help: .* /.*/package/docs/diagnostics/UNB1301\.md' "$work/log" || fail 'the lint did not warn with place, id, help and link'
[ -f "$(sed -n 's:.*help\: .* \(/.*/UNB1301\.md\).*:\1:p' "$work/log" | head -1)" ] || fail 'the link names no page'
run_project

build -p:UnboxedHelpBase=https://example.org/help/ || fail 'the build with another address failed'
grep -q 'https://example.org/help/UNB1301.md' "$work/log" || fail 'the property UnboxedHelpBase did not change the link'

set_options 'UNB1301="warning" NoWarn="UNB1301"'
build || fail 'the build with NoWarn failed'
! grep -q 'UNB1301' "$work/log" || fail 'NoWarn did not hide a warning'

# An .editorconfig says it of the files in its sections; the compiler maps the paths of sources here.
set_options 'UNB1301="error"'
printf 'root = true\n[Prog*.cs]\ndotnet_diagnostic.UNB1301.severity = warning\n' >"$project/.editorconfig"
build "-p:PathMap=$project=/_/" || fail 'an .editorconfig did not make a warning of an error'
grep -qE ': warning : Fody/Unboxed: UNB1301: ' "$work/log" || fail 'the severity of an .editorconfig was not told'
set_options ''
sed -i 's/warning/none/' "$project/.editorconfig"
build || fail 'the build with the severity none failed'
! grep -q 'UNB1301' "$work/log" || fail 'the severity none did not hide a diagnostic'
is_woven || fail 'a changed .editorconfig did not weave again'
sed -i 's/none/off/' "$project/.editorconfig"
! build || fail 'a severity that is none passed'
grep -qF "$project/.editorconfig(3): 'off' is no severity of UNB1301: it takes none, silent, suggestion, warning, error or default." "$work/log" || fail 'the wrong severity was not told with file and line'
rm "$project/.editorconfig"
printf 'is_global = true\ndotnet_diagnostic.UNB1301.severity = error\n' >"$project/.globalconfig"
! build || fail 'the severity of a .globalconfig did not fail the build'
grep -qE 'Program\.cs\([0-9,]+\): error : Fody/Unboxed: UNB1301: ' "$work/log" || fail 'the severity of a .globalconfig was not told'
rm "$project/.globalconfig"

set_options 'Lint="error"'
build || fail 'the lint fails a program in which nothing is wrong'
set_options 'UNB1301="error"'
for again in first second; do
    ! build || fail "the $again build passed in spite of errors"
    grep -qE 'Program\.cs\([0-9,]+\): error : Fody/Unboxed: UNB1301: ' "$work/log" || fail "the $again build did not tell the error"
done

set_options 'DryRun="true"'
build || fail 'the dry run failed'
grep -q '(dry run: nothing is woven)' "$work/log" || fail 'the dry run did not say so'
[ -s "$project/obj/Release/net10.0/Unboxed.report.json" ] || fail 'the dry run wrote no report'
run_project
echo 'check-diagnostics: passed'

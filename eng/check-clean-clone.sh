#!/usr/bin/env bash
# The two commands of the README on a fresh clone with an empty package cache, as on a machine that has never seen either.
# What is not committed is not seen.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git clone --quiet "$root" "$work/clone"
cd "$work/clone"
export NUGET_PACKAGES=$work/packages
unset UnboxedWeaverPath

for command in 'dotnet run -c Release --project samples/LogPipeline' 'dotnet test Weaver.sln -c Release'; do
    grep -qF "$command" README.md || { echo "check-clean-clone: README.md does not give '$command'" >&2; exit 1; }
    $command
done
# Nothing that a build writes may show up as a change.
[ -z "$(git status --porcelain)" ] || { git status --short >&2; echo 'check-clean-clone: the build changes the checkout' >&2; exit 1; }
echo 'check-clean-clone: passed'

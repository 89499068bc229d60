#!/usr/bin/env bash
# Weaves other people's libraries from the command line, and checks every method of the output with the verifier and the JIT.
# With --skipped, names each method that the JIT was not asked to compile. With --write, writes docs/coverage.md instead: how many of their awaits became scratch calls, and why the others did not.
# Usage: eng/check-foreign-libraries.sh [--write | [--skipped] assembly...]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/ForeignLibraries/ForeignLibraries.csproj -c Release -v quiet -nologo -clp:NoSummary
program=tests/ForeignLibraries/bin/Release/net10.0/ForeignLibraries
if [ "${1:-}" = --write ]; then
    "$program" coverage docs/coverage.md
else
    "$program" check "$@"
    echo 'check-foreign-libraries: passed'
fi

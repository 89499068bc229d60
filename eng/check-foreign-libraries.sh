#!/usr/bin/env bash
# Weaves other people's libraries from the command line, together as those of an application are, checks every method of the output with the verifier and the JIT, and how many of their awaits became
# scratch calls: that these are enough, and that docs/coverage.md says it. With names, weaves these libraries alone and checks their methods. With --skipped, names each method that the JIT was not asked to compile.
# With --write, writes docs/coverage.md instead.
# Usage: eng/check-foreign-libraries.sh [--write | [--skipped] assembly...]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/ForeignLibraries/ForeignLibraries.csproj -c Release -v quiet -nologo -clp:NoSummary
program=tests/ForeignLibraries/bin/Release/net10.0/ForeignLibraries
if [ "${1:-}" = --write ]; then
    "$program" coverage docs/coverage.md
elif [ $# -eq 0 ]; then
    "$program" check --coverage docs/coverage.md
    echo 'check-foreign-libraries: passed'
else
    "$program" check "$@"
    echo 'check-foreign-libraries: passed'
fi

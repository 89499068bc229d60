#!/usr/bin/env bash
# Every project is in the solution: what is not there is neither built nor tested by the README's commands.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=$(comm -23 <(git ls-files '*.csproj' | sort) <(dotnet sln Weaver.sln list | grep '\.csproj$' | tr '\\' / | sort))
if [ -n "$missing" ]; then
    echo "not in Weaver.sln: $missing" >&2
    exit 1
fi

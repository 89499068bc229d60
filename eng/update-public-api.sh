#!/usr/bin/env bash
# Writes PublicAPI.Unshipped.txt of each library anew: all that its public API has and PublicAPI.Shipped.txt has not. Look at the difference before it is committed.
set -euo pipefail
cd "$(dirname "$0")/../src"
for library in */PublicAPI.Unshipped.txt; do (
    cd "$(dirname "$library")"
    echo '#nullable enable' >PublicAPI.Unshipped.txt
    dotnet build -c Release -nologo -clp:NoSummary -p:TreatWarningsAsErrors=false --no-incremental |
        sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" | LC_ALL=C sort -u >>PublicAPI.Unshipped.txt
); done
git diff --stat -- .

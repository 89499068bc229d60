#!/usr/bin/env bash
# Writes src/Abstractions/PublicAPI.Unshipped.txt anew: all that the public API of Unboxed.dll has and PublicAPI.Shipped.txt has not. Look at the difference before it is committed.
set -euo pipefail
cd "$(dirname "$0")/../src/Abstractions"
echo '#nullable enable' >PublicAPI.Unshipped.txt
dotnet build -c Release -nologo -clp:NoSummary -p:TreatWarningsAsErrors=false --no-incremental |
    sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" | LC_ALL=C sort -u >>PublicAPI.Unshipped.txt
git diff --stat -- .

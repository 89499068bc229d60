#!/usr/bin/env bash
# Runs samples/CustomStrategy: the same result by each strategy, and no bytes where there is room for all calls.
set -euo pipefail
cd "$(dirname "$0")/.."

table=$(mktemp)
trap 'rm -f "$table"' EXIT
dotnet run -c Release --project samples/CustomStrategy | tee "$table"

LC_ALL=C awk '
function complain(text) { print "check-custom-strategy: " text > "/dev/stderr"; failed = 1 }
NF == 3 && $2 ~ /^[0-9]+$/ { rows++; bytes[$1] = $3 + 0; if (rows > 1 && $2 != sum) complain("the sums differ"); sum = $2 }
END {
    if (rows != 4) complain("not four rows")
    if (bytes["box"] < 50) complain("the box allocates nothing")
    if (bytes["inlining"] >= bytes["box"]) complain("inlining allocates as much as the box")
    if (bytes["ring"] != 0 || bytes["allocating"] != 0) complain("where there is room for all calls, they allocate")
    exit failed
}' "$table"
echo 'check-custom-strategy: passed'

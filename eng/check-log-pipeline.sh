#!/usr/bin/env bash
# Runs samples/LogPipeline: the same result woven and unwoven, reads that suspend, and at most a tenth of the bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

table=$(mktemp)
trap 'rm -f "$table"' EXIT
dotnet run -c Release --project samples/LogPipeline | tee "$table"

LC_ALL=C awk '
function complain(text) { print "check-log-pipeline: " text > "/dev/stderr"; failed = 1 }
$1 == "unwoven" || $1 == "woven" {
    if (NF != 7) complain("row \"" $0 "\" has not 7 columns")
    rows[$1]++; lines[$1] = $2; checksum[$1] = $3; suspensions[$1] = $4 + 0; bytes[$1] = $5 + 0
}
END {
    if (rows["unwoven"] != 1 || rows["woven"] != 1) { complain("not one row for each variant"); exit 1 }
    if (lines["woven"] != lines["unwoven"] || lines["woven"] + 0 == 0) complain("lines differ, or there are none")
    if (checksum["woven"] != checksum["unwoven"]) complain("checksums differ")
    if (suspensions["woven"] < 0.5 || suspensions["unwoven"] < 0.5) complain("fewer than 0.5 suspensions a line")
    if (bytes["woven"] > bytes["unwoven"] / 10) complain("woven code allocates more than a tenth of what unwoven code does")
    exit failed
}' "$table"
echo 'check-log-pipeline: passed'

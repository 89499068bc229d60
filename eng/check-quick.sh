#!/usr/bin/env bash
# Runs the workloads of the quick benchmark for their bytes, or reads its output from the file named, and asserts what they allocate; times are only shown.
# Usage: eng/check-quick.sh [file]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
if [ $# -gt 0 ]; then
    cat "$1" >"$rows"
else
    # One as it is measured, with all variants: their results are checked.
    dotnet run -c Release --project "$root/benchmarks/Benchmarks.csproj" -- quick generic --rounds 1
    dotnet run -c Release --no-build --project "$root/benchmarks/Benchmarks.csproj" -- quick bytes | tee "$rows"
fi

LC_ALL=C awk '
function complain(text) { print "check-quick: " text > "/dev/stderr"; failed = 1 }
function bytes_of(workload, variant) {
    if (!((workload, variant) in bytes)) { complain("no row \"quick " workload " " variant "\""); return 0 }
    return bytes[workload, variant]
}
# Where several threads allocate, what an operation more costs may come out below nothing.
$1 == "quick" {
    if (NF != 5 || $4 !~ /^[0-9]+([.][0-9]+)?$/ || $5 !~ /^-?[0-9]+([.][0-9]+)?$/) complain("row \"" $0 "\" is not of the form quick <workload> <variant> <ns/op> <B/op>")
    if (($2, $3) in bytes) complain("two rows for " $2 " " $3)
    bytes[$2, $3] = $5 + 0
}
# The runtime is the empty string for .NET 10.
function check_strategies(runtime,    names, workloads, prefixes, count, i, j, k, variant, found) {
    count = split("inlining caching allocating own woven-inlining woven-caching woven-allocating woven-own woven-caller woven-caller-allocator woven-caller-side-stack woven-caller-scope", names, " ")
    split("strategies-d1 strategies-d4", workloads, " ")
    for (j = 1; j <= 2; j++) {
        for (i = 1; i <= count; i++) {
            found = bytes_of(workloads[j], names[i] runtime)
            if (found != 0) complain(workloads[j] " " names[i] runtime " allocates " found " B/op")
        }
        if (bytes_of(workloads[j], "box" runtime) <= 0) complain(workloads[j] " box" runtime " allocates nothing: what is it compared with?")
    }
}
function check(runtime,    none, least, count, i, found, bound) {
    count = split("suspend-d1 suspend-d4 suspend-d16 sync-d1 sync-d4 sync-d16 loop-d1 loop-d4 loop-d16 loop-d60 decorator-d8 decorator-sync-d8 generic generic-sync bigstate-d4 bigstate-sync-d4", none, " ")
    for (i = 1; i <= count; i++) {
        found = bytes_of(none[i], "unboxed" runtime)
        if (found != 0) complain(none[i] " unboxed" runtime " allocates " found " B/op")
    }
    count = split("root-d1 root-d4 root-d16 rootsync-d1 rootsync-d4 asynclocal-d4 ordinary-suspended ordinary-sync iterator iterator-sync fanout", least, " ")
    for (i = 1; i <= count; i++) {
        found = bytes_of(least[i], "unboxed" runtime)
        bound = bytes_of(least[i], "valuetask" runtime)
        if (found > bound) complain(least[i] " unboxed" runtime " allocates " found " B/op, valuetask " bound)
    }
}
END {
    check("")
    check("@11")
    check_strategies("")
    check_strategies("@11")
    exit failed
}' "$rows"
echo 'check-quick: passed'

#!/usr/bin/env bash
# What weaving packages costs a build of samples/Service, in seconds: the medians of some first builds of the service's project, each without what an earlier build has left, and of builds after them in which
# nothing has changed. Service.AllWoven weaves its packages, Service.Woven does not, and Service.Unwoven weaves nothing; they take turns. What they refer to is built before. The last line does not depend on what else
# the machine does as much as the others do: what MSBuild says of the targets that weave packages. Asserts nothing.
# Usage: eng/measure-package-builds.sh [first builds] [builds after them]
set -euo pipefail
cd "$(dirname "$0")/.."

firsts=${1:-3} seconds=${2:-9}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
forms=(Unwoven Woven AllWoven)

# Arguments: form, and what the time is of.
build() {
    local started
    started=$(date +%s%N)
    dotnet build "samples/Service.$1" -c Release --no-restore -nologo -v quiet -clp:PerformanceSummary -p:BuildProjectReferences=false >"$work/log" || {
        cat "$work/log" >&2
        exit 1
    }
    echo $(($(date +%s%N) - started)) >>"$work/$2-$1"
    awk '$2 == "ms" && /Unboxed(ListPackages|RunOverPackages|WeavePackages|ReferTo[A-Za-z]*Packages) / { sum += $1 } END { print sum + 0 }' "$work/log" >>"$work/targets-$2-$1"
    echo "$2 build of Service.$1: $(tail -1 "$work/$2-$1" | awk '{ printf "%.2f s", $1 / 1e9 }')" >&2
}

for form in "${forms[@]}"; do dotnet build "samples/Service.$form" -c Release -nologo -v quiet >&2; done
for ((run = 0; run < firsts; run++)); do
    for form in "${forms[@]}"; do
        rm -rf "samples/Service.$form/bin/Release" "samples/Service.$form/obj/Release"
        build "$form" first
    done
done
# One more, so that what the first one has left for later is not measured.
for form in "${forms[@]}"; do build "$form" unmeasured; done
for ((run = 0; run < seconds; run++)); do
    for ((turn = 0; turn < 3; turn++)); do build "${forms[(run + turn) % 3]}" second; done
done

printf '%-10s %12s %12s\n' '' 'first build' 'second build'
for form in "${forms[@]}"; do
    printf '%-10s' "$form"
    for which in first second; do
        sort -n "$work/$which-$form" | awk '{ time[NR] = $1 } END { printf " %10.2f s", (time[int((NR + 1) / 2)] + time[int((NR + 2) / 2)]) / 2e9 }'
    done
    echo
done
# Round by round: what the machine does to one build, it does to the next as well.
paste "$work/second-Woven" "$work/second-AllWoven" | awk '{ print ($2 / $1 - 1) * 100 }' | sort -n |
    awk '{ share[NR] = $1 } END { printf "a second build takes %.1f %% more where packages are woven (median; quartiles %.1f and %.1f)\n", (share[int((NR + 1) / 2)] + share[int((NR + 2) / 2)]) / 2, share[int((NR + 3) / 4)], share[int((3 * NR + 1) / 4)] }'
sort -n "$work/targets-second-AllWoven" | awk '{ time[NR] = $1 } END { printf "the targets that weave packages take in it %d ms (median)\n", time[int((NR + 1) / 2)] }'

#!/usr/bin/env bash
# What people do with the packages, done with the packages: projects in an empty folder, with a package cache of their own, from a folder feed that `dotnet pack` has filled.
# Each scenario checks that calls were woven, and that the program runs. The quick ones are part of CI; those that download SDKs and compilers are run by --all.
# Usage: eng/consume.sh [--all] [--list] [scenario]...      a scenario is named by a part of its name
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

quick=() long=()
for file in "$root"/eng/consume/*.sh; do source "$file"; done

chosen=("${quick[@]}") filters=()
for argument in "$@"; do
    case $argument in
        --all) chosen=("${quick[@]}" "${long[@]}") ;;
        --list) printf '%s\n' "${quick[@]}" "${long[@]/%/ (--all)}"; exit ;;
        -*) echo "consume: no option $argument" >&2; exit 64 ;;
        *) filters+=("$argument") ;;
    esac
done
if [ ${#filters[@]} -gt 0 ]; then
    chosen=()
    for scenario in "${quick[@]}" "${long[@]}"; do
        for filter in "${filters[@]}"; do
            if [[ $scenario == *$filter* ]]; then chosen+=("$scenario"); break; fi
        done
    done
    [ ${#chosen[@]} -gt 0 ] || { echo "consume: no scenario is named like ${filters[*]}" >&2; exit 64; }
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prepare

# Most of what a scenario does keeps one core busy: two run at a time, each in a folder of its own. A file tells that a scenario has passed.
run_scenario() {
    local scenario=$1 started=$SECONDS folder=$work/$1 status
    mkdir "$folder"
    # In a shell of its own, so that what a scenario sets is gone with it. Not in a condition: that would switch -e off in it.
    set +e
    (set -e; cd "$folder"; "scenario_$scenario") >"$folder.log" 2>&1
    status=$?
    set -e
    printf '%-28s %s %4d s\n' "$scenario" "$([ $status = 0 ] && echo passed || echo FAILED)" $((SECONDS - started))
    if [ $status = 0 ]; then
        : >"$folder.passed"
    else
        sed 's/^/    /' "$folder.log" >&2
    fi
}

# `wait -n` has the status of a scenario that failed, which is no failure of this loop: what failed is looked at below.
for scenario in "${chosen[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
    run_scenario "$scenario" &
done
wait
failed=()
for scenario in "${chosen[@]}"; do
    [ -e "$work/$scenario.passed" ] || failed+=("$scenario")
done
[ ${#failed[@]} = 0 ] || { echo "consume: failed: ${failed[*]}" >&2; exit 1; }
echo "consume: ${#chosen[@]} scenarios passed in $SECONDS s"

#!/usr/bin/env bash
# A build that failed in the weaver fails again until its cause is mended, and then succeeds.
set -euo pipefail
source "$(dirname "$0")/throwaway.sh"

make_package

must_fail() {
    if build; then fail "$1: the build passed"; fi
    grep -qE "error.*NoSuchOption" "$work/log" || fail "$1: the error does not name the option"
}

# Once from the start, and once after a build that had succeeded.
for history in fresh built; do
    rm -rf "$project"
    make_project
    if [ "$history" = built ]; then build || fail 'the build before failed'; fi
    set_options 'NoSuchOption="1"'
    must_fail "$history, first build"
    must_fail "$history, second build"
    must_fail "$history, third build"
    set_options ''
    build || fail "$history: the build after the mend failed"
    is_woven || fail "$history: the build after the mend did not weave"
    run_project
    build || fail "$history: the build after that failed"
    ! is_woven || fail "$history: the build after that wove again"
done
echo 'check-failed-weave: passed'

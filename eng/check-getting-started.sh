#!/usr/bin/env bash
# Does what docs/getting-started.md says, block by block, in an empty folder, with packages from a folder feed and a package cache of its own.
# Blocks of sh are run; blocks whose first line is a comment with a file name are written to that file; blocks of text are what the commands before them must have printed: these lines, together and
# in this order, where … stands for anything. What a call allocates in the first run is measured, and may be another number of bytes. Blocks of console are not run.
# Usage: eng/check-getting-started.sh      with UNBOXED_FEED, packages are taken from that folder and not packed
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
page=$root/docs/getting-started.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/eng/consume/tools.sh"
prepare
export DOTNET_CLI_HOME=$work/home DOTNET_NOLOGO=1 NO_COLOR=1 MSBUILDTERMINALLOGGER=off

# Each block becomes a file whose name is its number and its language.
mkdir "$work/blocks"
awk -v folder="$work/blocks" '
/^```/ && file { close(file); file = ""; next }
/^```/ { file = sprintf("%s/%02d.%s", folder, ++count, substr($0, 4)); printf "" >file; next }
file { print >file }
END { if (file) { print "check-getting-started: a block has no end" >"/dev/stderr"; exit 1 } }' "$page"

stop() {
    echo "check-getting-started: $1" >&2
    [ ! -f "$work/output" ] || sed 's/^/    /' "$work/output" >&2
    exit 1
}

# The lines of a file as regular expressions of whole lines.
patterns() { sed -E 's/[][\.*^$+?(){}|]/\\&/g; s/…/.*/g; s/: [0-9]+ B per call/: [0-9]+ B per call/; s/^/^ */; s/$/$/' "$1"; }

must_have_printed() {
    local -a wanted printed
    mapfile -t wanted < <(patterns "$1")
    mapfile -t printed <"$work/output"
    local start line
    for ((start = 0; start + ${#wanted[@]} <= ${#printed[@]}; start++)); do
        for ((line = 0; line < ${#wanted[@]}; line++)); do
            [[ ${printed[start + line]} =~ ${wanted[line]} ]] || continue 2
        done
        return
    done
    stop "the commands before $(basename "$1") did not print
$(cat "$1")
but"
}

mkdir "$work/empty"
cd "$work/empty"
bytes=() runs=0 compared=0
for block in "$work"/blocks/*; do
    case $block in
        *.sh)
            # Not in a condition, which would switch -e off in it. A later block goes on in the folder where this one has ended.
            set +e
            (set -e; source "$block"; pwd >"$work/folder") >"$work/output" 2>&1 </dev/null
            status=$?
            set -e
            [ $status = 0 ] || stop "$(cat "$block") ended with $status:"
            cd "$(cat "$work/folder")"
            runs=$((runs + 1))
            bytes+=($(sed -n 's/^sum [0-9]*: \([0-9]*\) B per call$/\1/p' "$work/output"))
            ;;
        *.text)
            must_have_printed "$block"
            compared=$((compared + 1))
            ;;
        *.csharp | *.xml)
            file=$(sed -nE '1s:^(// |<!-- )([A-Za-z]+\.[a-z]+)( -->)?$:\2:p' "$block")
            [ -n "$file" ] || stop "the block $(basename "$block") does not say its file in its first line"
            cp "$block" "$file"
            ;;
        *.console) ;;
        *) stop "the block $(basename "$block") is of no kind that is known" ;;
    esac
done

[ $compared -gt 0 ] && [ ${#bytes[@]} = 2 ] || stop "${#bytes[@]} runs of the program, and not 2, or nothing was compared"
[ "${bytes[0]}" -ge 100 ] || stop "the program allocates ${bytes[0]} B per call unwoven, which is not worth a page"
[ "${bytes[1]}" = 0 ] || stop "the program allocates ${bytes[1]} B per call woven"
echo "check-getting-started: passed: $runs blocks run, $compared outputs compared, from ${bytes[0]} B to ${bytes[1]} B per call"

#!/usr/bin/env bash
# Every relative link of every page that is committed, or about to be, leads to a file or folder of the repository, and what follows a # is a heading there; no page names a path of somebody's machine,
# and every page of docs is in its map.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t pages < <(git ls-files --cached --others --exclude-standard '*.md')
[ ${#pages[@]} -gt 10 ] || { echo 'check-links: there are hardly any pages' >&2; exit 1; }

# What is in blocks and in code is no link.
prose() { awk '/^ *```/ { block = !block; next } !block { gsub(/`[^`]*`/, ""); print }' "$1"; }

# The anchors of a page: headings in lower case, without punctuation, with hyphens for spaces.
anchors() { awk '/^ *```/ { block = !block; next } !block && /^#+ / { sub(/^#+ /, ""); print }' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^[:alnum:] _-]//g; s/ /-/g'; }

links=0 failed=0
complain() { echo "check-links: $1" >&2; failed=1; }
for page in "${pages[@]}"; do
    [ -f "$page" ] || continue
    while IFS= read -r link; do
        [[ $link =~ ^[a-z]+: ]] && continue
        links=$((links + 1))
        path=${link%%#*} anchor=''
        [[ $link != *'#'* ]] || anchor=${link#*#}
        [[ $path != /* ]] || { complain "$page: $link is no relative link"; continue; }
        target=$page
        [ -z "$path" ] || target=$(dirname "$page")/$path
        [ -e "$target" ] || { complain "$page: $link leads nowhere"; continue; }
        [ -z "$anchor" ] || anchors "$target" | grep -qxF -- "$anchor" || complain "$page: $link: there is no such heading"
    done < <(prose "$page" | grep -oE '\]\([^) ]+( "[^"]*")?\)' | sed -E 's/^\]\(//; s/( "[^"]*")?\)$//')
    ! grep -nE '(/home/|/root/|/Users/|/tmp/)' "$page" || complain "$page names a path of a machine"
done
for page in docs/*.md; do
    [ "$page" = docs/README.md ] || grep -qF "]($(basename "$page")" docs/README.md || complain "docs/README.md does not have $page"
done
[ $links -gt 0 ] || complain 'no link was found'
[ $failed = 0 ] || exit 1
echo "check-links: passed: $links links in ${#pages[@]} pages"

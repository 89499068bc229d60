#!/usr/bin/env bash
# Completion in bash, zsh, fish and PowerShell, each asked as it is asked by the tab key. A shell that is not installed is left out, and named.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build "$root/src/Cli/Unboxed.Cli.csproj" -c Release -v quiet -nologo -clp:NoSummary
mkdir "$work/bin" "$work/folder"
printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$root/src/Cli/bin/Release/net10.0/unboxed.dll" >"$work/bin/unboxed"
chmod +x "$work/bin/unboxed"
export PATH=$work/bin:$PATH
touch "$work/folder/some.dll"
cd "$work/folder"

# What a shell offers for a line with the cursor at its end, word by word.
ask_bash() {
    bash -c 'source <(unboxed completion bash)
        COMP_LINE=${1##*; } COMP_POINT=${#COMP_LINE}
        read -ra COMP_WORDS <<<"$COMP_LINE"
        [[ $COMP_LINE != *" " ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _unboxed
        printf "%s\n" "${COMPREPLY[@]}"' - "$1"
}

# Of an interactive zsh, the last word of the line that the tab key leaves: only what is completed to the end can be told. Its editor takes the keys one after the other, however long it takes.
ask_zsh() {
    timeout 60 zsh -fc 'zmodload zsh/zpty
        zpty shell "TERM=dumb zsh -fi"
        zpty -w shell "unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source <(unboxed completion zsh); PS1=; show() { print -r -- \"<\$BUFFER>\" }; zle -N show; bindkey \"^X\" show; print set\"\"-up"
        zpty -r shell output "*set-up*"
        zpty -w -n shell "$1"$'"'\\t\\x18'"'
        zpty -r shell output "*<$1*>*"
        print -r -- "$output"' - "$1" | tr -d '\r' | sed -n 's/.*<\(.*[^ ]\) *>.*/\1/p' | tail -1 | sed 's/.* //'
}

ask_fish() { fish --no-config -c 'unboxed completion fish | source; complete -C $argv[1]' "$1" | cut -f1; }

ask_pwsh() {
    pwsh -NoProfile -Command 'unboxed completion pwsh | Out-String | Invoke-Expression
        [System.Management.Automation.CommandCompletion]::CompleteInput($env:line, $env:line.Length, $null).CompletionMatches | ForEach-Object CompletionText'
}

# The shell, the line, and a word that must be among those that are offered; a fourth argument is one that must not.
expect() {
    local offered
    offered=$(line=$2 "ask_$1" "$2" | sed 's:^\./::')
    grep -qxF -- "$3" <<<"$offered" && ! { [ $# = 4 ] && grep -qxF -- "$4" <<<"$offered"; } && return
    echo "check-completion: for '$2', $1 offers '$(paste -sd' ' <<<"$offered")', and not '$3'" >&2
    exit 1
}

for shell in bash zsh fish pwsh; do
    command -v "$shell" >/dev/null || { echo "check-completion: $shell is not installed"; continue; }
    expect "$shell" 'unboxed rep' report
    expect "$shell" 'cd .; unboxed rep' report
    expect "$shell" 'unboxed report --onl' --only
    expect "$shell" 'unboxed report --only esc' escapes
    # Files, where the program knows nothing, and no options before a dash.
    expect "$shell" 'unboxed report ' some.dll --only
    expect "$shell" 'unboxed report so' some.dll
    echo "check-completion: $shell passed"
done

#!/usr/bin/env bash
# The next ABI, by hand: random methods behave as in plain C#, also where other threads complete leaves at once, and a deep chain suspends and resumes.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build prototypes/NextAbi -c Release -v quiet -nologo
run=(dotnet prototypes/NextAbi/bin/Release/net10.0/NextAbi.dll)
"${run[@]}" compare 1 1500
"${run[@]}" interleave 1 300
"${run[@]}" stress 10
"${run[@]}" deep 5000

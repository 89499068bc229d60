#!/usr/bin/env bash
# The run-time support, called by hand: random methods behave as in plain C#, also where other threads complete leaves at once, and a deep chain suspends and resumes; on .NET 8, 10 and 11.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/ByHand -c Release -v quiet -nologo

# Arguments: framework, how many scripts, seconds, then what runs it.
check() {
    local program=tests/ByHand/bin/Release/$1/ByHand.dll scripts=$2 seconds=$3
    shift 3
    "$@" dotnet "$program" compare 1 "$scripts"
    "$@" dotnet "$program" interleave 1 $((scripts / 5))
    "$@" dotnet "$program" stress "$seconds"
    "$@" dotnet "$program" deep 5000
}
check net10.0 1500 10
check net8.0 300 3 eng/with-runtime.sh 8.0
check net10.0 300 3 eng/with-runtime.sh 11.0

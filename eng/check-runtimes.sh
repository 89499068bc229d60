#!/usr/bin/env bash
# The run-time tests on .NET 8, 9 and 11, and the cases, woven against unwoven, with the members of the framework that are taken for neutral, on 11; with `all`, the cases on 8 and 9 too, through adapters, and with variables that begin as anything. On .NET 10 `dotnet test` runs them all.
# Each version runs what is built for the nearest framework that is not newer.
# Usage: eng/check-runtimes.sh [all]
set -euo pipefail
cd "$(dirname "$0")/.."

for project in Unboxed.Tests Weaver.Tests; do
    dotnet build "tests/$project/$project.csproj" -c Release -v quiet -nologo -clp:NoSummary
done

# Arguments: version, framework, project, the runner's own. All are run before the first that failed fails the check.
failed=()
run() {
    local version=$1 framework=$2 project=$3
    shift 3
    echo "== $project on .NET $version"
    eng/with-runtime.sh "$version" dotnet "tests/$project/bin/Release/$framework/$project.dll" -noColor "$@" || failed+=("$project on .NET $version")
}

run 8.0 net8.0 Unboxed.Tests
run 9.0 net8.0 Unboxed.Tests
run 11.0 net10.0 Unboxed.Tests
# Less the test of the unwoven copy against itself.
cases=(-class Unboxed.Weaver.Tests.CaseTests -class Unboxed.Weaver.Tests.Analysis.NeutralMembersTests -method- '*.A_case_is_the_same_in_each_run')
if [ "${1:-}" != all ]; then
    run 11.0 net10.0 Weaver.Tests "${cases[@]}" -method- '*.Woven_code_behaves_as_unwoven_code_by_each_strategy' -method- '*.Woven_code_counts_on_no_variable_that_begins_as_anything'
else
    run 11.0 net10.0 Weaver.Tests "${cases[@]}"
    run 8.0 net8.0 Weaver.Tests "${cases[@]}"
    run 9.0 net8.0 Weaver.Tests "${cases[@]}"
fi

[ ${#failed[@]} = 0 ] || { printf 'check-runtimes: failed: %s\n' "${failed[@]}" >&2; exit 1; }
echo 'check-runtimes: passed'

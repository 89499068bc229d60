# Sourced by eng/consume.sh: the command line, installed as a tool.

quick+=(tool)

scenario_tool() {
    run tool install Unboxed.Tool --version "$version" --tool-path tools
    local unboxed=$PWD/tools/unboxed
    [[ $("$unboxed" --version) == "$version"* ]] || fail "the tool says that it is $("$unboxed" --version)"
    "$unboxed" '[suggest:3]' re | grep -qx report || fail 'the tool does not complete its commands'
    source <("$unboxed" completion bash)
    COMP_WORDS=(unboxed re) COMP_CWORD=1 COMP_LINE='unboxed re' COMP_POINT=10
    PATH=$PWD/tools:$PATH _unboxed
    [ "${COMPREPLY[*]}" = report ] || fail "bash completes 're' to '${COMPREPLY[*]}'"

    console
    build -p:UnboxedEnabled=false
    local assembly=bin/Release/net10.0/App.dll
    must_be_plain $assembly
    "$unboxed" report $assembly --json >report.json
    grep -q '"decision": "scratch"' report.json || fail 'the report has no scratch calls'
    "$unboxed" weave $assembly -o $assembly --json >weave.json
    grep -q '"scratch": 2' weave.json || fail "the tool printed $(cat weave.json)"
    must_be_woven $assembly
    prints 'sum 90' dotnet $assembly
    "$unboxed" explain $assembly Shop.Doubling.NextAsync --json | grep -q '"decision": "scratch"' || fail 'explain prints no JSON'
    "$unboxed" report --diff report.json $assembly --json | grep -q '"newAllocations": \[\]' || fail 'the comparison prints no JSON'
}

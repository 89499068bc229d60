#!/usr/bin/env bash
# Under `dotnet watch` an edit of a woven method takes effect while the program runs, and the build says that calls are ordinary ones; without hot reload the program runs again, woven.
set -euo pipefail
source "$(dirname "$0")/throwaway.sh"

make_package
make_project
# The value is a constant of the callee. The program tells it ten times a second, until it is ended.
cat >"$project/Program.cs" <<'SOURCE'
[assembly: Unboxed.ScratchSpace]

ISource source = new Source();
for (int i = 0; i < 6000; i++)
{
    await File.WriteAllTextAsync(args[0], $"value {await source.NextAsync(i)} of {Environment.ProcessId}, {(Unboxed.CompilerServices.Abi.IsServed ? "scratch" : "ordinary")}");
    await Task.Delay(100);
}

interface ISource
{
    ValueTask<int> NextAsync(int value);
}

sealed class Source : ISource
{
    public async ValueTask<int> NextAsync(int value)
    {
        await Task.Yield();
        return 101;
    }
}
SOURCE
told=$work/told
watching=

stop() {
    # The watcher and what it has started, which are a group; it may have ended by itself.
    [ -z "$watching" ] || kill -- -"$watching" 2>/dev/null || true
    watching=
}
trap 'stop; rm -rf "$work"' EXIT

watch() {
    rm -f "$told"
    (cd "$project" && exec setsid dotnet watch --non-interactive "$@" run -- "$told") >"$work/log" 2>&1 &
    watching=$!
}

# Waits until what the program tells begins like this, and keeps that line: what is read later may be written just then, and empty.
wait_for() {
    for ((i = 0; i < 900; i++)); do
        # Until the program has told something for the first time there is no file, and no line.
        line=$(cat "$told" 2>/dev/null || true)
        if grep -qE "^$1" <<<"$line"; then return; fi
        kill -0 "$watching" 2>/dev/null || fail "dotnet watch has ended before '$1'"
        sleep 0.1
    done
    fail "the program does not tell '$1', but '$(cat "$told" 2>/dev/null)'"
}

process_of() {
    sed 's/.* of \([0-9]*\),.*/\1/' <<<"$1"
}

# An edit before the watcher looks is not seen.
edit() {
    for ((i = 0; i < 900; i++)); do
        if grep -q 'Waiting for changes' "$work/log"; then break; fi
        sleep 0.1
    done
    sleep 1
    sed -i "s/return [0-9]*;/return $1;/" "$project/Program.cs"
}

watch
wait_for 'value 101 .*ordinary'
grep -q 'Throwaway: Unboxed makes ordinary calls while hot reload is on' "$work/log" || fail 'the build does not tell that calls are ordinary ones'
grep -qE "$woven_message" "$work/log" || fail 'the program is not woven'
process=$(process_of "$line")
edit 999
wait_for 'value 999 .*ordinary'
[ "$(process_of "$line")" = "$process" ] || fail 'the edit was not applied to the process, which was started again'
stop

watch --no-hot-reload
wait_for 'value 999 .*scratch'
! grep -q 'Unboxed makes ordinary calls' "$work/log" || fail 'without hot reload calls are said to be ordinary ones'
edit 555
wait_for 'value 555 .*scratch'
echo 'check-hot-reload: passed'

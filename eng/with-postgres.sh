#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own, in a temporary folder and on a Unix socket there; the folder is deleted afterwards.
# The command finds the server by PGHOST, the folder of the socket, and PGUSER. A server refuses to run as root, which starts it as nobody.
# Where PostgreSQL is not installed, says so and exits with 77.
# Usage: eng/with-postgres.sh command [argument]...
set -euo pipefail

bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)")
if [ "$bin" = . ]; then
    if ! initdb=$(command -v initdb); then
        echo 'PostgreSQL is not installed (apt-get install postgresql): there is neither /usr/lib/postgresql/*/bin/initdb nor an initdb on PATH' >&2
        exit 77
    fi
    bin=$(dirname "$initdb")
fi

work=$(mktemp -d)
server=(env HOME="$work")
if [ "$(id -u)" = 0 ]; then
    server+=(setpriv --reuid nobody --regid nogroup --clear-groups)
    chown nobody:nogroup "$work"
fi
started=false
finish() {
    if $started; then "${server[@]}" "$bin/pg_ctl" stop -D "$work/data" -m immediate >/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

run() {
    "${server[@]}" "$@" >"$work/output" 2>&1 || {
        echo "with-postgres: $1 failed" >&2
        cat "$work/output" "$work/log" >&2 2>/dev/null || true
        exit 1
    }
}
export PGUSER=scenario
cd "$work"
run "$bin/initdb" -D "$work/data" -U "$PGUSER" -A trust -E UTF8 --locale=C --no-sync
run "$bin/pg_ctl" start -w -D "$work/data" -l "$work/log" -o "-k '$work' -c listen_addresses='' -c fsync=off -c timezone=UTC"
started=true
cd - >/dev/null
PGHOST=$work "$@"

#!/usr/bin/env bash
# Writes the log that samples/LogPipeline ships: the same bytes on every machine.
# Usage: eng/make-access-log.sh [lines] >samples/LogPipeline/access.log
set -euo pipefail
LC_ALL=C awk -v lines="${1:-20000}" '
function next_below(n) { seed = (seed * 16807) % 2147483647; return seed % n }
function pick(list, n) { return list[1 + next_below(n)] }
BEGIN {
    seed = 20260322
    clock = 6 * 3600
    methods = split("GET GET GET GET GET GET POST POST PUT DELETE", method, " ")
    statuses = split("200 200 200 200 200 200 201 204 301 304 304 400 401 404 404 500 503", status, " ")
    areas = split("orders customers invoices products search sessions reports", area, " ")
    assets = split("app.css app.js logo.svg fonts/inter.woff2 vendor.js", asset, " ")
    for (i = 0; i < lines; i++) {
        if (next_below(4) == 0) clock++
        kind = next_below(10)
        if (kind == 0) path = "/healthz"
        else if (kind < 3) path = "/static/" pick(asset, assets)
        else if (kind < 5) path = "/api/" pick(area, areas) "?page=" next_below(40) "&size=" 25 * (1 + next_below(4))
        else path = "/api/" pick(area, areas) "/" 1000 + next_below(9000)
        verb = kind < 5 ? "GET" : pick(method, methods)
        code = kind == 0 ? 200 : pick(status, statuses)
        size = code == 204 || code == 304 ? "-" : 120 + next_below(24000)
        printf "198.51.100.%d - - [22/Mar/2026:%02d:%02d:%02d +0000] \"%s %s HTTP/1.1\" %d %s %d\n",
            1 + next_below(250), clock / 3600, clock % 3600 / 60, clock % 60, verb, path, code, size, 1 + next_below(180)
    }
}'

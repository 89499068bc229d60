#!/usr/bin/env bash
# Draws docs/reading-the-report.png: the chain of the sample's root, on the page that `unboxed report --html` writes, in the Chromium that eng/install-chromium.sh installs.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
eng/install-chromium.sh
browser=${CHROMIUM:-$(command -v chromium)} || { echo 'draw-report: there is no chromium' >&2; exit 1; }

dotnet build samples/LogPipeline.Woven/LogPipeline.Woven.csproj -c Release -v quiet -nologo -clp:NoSummary
report=samples/LogPipeline.Woven/obj/Release/net10.0/Unboxed.report.json
dotnet run -c Release --project src/Cli/Unboxed.Cli.csproj -- report "$report" --html "$work/page.html" >"$work/log" || { cat "$work/log" >&2; exit 1; }
# The page knows a root by its place in the report.
root=$(awk '/^  "roots":/ { roots = 1 } roots && /^      "name":/ { if (/LogRun\.DrainAsync/) { print count + 0; exit } count++ }' "$report")
[ -n "$root" ] || { echo "draw-report: the report has no root LogRun.DrainAsync" >&2; exit 1; }
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$work/profile" \
    --window-size=1240,640 --virtual-time-budget=5000 --screenshot="$work/page.png" "file://$work/page.html#roots/$root" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
[ -s "$work/page.png" ] || { cat "$work/log" >&2; echo 'draw-report: chromium has drawn nothing' >&2; exit 1; }
mv "$work/page.png" docs/reading-the-report.png

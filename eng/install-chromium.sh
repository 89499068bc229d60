#!/usr/bin/env bash
# Installs the Chromium in which the tests open the report's page, on Debian and where we may; otherwise says why not: those tests are skipped then.
set -euo pipefail
if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then exit 0; fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo 'install-chromium: not root, or no apt-get: tests in a browser are skipped'
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver; } >/dev/null; then
    echo 'install-chromium: apt-get has no chromium for us: tests in a browser are skipped'
fi

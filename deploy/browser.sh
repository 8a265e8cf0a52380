#!/bin/sh
# Make sure the browser tests have a browser and a Chinese font; only root can install them.
set -eu
font() { fc-list :lang=zh 2>/dev/null | grep -q .; }
browser() { command -v chromium >/dev/null 2>&1; }

if browser && font; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo 'Installing chromium and a Chinese font for the browser tests …'
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        chromium fontconfig fonts-noto-cjk >/dev/null || true
fi
if browser; then
    exit 0
fi
if [ "${CI:-}" = true ]; then
    echo 'No chromium, and CI=true does not let the browser tests be skipped.' >&2
    exit 1
fi
echo 'No chromium: the browser tests are skipped (apt install chromium fonts-noto-cjk).'

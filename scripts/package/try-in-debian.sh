#!/bin/sh
# Tries the package that `npm run package` made on a bare Debian: no compiler, no libgomp.
# Needs root and debootstrap. Usage: try-in-debian.sh [SUITE], default bullseye
set -eu
. "$(dirname "$0")/try.sh"
suite=${1:-bullseye}
system=$(mktemp -d)
trap 'umount "$system/proc" 2>/dev/null || true; rm -rf "$system"' EXIT

debootstrap --variant=minbase "$suite" "$system" > "$system.log" 2>&1 || { tail -5 "$system.log"; exit 1; }
rm -f "$system.log"
mount -t proc proc "$system/proc"
cp "$(node --print process.execPath)" "$system/usr/local/bin/node"
unpack "$system/try"

# Node.js's own program needs libstdc++, which minbase may lack; libgomp and a compiler must not be there.
chroot "$system" sh -c '
  . /etc/os-release && echo "$PRETTY_NAME, $(ldd --version | head -n 1)"
  for absent in g++ gcc cc make python3; do ! command -v $absent || { echo "$absent is here"; exit 1; }; done
  ! ldconfig -p | grep libgomp || exit 1'
node() { chroot "$system" sh -c 'cd /try && exec node "$@"' sh "$@"; }
use

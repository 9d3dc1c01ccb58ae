# What the try-*.sh of this folder share; each reads it with `.`.
root=$(cd "$(dirname "$0")/../.." && pwd)

# unpack FOLDER: puts the packed package and the programs that use it there.
unpack() {
  mkdir -p "$1/node_modules/ctc-native"
  tar -xzf "$root"/build/package/ctc-native-*.tgz -C "$1/node_modules/ctc-native" --strip-components=1
  cp "$root"/test/package/programs/* "$1"
}

# Uses the package by `node`, which the caller defines to run in that folder.
use() {
  node --print '`Node.js ${process.version}, ${process.platform} ${process.arch}`'
  node use.cjs
  node use.mjs
  node workers.cjs
  node threads.cjs
  node node_modules/ctc-native/dist/cli/main.js info
}

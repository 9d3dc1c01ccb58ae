# Functions of the try-*.sh scripts, which source this file.
root=$(cd "$(dirname "$0")/../.." && pwd)

# unpack FOLDER: unpacks the package and copies the test programs there.
unpack() {
  mkdir -p "$1/node_modules/ctc-native"
  tar -xzf "$root"/build/package/ctc-native-*.tgz -C "$1/node_modules/ctc-native" --strip-components=1
  cp "$root"/test/package/programs/* "$1"
}

# Runs the test programs with `node`, which the caller defines to run in that folder.
use() {
  node --print '`Node.js ${process.version}, ${process.platform} ${process.arch}`'
  node use.cjs
  node use.mjs
  node workers.cjs
  node threads.cjs
  node node_modules/ctc-native/dist/cli/main.js info
}

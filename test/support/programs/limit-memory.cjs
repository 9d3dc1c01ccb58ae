/** Limits the process to this many more bytes than it uses. */
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');

exports.limitMemory = (furtherBytes) => {
  const [, used] = /VmSize:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  const limit = 1024 * Number(used) + furtherBytes;
  const program = `import resource; resource.prlimit(${process.pid}, resource.RLIMIT_AS, (${limit}, ${limit}))`;
  execFileSync('python3', ['-c', program]);
};

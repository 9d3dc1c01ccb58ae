// tfjs-node 4.22 calls two functions of Node's `util` that Node 22 warns of and Node 23 removed. Preload this where it runs.
const util = require('node:util');

util.isArray = Array.isArray;
util.isNullOrUndefined = (value) => value === null || value === undefined;

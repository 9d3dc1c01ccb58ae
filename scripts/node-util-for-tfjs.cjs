// tfjs-node 4.22 calls two functions of `util` that Node.js 22 deprecates and Node.js 23 removed. Preload this file for it.
const util = require('node:util');

util.isArray = Array.isArray;
util.isNullOrUndefined = (value) => value === null || value === undefined;

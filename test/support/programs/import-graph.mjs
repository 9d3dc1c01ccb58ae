// Usage: import-graph.mjs BASE FOLDER. Prints which files under FOLDER import which others of them, as a JSON object.
// Type-only imports count, also those in JSDoc. dependency-cruiser is an ES module, which jest's tests cannot import.
import { cruise } from 'dependency-cruiser';

const [base, folder] = process.argv.slice(2);
process.chdir(base);
const { output } = await cruise([folder], {
  includeOnly: `^${folder}/`,
  doNotFollow: 'node_modules',
  exclude: 'node_modules',
  parser: 'tsc',
  tsPreCompilationDeps: true,
  detectJSDocImports: true,
});
const graph = output.modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]);
console.log(JSON.stringify(Object.fromEntries(graph)));

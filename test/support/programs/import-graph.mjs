// Usage: import-graph.mjs BASE FOLDER... Prints, as JSON, an object for each folder: its files, each with the files of the
// same folder that it imports. Type-only imports count, also those in JSDoc.
// dependency-cruiser is an ES module, which jest's tests cannot import.
import { cruise } from 'dependency-cruiser';

const [base, ...folders] = process.argv.slice(2);
process.chdir(base);
const graphs = {};
for (const folder of folders) {
  const { output } = await cruise([folder], {
    includeOnly: `^${folder}/`,
    exclude: 'node_modules',
    parser: 'tsc',
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
  });
  graphs[folder] = Object.fromEntries(
    output.modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]),
  );
}
console.log(JSON.stringify(graphs));

// Packs the package for publication, with its prebuilt addons: `npm run package [-- PLATFORM... | all] [--release vX.Y.Z]`.
import { main } from './package/main.mjs';

await main(process.argv.slice(2));

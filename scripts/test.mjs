// `npm test [-- GROUP...]`: sets the checkout up and runs all test groups, or those named. `npm test -- --list` lists them.
import { main } from './test/main.mjs';

await main(process.argv.slice(2));

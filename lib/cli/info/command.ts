import { capabilities } from '../../native/capabilities';
import type { Command } from '../command-line/command';

export const info: Command = {
  name: 'info',
  summary: 'Shows the native kernel and the threads in use on this machine.',
  options: { json: { help: 'print one JSON object' } },
  run(options) {
    const { kernel, kernels, threads, threading, version } = capabilities();
    if (options.isSet('json')) {
      console.log(JSON.stringify({ kernel, kernels, threads, threading, version }, null, 2));
    } else {
      console.log(`version    ${version}`);
      console.log(`kernel     ${kernel} (supported here: ${kernels.join(', ')})`);
      console.log(`threads    ${threads}`);
      console.log(`threading  ${threading}`);
    }
    return true;
  },
};

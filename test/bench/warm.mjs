/** Several runs in one process, so that only the first pays for loading: `warm.mjs <runs> <config> <out>`. The command line's own code. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { program } from '../../dist/src/cli/program.js';

const [runs, config, out] = process.argv.slice(2);
const edge = {
  env: (name) => process.env[name],
  clock: {
    now: () => new Date().toISOString(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
  },
  cwd: process.cwd(),
  node: process.version,
  signal: new AbortController().signal,
  interrupted: () => undefined,
  out: async () => undefined,
  say: (text) => process.stderr.write(`${text}\n`),
  terminal: undefined,
  uuid: randomUUID,
};
for (let i = 0; i < Number(runs); i += 1) {
  const status = await program(['run', '--config', config, '--out', out, '--format', 'json', '--log', 'none'], edge);
  if (![0, 1, 3, 4].includes(status)) process.exit(status);
}

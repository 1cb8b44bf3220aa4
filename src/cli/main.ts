#!/usr/bin/env node
/** argv -> command -> exit status. The only file that touches process, the console and the clock. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { askSecret } from './ask-secret.ts';
import { complain } from './complain.ts';
import type { Edge } from './edge.ts';
import { boundMemory } from './memory.ts';
import { visible } from './visible.ts';

// the SDK's advice about Node versions is for its authors' users; ours stands in package.json
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

boundMemory();

const interruption = new AbortController();
let interrupted: number | undefined;
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    if (interrupted !== undefined) process.exit(status);
    interrupted = status;
    edge.say(`${signal}: no more is asked; what was seen is sealed as aborted (again: stop at once)`);
    interruption.abort();
  });
}
// a reader that has seen enough (`| head`) is no reason to lose a run
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const edge: Edge = {
  env: (name) => process.env[name],
  clock: {
    now: () => new Date().toISOString(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
  },
  cwd: process.cwd(),
  node: process.version,
  signal: interruption.signal,
  interrupted: () => interrupted,
  out: (text) => new Promise((done) => process.stdout.write(text, () => done())),
  say: (text) => process.stderr.write(`${visible(text)}\n`),
  terminal: process.stderr.isTTY ? { columns: process.stderr.columns, draw: (text) => void process.stderr.write(text) } : undefined,
  ...(process.stdin.isTTY && process.stderr.isTTY && { secret: (question: string) => askSecret(question, process.stdin, process.stderr) }),
  uuid: randomUUID,
};

// loaded here and not above: Node ends with 1 when a module cannot be loaded, and 1 is what a failing check says
process.on('uncaughtException', (error) => process.exit(complain(error, edge.say)));
process.exitCode = await import('./program.ts')
  .then(({ program }) => program(process.argv.slice(2), edge))
  .catch((error) => complain(error, edge.say));

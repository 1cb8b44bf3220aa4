/** Measured processes: the built command line, started as a user would. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');
export const cli = join(root, 'dist/src/cli/main.js');

/** A folder that is gone when `work` has ended. */
export async function scratch(work) {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-bench-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs node to its end: usage as preload.mjs tells it, output, and when it began and ended (ms since 1970). */
export async function measured(args, { dir, env = {}, node = [], statuses = [0] }) {
  const file = join(dir, 'usage.json');
  const began = Date.now();
  const child = spawn(process.execPath, ['--import', join(here, 'preload.mjs'), ...node, ...args], {
    env: { PATH: process.env.PATH, BENCH_USAGE: file, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  const status = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  const ended = Date.now();
  // a run that failed is not a run that was fast
  if (!statuses.includes(status)) throw new Error(`${args.join(' ')}: status ${status}\n${said.err}`);
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...said, status, began, ended };
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

export async function times(count, work) {
  const found = [];
  for (let i = 0; i < count; i += 1) found.push(await work(i));
  return found;
}

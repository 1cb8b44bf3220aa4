/** The locker in processes of its own, which can be ended at any moment. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { newKeys, openKeys, openLocker, type Signer } from '../../src/locker/index.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import { audit, lockerIn } from './support.ts';

const house = resolve(import.meta.dirname, '../..');
let built = '';
let key = '';

/** A process of its own needs JavaScript: the locker is compiled into a temporary folder, beside the child below. */
const CHILD = `
import { beginRun, openKeys } from '@LOCKER@';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
const [root, mode, label, key] = process.argv.slice(2);
const sealing = openKeys(readFileSync(key, 'utf8'), key, undefined);
const say = (line) => process.stdout.write(line + '\\n');
const at = () => new Date().toISOString();
async function once(i) {
  const runId = randomUUID();
  const { writer, tookOver } = await beginRun(root, { origin: 'acme', runId, at: at(), sealing });
  if (tookOver) say('took ' + tookOver.pid);
  const policy = await writer.put(Buffer.from('the policy'), { name: 'policy', mediaType: 'text/plain' });
  const digests = await Promise.all(Array.from({ length: 40 }, (_, n) =>
    writer.put(Buffer.from((n < 20 ? label + i : 'shared') + ' ' + n + 'y'.repeat(3000)), { name: 'n' + n, mediaType: 'text/plain' })));
  for (const digest of digests) await writer.finding({ check: 'c', subject: { key: 's', id: 's', label: 's' },
    resource: { id: 'r', name: 'r' }, verdict: 'pass', because: '.', evidence: [digest] });
  if (mode === 'hold') { say('holds ' + process.pid); await new Promise((go) => setTimeout(go, 60_000)); }
  const { seq } = await writer.commit({ finishedAt: at(), status: 'sealed', tool: { name: 'claimcheck', version: '0', node: process.version },
    configDigest: policy, policyDigest: policy, principals: [], period: { from: at(), to: at() }, clock: { maxSkewMs: 0 }, populations: [],
    requests: { sent: 0, retried: 0, operations: [] } });
  say('committed ' + seq + ' ' + runId);
}
try {
  if (mode === 'loop') for (let i = 0; ; i += 1) await once(i);
  else await once(0);
} catch (error) {
  say('refused ' + error.code + ' ' + error.message);
  process.exitCode = error.exit ?? 9;
}
`;

/** Compiles the locker and the child that writes to it; call it in beforeAll. */
export function build(): void {
  built = mkdtempSync(join(tmpdir(), 'claimcheck-built-'));
  const tsconfig = join(built, 'tsconfig.json');
  const options = { outDir: join(built, 'dist'), rootDir: house, noCheck: true, declaration: false, noEmit: false, types: [] };
  writeFileSync(
    tsconfig,
    JSON.stringify({
      extends: join(house, 'tsconfig.json'),
      include: [],
      files: [join(house, 'src/locker/index.ts')],
      compilerOptions: options,
    }),
  );
  symlinkSync(join(house, 'node_modules'), join(built, 'node_modules'));
  writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  execFileSync(join(house, 'node_modules/.bin/tsc'), ['-p', tsconfig], { cwd: built });
  const locker = pathToFileURL(join(built, 'dist/src/locker/index.js')).href;
  writeFileSync(join(built, 'child.mjs'), CHILD.replace('@LOCKER@', locker));
  key = join(built, 'claimcheck.key');
  writeFileSync(key, newKeys('ecdsa-p256', undefined).privatePem, { mode: 0o600 });
}
export const clean = (): void => rmSync(built, { recursive: true, force: true });
/** Whom the children's signatures have to be of. */
export const signer = (): Signer => openKeys(readFileSync(key, 'utf8'), key, undefined).signer;

export interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that starts so. */
  said(start: string): Promise<string>;
  readonly ended: Promise<number | null>;
}
export function child(root: string, mode: string, label = 'x'): Child {
  const process = spawn(globalThis.process.execPath, [join(built, 'child.mjs'), root, mode, label, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting: { start: string; go: (line: string) => void }[] = [];
  createInterface({ input: process.stdout }).on('line', (line) => {
    lines.push(line);
    for (const { start, go } of waiting) if (line.startsWith(start)) go(line);
  });
  const said = (start: string): Promise<string> => new Promise((go) => waiting.push({ start, go }));
  return { process, lines, said, ended: new Promise((go) => process.once('close', (code) => go(code))) };
}

/** Where the kills fall is up to the machine; which delays are tried is not. */
function delays(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Ends a writer that never rests, `kills` times, at moments that a seed draws: whole runs and staging are left, nothing between. */
export async function survives(kills: number): Promise<void> {
  const root = lockerIn();
  const next = delays(84);
  const promised = new Set<string>();
  let takeovers = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const writer = child(root, 'loop', `${kill}-`);
    await writer.said('committed');
    await new Promise((go) => setTimeout(go, next() * 120));
    writer.process.kill('SIGKILL');
    await writer.ended;
    if (writer.lines[0]?.startsWith('took ')) takeovers += 1;
    expect(writer.lines.filter((line) => line.startsWith('refused'))).toEqual([]);
    for (const line of writer.lines) if (line.startsWith('committed')) promised.add(line.split(' ')[2] as string);
  }
  const ids = audit(root);
  expect(ids).toEqual(expect.arrayContaining([...promised]));
  // A run may be whole although its process did not live to say so: at most one for each kill.
  expect(ids.length - promised.size).toBeLessThanOrEqual(kills);
  expect(takeovers).toBeGreaterThan(kills / 2);
  const locker = await openLocker(root);
  const started = new Set<string>();
  for (const seq of await locker.runs()) {
    const run = await locker.run(seq);
    let rows = 0;
    for await (const _ of run.findings()) rows += 1;
    expect(rows).toBe(40);
    for (const { runId, event } of run.manifest.attempts) if (event === 'started') started.add(runId);
    if (spawnSync('sha256sum', ['--version']).status !== 0) console.warn('SKIPPED: no sha256sum on this machine');
    else execFileSync('sha256sum', ['--quiet', '-c', `runs/${String(seq).padStart(8, '0')}/SHA256SUMS`], { cwd: root });
  }
  // Every run that was begun before the last commit is told in some manifest.
  expect([...started]).toEqual(expect.arrayContaining(ids));
  const killed = readdirSync(join(root, 'staging')).filter((name) => !name.startsWith('.'));
  expect(killed.filter((name) => ids.includes(name) && existsSync(join(root, 'staging', name, 'run', 'manifest.json')))).toEqual([]);
  const found = await verifyLocker(root, { now: new Date().toISOString(), keys: [signer().publicKey], maxAgeMs: 3_600_000 });
  // objects of a run that was ended before it had its place are nobody's; a checkpoint may not have been reached
  const notes = ['CHECKPOINT_BEHIND', 'OBJECT_UNREFERENCED'];
  expect(found.defects.filter(({ code }) => !notes.includes(code))).toEqual([]);
  expect(found.exit).toBe(0);
  expect(found.checked.signatures).toBe(ids.length);
}

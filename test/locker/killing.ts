/** The locker in processes of its own, which can be ended at any moment. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { beginRun, newKeys, openKeys, openLocker, type Signer } from '../../src/locker/index.ts';
import { prune } from '../../src/locker/prune.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import type { Digest } from '../../src/model.ts';
import { audit, lockerIn, parts } from './support.ts';

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

/** Prunes, and says when it begins and when it is done. */
const PRUNER = `
import { openKeys } from '@LOCKER@';
import { prune } from '@PRUNE@';
import { readFileSync } from 'node:fs';
const [root, keep, at, key] = process.argv.slice(2);
const { signer } = openKeys(readFileSync(key, 'utf8'), key, undefined);
process.stdout.write('begins\\n');
await prune(root, { keep, at, id: 'prune-' + process.pid, signer });
process.stdout.write('done\\n');
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
      files: ['index', 'prune'].map((name) => join(house, `src/locker/${name}.ts`)),
      compilerOptions: options,
    }),
  );
  symlinkSync(join(house, 'node_modules'), join(built, 'node_modules'));
  writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  execFileSync(join(house, 'node_modules/.bin/tsc'), ['-p', tsconfig], { cwd: built });
  const [locker, pruning] = ['index', 'prune'].map((name) => pathToFileURL(join(built, `dist/src/locker/${name}.js`)).href) as [
    string,
    string,
  ];
  writeFileSync(join(built, 'child.mjs'), CHILD.replace('@LOCKER@', locker));
  writeFileSync(join(built, 'pruner.mjs'), PRUNER.replace('@LOCKER@', locker).replace('@PRUNE@', pruning));
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
export const child = (root: string, mode: string, label = 'x'): Child => started('child.mjs', root, mode, label);
function started(script: string, ...args: readonly string[]): Child {
  const process = spawn(globalThis.process.execPath, [join(built, script), ...args, key], { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** One run a year, each with objects of its own and some that it shares with the next; the first three are beyond what is kept. */
const PRUNED = { keep: 'P3Y', at: '2026-11-21T12:00:00.000Z' } as const;
const name = (digest: string) => `${digest.slice(7, 9)}/${digest.slice(7)}`;
async function years(root: string): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (let year = 2021; year <= 2026; year += 1) {
    const [at, end] = [`${year}-03-01T00:00:00.000Z`, `${year}-03-01T01:00:00.000Z`] as const;
    const sealing = openKeys(readFileSync(key, 'utf8'), key, undefined);
    const { writer } = await beginRun(root, { origin: 'acme', runId: randomUUID(), at, sealing });
    const put = async (text: string): Promise<Digest> => {
      const digest = await writer.put(Buffer.from(text), { name: text, mediaType: 'text/plain' });
      if (year >= 2024) kept.add(name(digest));
      return digest;
    };
    const policy = await put('the policy');
    for (let n = 0; n < 60; n += 1) await put(n < 50 ? `${year} ${n}` : `${year + (n % 2)} shared ${n >> 1}`);
    await writer.commit(parts(policy, policy, { finishedAt: end, period: { from: at, to: end } }));
  }
  return kept;
}
const objectsIn = (root: string): ReadonlySet<string> =>
  new Set(
    readdirSync(join(root, 'objects/sha256'), { recursive: true })
      .map(String)
      .filter((path) => path.includes('/')),
  );

/** Ends `prune` at moments that a seed draws: what is kept is there, what is gone was named and signed before, the next call finishes. */
export async function pruningSurvives(kills: number): Promise<void> {
  const sound = lockerIn();
  const kept = await years(sound);
  const copy = (): string => {
    const root = lockerIn();
    cpSync(sound, root, { recursive: true });
    return root;
  };
  const insist = async (root: string) => {
    const found = await verifyLocker(root, { now: PRUNED.at, keys: [signer().publicKey], maxAgeMs: 1e12 });
    // a tombstone comes before what it names goes
    expect(found.defects.filter(({ code }) => code !== 'OBJECT_UNREFERENCED')).toEqual([]);
    expect(found.exit).toBe(0);
    for (const path of kept) expect(existsSync(join(root, 'objects/sha256', path)), path).toBe(true);
  };
  const whole = copy();
  const first = started('pruner.mjs', whole, PRUNED.keep, PRUNED.at);
  await first.said('begins');
  const from = performance.now();
  expect(await first.ended).toBe(0);
  const took = performance.now() - from;
  await insist(whole);
  const after = objectsIn(whole);
  expect(after.size).toBeLessThan(objectsIn(sound).size - 100);
  const next = delays(97);
  const ends = { before: 0, between: 0, done: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    const root = copy();
    const pruner = started('pruner.mjs', root, PRUNED.keep, PRUNED.at);
    await pruner.said('begins');
    await new Promise((go) => setTimeout(go, next() * took));
    pruner.process.kill('SIGKILL');
    await pruner.ended;
    const left = objectsIn(root).size;
    ends[left === objectsIn(sound).size ? 'before' : left === after.size ? 'done' : 'between'] += 1;
    await insist(root);
    await prune(root, { ...PRUNED, id: `finish-${kill}`, signer: signer() });
    await insist(root);
    expect(objectsIn(root)).toEqual(after);
    rmSync(root, { recursive: true, force: true });
  }
  // were it over before it was ended, or never begun, nothing would have been tried
  if (kills < 50) return;
  expect(ends.before + ends.between, JSON.stringify(ends)).toBeGreaterThan(kills / 4);
  expect(ends.between, JSON.stringify(ends)).toBeGreaterThan(kills / 20);
}

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocker } from '../../src/locker/index.ts';
import { audit, lockerIn } from './support.ts';

const house = resolve(import.meta.dirname, '../..');
let built = '';

/** A process of its own needs JavaScript: the locker is compiled into a temporary folder, beside the child below. */
const CHILD = `
import { beginRun } from '@LOCKER@';
import { randomUUID } from 'node:crypto';
const [root, mode, label] = process.argv.slice(2);
const say = (line) => process.stdout.write(line + '\\n');
const at = () => new Date().toISOString();
async function once(i) {
  const runId = randomUUID();
  const { writer, tookOver } = await beginRun(root, { origin: 'acme', runId, at: at() });
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

beforeAll(() => {
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
}, 60_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that starts so. */
  said(start: string): Promise<string>;
  readonly ended: Promise<number | null>;
}
function child(root: string, mode: string, label = 'x'): Child {
  const process = spawn(globalThis.process.execPath, [join(built, 'child.mjs'), root, mode, label], {
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

describe('kill -9', () => {
  it('at any moment leaves whole runs and staging, nothing between', { timeout: 180_000 }, async () => {
    const root = lockerIn();
    const next = delays(84);
    const promised = new Set<string>();
    let takeovers = 0;
    for (let kill = 0; kill < 20; kill += 1) {
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
    expect(ids.length - promised.size).toBeLessThanOrEqual(20);
    expect(takeovers).toBeGreaterThan(10);
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
  });
});

describe('several processes at once', () => {
  it('one writes, the others are refused; after kill -9 again one, who says so', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 3; round += 1) {
      const root = lockerIn();
      let before: number | undefined;
      for (const _ of ['fresh', 'stale']) {
        const racers = Array.from({ length: 5 }, () => child(root, 'hold'));
        const firsts = await Promise.all(racers.map((racer) => Promise.race([racer.said('holds'), racer.said('refused')])));
        const winner = racers[firsts.findIndex((line) => line.startsWith('holds'))] as Child;
        expect(firsts.map((line) => line.split(' ', 1)[0]).sort()).toEqual(['holds', ...Array(4).fill('refused')]);
        for (const [i, line] of firsts.entries()) {
          if (racers[i] === winner) continue;
          expect(line).toMatch(new RegExp(`^refused LOCKER_LOCKED .*process ${winner.process.pid} .*since 20`));
          expect(await (racers[i] as Child).ended).toBe(8);
        }
        expect(winner.lines.filter((line) => line.startsWith('took'))).toEqual(before === undefined ? [] : [`took ${before}`]);
        before = winner.process.pid;
        winner.process.kill('SIGKILL');
        await winner.ended;
      }
      expect(readdirSync(join(root, 'runs')).filter((name) => !name.startsWith('.'))).toEqual([]);
    }
  });
});

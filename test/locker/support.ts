import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { Begun, Disk, DiskFile, Machine, ManifestParts, Sealing } from '../../src/locker/index.ts';
import { beginRun, nodeDisk } from '../../src/locker/index.ts';
import type { Digest, FindingRow, Verdict } from '../../src/model.ts';

export const AT = '2026-11-21T10:00:00.000Z';
export const LATER = '2026-11-21T10:05:00.000Z';
export const ORIGIN = 'acme';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  // a sweep leaves hundreds of lockers
}, 120_000);
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'claimcheck-locker-'));
  folders.push(made);
  return made;
}
export const lockerIn = (): string => join(folder(), 'locker');

export const parts = (config: Digest, policy: Digest, over: Partial<ManifestParts> = {}): ManifestParts => ({
  finishedAt: LATER,
  status: 'sealed',
  tool: { name: 'claimcheck', version: '0.1.0', node: 'v20.20.2' },
  configDigest: config,
  policyDigest: policy,
  principals: [{ source: 'aws', name: 'production', principal: { id: '123456789012', detail: 'arn:aws:iam::123456789012:user/auditor' } }],
  period: { from: AT, to: LATER },
  clock: { maxSkewMs: 12 },
  populations: [{ check: 'aws.iam.root-mfa', subject: 'aws/production', size: 1, complete: true, proof: 'AccountSummary' }],
  requests: { sent: 3, retried: 1, operations: ['iam:GetAccountSummary'] },
  ...over,
});

export const finding = (evidence: readonly Digest[], verdict: Verdict, name = 'root'): FindingRow => ({
  check: 'aws.iam.root-mfa',
  subject: { key: 'aws/production', id: '123456789012', label: 'production' },
  resource: { id: `arn:${name}`, name },
  verdict,
  because: `${name} ${verdict} äöü`,
  evidence,
});

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** An ordinary small run: policy, config, `n` objects of its own, a finding and a resource each. */
export async function fill({ writer }: Begun, label: string, n = 3): Promise<ManifestParts> {
  const config = await writer.put(bytes('the configuration'), { name: 'config', mediaType: 'application/json' });
  const policy = await writer.put(bytes('the policy'), { name: 'policy', mediaType: 'application/json' });
  for (let i = 0; i < n; i += 1) {
    const digest = await writer.put(bytes(`${label} answer ${i}`), { name: `answer ${i}`, mediaType: 'text/plain' });
    await writer.finding(finding([digest], i % 2 === 0 ? 'pass' : 'fail', `user${i}`));
    const resource = { id: `arn:user${i}`, name: `user${i}` };
    await writer.resource({ collector: 'aws/iam-user', subject: 'aws/production', resource, evidence: [digest] });
  }
  await writer.file('report.json', bytes(`{"label":"${label}"}`));
  return parts(config, policy);
}

/** Chance that is the same each time, so that two lockers of the same input can be compared. */
export const chance = (size: number): Uint8Array => Buffer.alloc(size, 7);

export async function commitOne(root: string, runId: string, disk?: Disk, machine?: Machine, n = 3, sealing?: Sealing) {
  const begun = await beginRun(root, {
    origin: ORIGIN,
    runId,
    at: AT,
    chance,
    ...(sealing && { sealing }),
    ...(disk === undefined ? {} : { disk }),
    ...(machine === undefined ? {} : { machine }),
  });
  try {
    return await begun.writer.commit(await fill(begun, runId, n));
  } finally {
    await begun.writer.abort({ at: LATER, detail: 'the caller gave up' });
  }
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Sorted; without the hidden probe that a failed preflight may leave. */
const shown = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => !name.startsWith('.probe-'))
    .sort();

/** Checks a locker with nothing of ours: SHA256SUMS lines, names of objects, the chain. Returns the run ids in order. */
export function audit(root: string): string[] {
  let previous: string | null = null;
  const ids: string[] = [];
  for (const [index, name] of shown(join(root, 'runs')).entries()) {
    expect(name).toBe(String(index + 1).padStart(8, '0'));
    const raw = readFileSync(join(root, 'runs', name, 'manifest.json'));
    const manifest = JSON.parse(raw.toString('utf8'));
    expect(manifest.previous).toBe(previous);
    const lines = readFileSync(join(root, 'runs', name, 'SHA256SUMS'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBe(manifest.files.length + manifest.items.length + 1);
    for (const line of lines) {
      const [hex, path] = line.split('  ') as [string, string];
      expect(sha256(readFileSync(join(root, path))), path).toBe(hex);
    }
    for (const item of manifest.items) expect(lines).toContain(`${item.sha256}  objects/sha256/${item.sha256.slice(0, 2)}/${item.sha256}`);
    previous = `sha256:${sha256(raw)}`;
    ids.push(manifest.runId);
  }
  return ids;
}

export interface Faults {
  readonly disk: Disk;
  readonly count: () => number;
}
/** A real disk whose n-th operation fails, or all from the n-th on; a write fails after half of its bytes. */
export function faulty(n: number, code: string, lasting: boolean): Faults {
  let seen = 0;
  const strike = (): void => {
    seen += 1;
    if (seen === n || (lasting && seen > n)) throw Object.assign(new Error(`${code}: injected at operation ${n}`), { code });
  };
  const file = (inner: DiskFile): DiskFile => ({
    async write(data) {
      try {
        strike();
      } catch (error) {
        await inner.write(data.subarray(0, data.length >> 1));
        throw error;
      }
      return inner.write(data);
    },
    async sync() {
      strike();
      await inner.sync();
    },
    async close() {
      await inner.close();
      strike();
    },
  });
  const struck =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      strike();
      return work(...args);
    };
  const disk: Disk = {
    mkdir: struck(nodeDisk.mkdir),
    create: struck(async (path: string, mode: number) => file(await nodeDisk.create(path, mode))),
    append: struck(async (path: string) => file(await nodeDisk.append(path))),
    read: struck(nodeDisk.read),
    stream: (path) => nodeDisk.stream(path),
    sizeOf: struck(nodeDisk.sizeOf),
    list: struck(nodeDisk.list),
    sync: struck(nodeDisk.sync),
    rename: struck(nodeDisk.rename),
    link: struck(nodeDisk.link),
    remove: struck(nodeDisk.remove),
    touch: struck(nodeDisk.touch),
    writtenAt: struck(nodeDisk.writtenAt),
  };
  return { disk, count: () => seen };
}

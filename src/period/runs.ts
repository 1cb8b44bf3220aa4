/** The runs of a locker as a period needs them: when, how they ended, and what each said of each check and requirement. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, type Locker, type Manifest } from '../locker/index.ts';
import type { Digest, Instant, Report, Standing, Verdict } from '../model.ts';

export interface Said {
  readonly title: string;
  readonly state: Verdict | Standing;
}
export interface PastRun {
  readonly seq: number;
  readonly runId: string;
  readonly startedAt: Instant;
  readonly aborted: boolean;
  readonly attempts: Manifest['attempts'];
  readonly checks: ReadonlyMap<string, Said>;
  /** By `framework/requirement`. */
  readonly requirements: ReadonlyMap<string, Said>;
}

/**
 * From the newest back to the last one that began before `from`, oldest first. The newest is checked as any run is; each one before it is
 * the one whose digest the next one names, so that its bytes are those that were sealed. LOCKER_TAMPERED when they are not.
 */
export async function runsSince(locker: Locker, from: Instant): Promise<readonly PastRun[]> {
  const seqs = [...(await locker.runs())].reverse();
  const tallies = new Map<string, Said>();
  const found: PastRun[] = [];
  let next: { readonly seq: number; readonly previous: Digest | null } | undefined;
  for (const seq of seqs) {
    const manifest = (await chained(locker, seq, next)) ?? (await locker.run(seq)).manifest;
    if (manifest.startedAt < from) break;
    next = { seq, previous: manifest.previous };
    found.push(await pastRun(locker, manifest, tallies));
  }
  return found.reverse();
}

/** The manifest before a checked one, if these are its bytes. Whatever is odd about it is left to the locker to say. */
async function chained(
  { root }: Locker,
  seq: number,
  next: { readonly seq: number; readonly previous: Digest | null } | undefined,
): Promise<Manifest | undefined> {
  if (next === undefined || next.seq !== seq + 1) return undefined;
  try {
    const bytes = await readFile(join(root, 'runs', String(seq).padStart(8, '0'), 'manifest.json'));
    return digestOf(bytes) === next.previous ? (JSON.parse(bytes.toString('utf8')) as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

async function pastRun(locker: Locker, manifest: Manifest, tallies: Map<string, Said>): Promise<PastRun> {
  const { seq, runId, startedAt, status, attempts } = manifest;
  const said = (await fromTallies(locker, manifest, tallies)) ?? fromReport(await reportOf(locker, manifest));
  return { seq, runId, startedAt, aborted: status === 'aborted', attempts, ...said };
}

type Words = Pick<PastRun, 'checks' | 'requirements'>;
const TALLY = 'application/vnd.claimcheck.tally.v1+json';

/** Runs seal what they found in small pieces, which are the same objects as long as nothing changes: read once, whatever the number of runs. */
async function fromTallies(locker: Locker, { items }: Manifest, known: Map<string, Said>): Promise<Words | undefined> {
  const pieces = items.filter(({ mediaType }) => mediaType === TALLY);
  if (pieces.length === 0) return undefined;
  const checks = new Map<string, Said>();
  const requirements = new Map<string, Said>();
  for (const { name, sha256 } of pieces) {
    const [, kind, id] = /^tally\/(check|claim)\/(.+)$/s.exec(name) ?? [];
    if (kind === undefined || id === undefined) continue;
    const said = known.get(sha256) ?? saidIn(await locker.get(`sha256:${sha256}`));
    known.set(sha256, said);
    (kind === 'check' ? checks : requirements).set(id, said);
  }
  return { checks, requirements };
}
function saidIn(bytes: Uint8Array): Said {
  const { title, verdict, standing } = JSON.parse(new TextDecoder().decode(bytes)) as {
    title: string;
    verdict?: Verdict;
    standing?: Standing;
  };
  return { title, state: verdict ?? (standing as Standing) };
}

async function reportOf(locker: Locker, { seq }: Manifest): Promise<Report> {
  return JSON.parse(new TextDecoder().decode(await (await locker.run(seq)).file('report.json'))) as Report;
}
function fromReport({ results, requirements }: Report): Words {
  return {
    checks: new Map(results.map(({ check, title, verdict }) => [check, { title, state: verdict }])),
    requirements: new Map(requirements.map(({ framework, id, title, standing }) => [`${framework}/${id}`, { title, state: standing }])),
  };
}

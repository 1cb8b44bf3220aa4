/** The runs of a locker as a period needs them: when, how they ended, and what each said of each check and requirement. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, type Locker, type Manifest } from '../locker/index.ts';
import type { Digest, Instant, Report, Standing, Verdict } from '../model.ts';
import { manifestIn, TALLY } from './manifest.ts';

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
  const tallies: Tallies = { said: new Map(), words: new Map() };
  const found: PastRun[] = [];
  let next: { readonly seq: number; readonly previous: Digest | null } | undefined;
  for (const seq of seqs) {
    const manifest = chained(locker, seq, next) ?? (await locker.run(seq)).manifest;
    if (manifest.startedAt < from) break;
    next = { seq, previous: manifest.previous };
    found.push(await pastRun(locker, manifest, tallies));
  }
  return found.reverse();
}

/** The manifest before a checked one, if these are its bytes. Whatever is odd about it is left to the locker to say. */
function chained(
  { root }: Locker,
  seq: number,
  next: { readonly seq: number; readonly previous: Digest | null } | undefined,
): Manifest | undefined {
  if (next === undefined || next.seq !== seq + 1) return undefined;
  try {
    // not by way of the thread pool: a year of them, one after the other, waits longer for its turn than for the disk
    const bytes = readFileSync(join(root, 'runs', String(seq).padStart(8, '0'), 'manifest.json'));
    return digestOf(bytes) === next.previous ? manifestIn(bytes) : undefined;
  } catch {
    return undefined;
  }
}

async function pastRun(locker: Locker, manifest: Manifest, tallies: Tallies): Promise<PastRun> {
  const { seq, runId, startedAt, status, attempts } = manifest;
  const said = (await fromTallies(locker, manifest, tallies)) ?? fromReport(await reportOf(locker, manifest));
  return { seq, runId, startedAt, aborted: status === 'aborted', attempts, ...said };
}

type Words = Pick<PastRun, 'checks' | 'requirements'>;

/** What was read before: each piece by its digest, and what a run said by the digests of all its pieces. */
interface Tallies {
  readonly said: Map<string, Said>;
  readonly words: Map<string, Words>;
}

/** Runs seal what they found in small pieces, which are the same objects as long as nothing changes: read once, whatever the number of runs. */
async function fromTallies(locker: Locker, { items }: Manifest, known: Tallies): Promise<Words | undefined> {
  const pieces = items.filter(({ mediaType, name }) => mediaType === TALLY && /^tally\/(?:check|claim)\/./s.test(name));
  if (pieces.length === 0) return undefined;
  const all = pieces.map(({ sha256, name }) => `${sha256} ${name}`).join('\n');
  const before = known.words.get(all);
  if (before !== undefined) return before;
  const checks = new Map<string, Said>();
  const requirements = new Map<string, Said>();
  const said = await Promise.all(pieces.map(async ({ sha256 }) => known.said.get(sha256) ?? saidIn(await locker.get(`sha256:${sha256}`))));
  for (const [index, { name, sha256 }] of pieces.entries()) {
    const one = said[index] as Said;
    known.said.set(sha256, one);
    const [, kind, id] = name.split(/^tally\/(check|claim)\//s) as [string, string, string];
    (kind === 'check' ? checks : requirements).set(id, one);
  }
  const words = { checks, requirements };
  known.words.set(all, words);
  return words;
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

/** Watches a run from beside: whether every subject came to a judgement, whether every error is told, whether what was recorded is still so. */
import { exchangeOf } from '../collect/evidence.ts';
import type { Refused } from '../collect/refused.ts';
import type { ConfiguredSource } from '../config.ts';
import { isUnknown } from '../kit.ts';
import { listed } from '../listed.ts';
import { each } from '../locker/gate.ts';
import type { Collector, Digest, Instant, Listed, ResourceSet, ScopeEntry } from '../model.ts';
import { EVIDENCE, type EvidenceRow, REFUSALS, type RefusalsRow, RUN, TARGET, type TargetRow } from './kinds.ts';
import { openCounts, targetsOf } from './targets.ts';

export interface WatchOptions {
  readonly sources: readonly ConfiguredSource[];
  /** Those whose sets are to come. */
  readonly collectors: readonly Collector[];
  /** An object of the locker; throws when its bytes are not what its name says. */
  readonly get: (digest: Digest) => Promise<Uint8Array>;
  /** Questions that ended without an answer, as they come to be known; what rests on one takes it off. */
  readonly refused: Refused;
}
export interface Watch {
  hear(set: ResourceSet): Promise<void>;
  /** When all is read. */
  sets(end: {
    readonly scope: readonly ScopeEntry[];
    readonly from: Instant;
    readonly to: Instant;
    readonly aborted: boolean;
  }): ResourceSet[];
}

const MOST_NAMED = 20;
/** Objects read again at once. */
const WIDTH = 32;

interface Kept {
  objects: number;
  damaged: string[];
  /** By collector: the first and the last moment of its sets, and the first at which one of them was too old. */
  readonly times: Map<string, { readonly first: number; readonly last: number; readonly until: number }>;
}

export function openWatch({ sources, collectors, get, refused }: WatchOptions): Watch {
  /** By subject: how many collectors came to a set. */
  const read = openCounts();
  const evidence = new Map<string, Kept>();
  // a subject's sets come one after the other, and once more when the run ends where it is not known any more who answered
  let checked = { subject: '', digests: new Set<Digest>(), came: new Set<string>(), again: false };
  return {
    async hear(set) {
      const { subject, collector } = set;
      const entry = `${subject.source}/${subject.name}`;
      for (const digest of set.evidence) refused.restsOn(digest);
      refused.named({ entry, subject: subject.key, operations: () => operationsIn(set) });
      // answers are shared between the collectors of a subject, and between no others
      if (checked.subject !== subject.key)
        checked = { subject: subject.key, digests: new Set(), came: new Set(), again: read.of(subject.key) > 0 };
      checked.came.add(collector);
      if (!checked.again) read.set(subject.key, checked.came.size);
      const fresh = set.evidence.filter((digest) => !checked.digests.has(digest));
      for (const digest of fresh) checked.digests.add(digest);
      const seen: Kept = evidence.get(entry) ?? { objects: 0, damaged: [], times: new Map() };
      evidence.set(entry, seen);
      seen.objects += fresh.length;
      await each(fresh, WIDTH, async (digest) => {
        if (!(await intact(digest, get))) seen.damaged.push(digest);
      });
      seen.times.set(collector, spanOf(seen.times.get(collector), set));
    },
    sets({ scope, from, to, aborted }) {
      for (const { source, name, principal, subjects, excluded } of scope) {
        const gaps = [...(isUnknown(principal) ? [principal.$unknown] : []), ...subjects.flatMap(({ gap }) => gap ?? [])];
        for (const digest of [...gaps, ...excluded].flatMap((one) => one.evidence ?? [])) refused.restsOn(digest);
        refused.named({ entry: `${source}/${name}`, operations: () => new Set(gaps.map(({ operation }) => operation)) });
      }
      const targets = together(sources.map((source) => targetsOf(source, scope, { collectors, read, aborted })));
      const entries = scope.map(({ source, name }) => `${source}/${name}`);
      return [
        setOf(TARGET, to, `${targets.length} declared or found`, targets),
        setOf(
          REFUSALS,
          to,
          `without an answer: ${sum(entries.map((entry) => refused.count(entry)))} questions to ${entries.length} sources`,
          refusalsBy(entries, refused),
        ),
        setOf(
          EVIDENCE,
          to,
          `every recorded answer of ${entries.length} sources, read again`,
          entries.map((entry) => evidenceOf(entry, evidence, from, to)),
        ),
      ];
    },
  };
}

function spanOf(before: { first: number; last: number; until: number } | undefined, set: ResourceSet) {
  const at = Date.parse(set.collectedAt);
  // what could not be seen is not old
  const until = set.complete || set.resources.length > 0 ? Date.parse(set.freshUntil) : Number.POSITIVE_INFINITY;
  return before
    ? { first: Math.min(before.first, at), last: Math.max(before.last, at), until: Math.min(before.until, until) }
    : { first: at, last: at, until };
}

/** The record itself, and the answer that it names. */
async function intact(digest: Digest, get: WatchOptions['get']): Promise<boolean> {
  try {
    await exchangeOf(await get(digest), get);
    return true;
  } catch {
    // why does not matter here: it is not what was recorded
    return false;
  }
}

/** Every operation that a gap of the set or an unknown in it names, however deep it stands. */
function operationsIn({ gaps, resources, testimonies }: ResourceSet): ReadonlySet<string> {
  const found = new Set(gaps.map(({ operation }) => operation));
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return;
    if (isUnknown(one)) found.add(one.$unknown.operation);
    else for (const inner of Object.values(one)) visit(inner);
  };
  visit(resources);
  visit(testimonies);
  return found;
}
/** One after the other. */
function together<T>(lists: readonly Listed<T>[]): Listed<T> {
  return listed(sum(lists.map(({ length }) => length)), function* () {
    for (const one of lists) yield* one;
  });
}
const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);

function refusalsBy(entries: readonly string[], refused: Refused): RefusalsRow[] {
  const unattached = new Map<string, Set<string>>();
  for (const { entry, operation } of refused.pending()) unattached.set(entry, (unattached.get(entry) ?? new Set()).add(operation));
  return entries.map((entry) => ({
    id: entry,
    name: entry,
    refused: refused.count(entry),
    unattached: [...(unattached.get(entry) ?? [])].sort(),
  }));
}
function evidenceOf(entry: string, evidence: ReadonlyMap<string, Kept>, from: Instant, to: Instant): EvidenceRow {
  const { objects, damaged, times }: Kept = evidence.get(entry) ?? { objects: 0, damaged: [], times: new Map() };
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const of = (is: (one: { first: number; last: number; until: number }) => boolean) =>
    [...times].flatMap(([collector, one]) => (is(one) ? [collector] : [])).sort();
  return {
    id: entry,
    name: entry,
    objects,
    damaged: damaged.sort().slice(0, MOST_NAMED),
    outside: of(({ first, last }) => first < start || last > end),
    stale: of(({ until }) => until < end),
  };
}

function setOf({ id }: Collector, at: Instant, proof: string, rows: Listed<TargetRow | RefusalsRow | EvidenceRow>): ResourceSet {
  const day = new Date(Date.parse(at) + 86_400_000).toISOString();
  const resources = listed(rows.length, function* () {
    for (const resource of rows) yield { resource, evidence: [] };
  });
  return {
    collector: id,
    subject: RUN,
    collectedAt: at,
    freshUntil: day,
    complete: true,
    proof,
    resources,
    gaps: [],
    evidence: [],
    skewMs: 0,
  };
}

/** Segments -> what one run would have heard: the same subjects and sets in the same order; what no segment looked at is unknown. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openConcealer } from '../collect/conceal.ts';
import { openTally } from '../collect/session.ts';
import { unseen } from '../collect/set.ts';
import type { Tally } from '../collect/transport.ts';
import type { ConfiguredSource } from '../config.ts';
import { Refusal } from '../errors.ts';
import type { Heard } from '../hear.ts';
import { looksAt } from '../kit.ts';
import type { Disk } from '../locker/disk.ts';
import type { RunWriter } from '../locker/index.ts';
import type { Collector, Gap, Instant, ResourceSet, ScopeEntry, Subject } from '../model.ts';
import { difference } from './binding.ts';
import { closingOf, objectsOf, setsOf } from './reader.ts';
import { mergedScope, primaryOf } from './scope.ts';
import { readSegment, type SealedSegment } from './segment.ts';

/** The segments that these paths are, or hold. USAGE where one names none. */
export async function segmentsAt(paths: readonly string[], disk: Disk): Promise<SealedSegment[]> {
  const found = new Map<string, SealedSegment>();
  for (const path of paths) {
    const own = await readSegment(path, disk);
    const inner = own ? [own] : await segmentsIn(path, disk);
    for (const one of inner) found.set(one.digest, one);
    if (inner.length === 0)
      throw new Refusal('USAGE', `there is no segment in ${path}`, { hint: 'name what `claimcheck run --shard` wrote' });
  }
  return [...found.values()].sort((a, b) => orderOf(a) - orderOf(b) || (a.segment.part < b.segment.part ? -1 : 1));
}
export async function segmentsIn(path: string, disk: Disk): Promise<SealedSegment[]> {
  const names = await readdir(path).catch(() => {
    throw new Refusal('USAGE', `there is no folder ${path}`, { hint: 'name what `claimcheck run --shard` wrote' });
  });
  const read = await Promise.all(names.filter((name) => !name.startsWith('.')).map((name) => readSegment(join(path, name), disk)));
  return read.flatMap((one) => one ?? []);
}
const orderOf = ({ segment }: SealedSegment): number => segment.shard?.index ?? (segment.subjects.length === 0 ? 0 : 1);

/** Only parts of the same run, none of them twice. */
export function insistOneRun(all: readonly SealedSegment[]): SealedSegment {
  const [first] = all;
  if (!first) throw new Refusal('USAGE', 'there is nothing to merge');
  const owners = new Map<string, string>();
  for (const { segment, folder } of all) {
    const refuse = (why: string) =>
      new Refusal('USAGE', `segments of different runs are not merged: ${why}`, { at: { file: folder }, hint: hintFor(why) });
    const differs = difference(first.segment.binding, segment.binding);
    if (differs !== undefined) throw refuse(`${differs} (${first.segment.part}, ${segment.part})`);
    if (segment.startedAt !== first.segment.startedAt) throw refuse(`they start ${first.segment.startedAt} and ${segment.startedAt}`);
    if (JSON.stringify(segment.period) !== JSON.stringify(first.segment.period)) throw refuse('they are about different periods');
    if (segment.shard?.of !== first.segment.shard?.of) throw refuse(`${first.segment.part} and ${segment.part}`);
    for (const [name, value] of Object.entries(segment.places))
      if ((first.segment.places[name] ?? value) !== value) throw refuse(`${name} was not the same for all`);
    for (const key of segment.subjects) {
      if (owners.has(key)) throw refuse(`${key} stands in ${owners.get(key)} and in ${segment.part}`);
      owners.set(key, segment.part);
    }
  }
  return first;
}
const hintFor = (why: string): string =>
  why.startsWith('they start')
    ? 'let the shards share a folder, or give each the same --started'
    : 'merge what was run alike, and each part once';

export interface MergeOptions {
  readonly sources: readonly ConfiguredSource[];
  readonly collectors: readonly Collector[];
  /** What became of a subject that no segment looked at, where more is known than that. */
  readonly lost?: (subject: Subject) => string | undefined;
  readonly now: Instant;
}

export function heardIn(all: readonly SealedSegment[], options: MergeOptions): (writer: RunWriter) => Promise<Heard> {
  const { segment } = insistOneRun(all);
  const owners = new Map(all.flatMap((one) => one.segment.subjects.map((key) => [key, one] as const)));
  return async (writer) => {
    const scope = options.sources.map((entry) => mergedScope(entry, all, owners, options));
    const tally = talliesOf(all);
    for (const one of all) await keep(one, all, owners, writer, tally);
    return {
      period: segment.period,
      collection: { scope, sets: setsIn(scope, owners, options) },
      tally,
      concealer: openConcealer(),
      places: new Map(all.flatMap((one) => Object.entries(one.segment.places))),
      // what was cut short is not sealed as a segment
      aborted: () => false,
    };
  };
}

function talliesOf(all: readonly SealedSegment[]): Tally {
  const tally = openTally();
  for (const { segment } of all) {
    const { sent, retried, confirmed, operations, maxSkewMs } = segment.requests;
    tally.sent += sent;
    tally.retried += retried;
    tally.confirmed += confirmed;
    for (const operation of operations) tally.operations.add(operation);
    tally.maxSkewMs = Math.max(tally.maxSkewMs, maxSkewMs);
  }
  return tally;
}

/** Who else had to find out what there is leaves that to one segment; what it was told of its own subjects stays with each. */
async function keep(
  one: SealedSegment,
  all: readonly SealedSegment[],
  owners: ReadonlyMap<string, SealedSegment>,
  writer: RunWriter,
  tally: Tally,
): Promise<void> {
  const primary = new Set(
    one.segment.scope.filter((entry) => primaryOf(entry, all) === one).map(({ source, name }) => `${source}/${name}`),
  );
  const isOurs = (subject: string) => {
    const owner = owners.get(subject);
    return owner === undefined ? primary.has(subject.split('/').slice(0, 2).join('/')) : owner === one;
  };
  const kept = new Set<string>();
  for await (const { item, bytes } of objectsOf(one, ({ subject }) => isOurs(subject))) {
    await writer.put(bytes, { name: item.name, mediaType: item.mediaType });
    kept.add(item.digest);
  }
  for (const told of one.segment.refused)
    if (told.record === undefined ? isOurs(told.subject) : kept.has(told.record)) tally.refused.add(told);
}

async function* setsIn(
  scope: readonly ScopeEntry[],
  owners: ReadonlyMap<string, SealedSegment>,
  { collectors, now }: MergeOptions,
): AsyncIterable<ResourceSet> {
  const reading = new Map<SealedSegment, Reading>();
  for (const entry of scope) {
    const mine = collectors.filter(({ id }) => id.startsWith(`${entry.source}/`));
    const here = new Set<SealedSegment>();
    for (const subject of entry.subjects) {
      const owner = owners.get(subject.key);
      if (owner) here.add(owner);
      for (const collector of mine.filter((one) => looksAt(one, subject))) {
        const read = owner && (await readingOf(reading, owner).take(collector.id, subject.key));
        yield read ?? unseen(collector, subject, subject.gap ?? notRun(subject), now);
      }
    }
    for (const one of here)
      for await (const set of closingOf(one)) if (set.subject.source === entry.source && set.subject.name === entry.name) yield set;
  }
  for (const one of reading.values()) await one.end();
}
const notRun = ({ key }: Subject): Gap => ({
  operation: `read ${key}`,
  reason: 'not_run',
  detail: 'the segment of this subject ended before it',
});

interface Reading {
  /** The next set, where it is this one. Segments keep the order of the run. */
  take(collector: string, subject: string): Promise<ResourceSet | undefined>;
  /** Throws when there is more in it than a run has, or when it was altered. */
  end(): Promise<void>;
}
function readingOf(all: Map<SealedSegment, Reading>, segment: SealedSegment): Reading {
  const before = all.get(segment);
  if (before) return before;
  const iterator = setsOf(segment)[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<ResourceSet>> | undefined;
  const made: Reading = {
    async take(collector, subject) {
      next ??= iterator.next();
      const { done, value } = await next;
      if (done || value.collector !== collector || value.subject.key !== subject) return undefined;
      next = undefined;
      return value;
    },
    async end() {
      const { done, value } = await (next ?? iterator.next());
      if (!done)
        throw new Refusal('LOCKER_TAMPERED', `this segment is about ${value.subject.key} too, which this run is not`, {
          at: { file: segment.folder },
        });
    },
  };
  all.set(segment, made);
  return made;
}

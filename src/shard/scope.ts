/** The scope of a run whose parts were asked by several processes. */
import type { ConfiguredSource } from '../config.ts';
import { isUnknown, unknown } from '../kit.ts';
import type { Collector, Gap, ScopeEntry, Subject } from '../model.ts';
import { isFound, laneOf } from './jobs.ts';
import type { SealedSegment } from './segment.ts';

interface Options {
  readonly collectors: readonly Collector[];
  readonly lost?: (subject: Subject) => string | undefined;
}
type Entry = Pick<ScopeEntry, 'source' | 'name'>;

const entryIn = (one: SealedSegment, { source, name }: Entry): ScopeEntry | undefined =>
  one.segment.scope.find((entry) => entry.source === source && entry.name === name);

/** The first of those that opened an entry speaks for what belongs to no subject of its own: who asked, and what there is. */
export function primaryOf(entry: Entry, all: readonly SealedSegment[]): SealedSegment | undefined {
  return all.find((one) => entryIn(one, entry) !== undefined);
}

/** A subject is as its own segment saw it; one that is declared or was found and stands in no segment was not looked at, and says so. */
export function mergedScope(
  entry: ConfiguredSource,
  all: readonly SealedSegment[],
  owners: ReadonlyMap<string, SealedSegment>,
  { collectors, lost }: Options,
): ScopeEntry {
  const { source, config } = entry;
  const about: Entry = { source: source.id, name: source.nameOf(config) };
  const seen = all.flatMap((one) => entryIn(one, about) ?? []);
  const subjects = lanesIn(entry, seen).flatMap((lane): readonly Subject[] => {
    const owner = lane.map(({ key }) => owners.get(key)).find((one) => one !== undefined);
    const own =
      owner && entryIn(owner, about)?.subjects.filter((subject) => laneOf(source, subject) === laneOf(source, lane[0] as Subject));
    return own ?? lane.map((subject) => ({ ...subject, gap: subject.gap ?? notLookedAt(subject, lost) }));
  });
  const principals = seen.map(({ principal }) => principal);
  const plan = { collectors: collectors.filter(({ id }) => id.startsWith(`${source.id}/`)).map(({ id }) => id) };
  const excluded = new Map(seen.flatMap((one) => one.excluded.map((what) => [`${what.id} ${what.because}`, what] as const)));
  return {
    ...about,
    principal: principals.find((one) => !isUnknown(one)) ?? principals[0] ?? nobody(source.id),
    subjects,
    excluded: [...excluded.values()],
    plan,
  };
}

/** In the order in which they were declared or found. A lane that somebody opened is as they found it, not as it was declared. */
function lanesIn({ source, config }: ConfiguredSource, seen: readonly ScopeEntry[]): (readonly Subject[])[] {
  const lanes = new Map<string, Map<string, Subject>>();
  const enter = (subject: Subject, place = laneOf(source, subject)) => {
    const lane = lanes.get(place) ?? new Map<string, Subject>();
    lanes.set(place, lane);
    if (!lane.has(subject.key)) lane.set(subject.key, subject);
  };
  const found = seen.flatMap(({ subjects }) => [...subjects]);
  const looked = new Set(found.map((subject) => laneOf(source, subject)));
  for (const subject of isFound({ source, config }) && seen.length > 0 ? [] : source.declared(config)) {
    if (looked.has(laneOf(source, subject))) lanes.set(laneOf(source, subject), new Map());
    else enter(subject);
  }
  for (const subject of found) enter(subject);
  return [...lanes.values()].map((lane) => [...lane.values()]);
}

function notLookedAt(subject: Subject, lost: Options['lost']): Gap {
  return {
    operation: `read ${subject.key}`,
    reason: 'not_run',
    detail: lost?.(subject) ?? 'no segment that was merged has looked at it',
  };
}
const nobody = (source: string) =>
  unknown({ operation: `connect ${source}`, reason: 'not_run', detail: 'no segment that was merged has opened this source' });

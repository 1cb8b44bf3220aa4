/** Who was to answer: a row for each subject, made when it is judged; there may be very many of them. */
import { createHash } from 'node:crypto';
import type { ConfiguredSource } from '../config.ts';
import { looksAt, unknown } from '../kit.ts';
import { listed } from '../listed.ts';
import type { Collector, Known, Listed, ScopeEntry, Subject } from '../model.ts';
import type { TargetRow } from './kinds.ts';

interface Seen {
  readonly collectors: readonly Collector[];
  readonly read: Pick<Counts, 'of'>;
  readonly aborted: boolean;
}

export function targetsOf(
  { source, config }: ConfiguredSource,
  scope: readonly ScopeEntry[],
  { collectors, read, aborted }: Seen,
): Listed<TargetRow> {
  const name = source.nameOf(config);
  const entry = scope.find((one) => one.source === source.id && one.name === name);
  const mine = collectors.filter(({ id }) => id.startsWith(`${source.id}/`));
  const subjects: Listed<Subject> = entry?.subjects ?? [];
  const lacking = lackingOf(source.declared(config), subjects);
  const leftOut = new Set(lacking.length > 0 ? entry?.excluded.map(({ id }) => id) : []);
  const isLeftOut = ({ key, id, label }: Subject) => [key, id, label].some((one) => leftOut.has(one));
  const rest = lacking.map((one): TargetRow => ({ ...NOT_ASKED, id: one.key, name: one.label, listed: isLeftOut(one) }));
  return listed(subjects.length + rest.length, function* () {
    for (const subject of subjects) yield rowOf(subject, mine, read, aborted);
    yield* rest;
  });
}
const NOT_ASKED = { answered: true, planned: 0, read: 0 } as const;

/**
 * Of what is declared, what was not found. Both come in one order as a rule: what one of them is ahead of the other is all that is held.
 * An organisation is declared, its accounts answer.
 */
function lackingOf(declared: Listed<Subject>, found: Listed<Subject>): readonly Subject[] {
  const waiting = new Map<string, Subject>();
  const unasked = new Set<string>();
  const others = found[Symbol.iterator]();
  const meet = ({ key }: Subject) => void (waiting.delete(key) || unasked.add(key));
  for (const one of declared) {
    const other = others.next();
    if (!other.done) meet(other.value);
    if (!unasked.delete(one.key)) waiting.set(one.key, one);
  }
  for (let other = others.next(); !other.done; other = others.next()) meet(other.value);
  if (waiting.size > 0) for (const { key } of found) for (const above of placesAbove(key)) waiting.delete(above);
  return [...waiting.values()];
}
/** `aws/company/1` -> `aws`, `aws/company` */
function placesAbove(key: string): readonly string[] {
  const parts = key.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

function rowOf(subject: Subject, mine: readonly Collector[], read: Pick<Counts, 'of'>, aborted: boolean): TargetRow {
  const planned = mine.filter((collector) => looksAt(collector, subject)).length;
  const came = read.of(subject.key);
  return {
    id: subject.key,
    name: subject.label,
    answered: answered(subject, aborted && came < planned),
    listed: true,
    planned,
    read: came,
  };
}
function answered({ gap, key }: Subject, cut: boolean): Known<boolean> {
  if (gap) return unknown(gap);
  return cut ? unknown({ operation: `run ${key}`, reason: 'aborted', detail: 'the run was interrupted before all of it was read' }) : true;
}

/** A number for each of very many names, none where none was set. */
interface Counts {
  set(name: string, count: number): void;
  of(name: string): number;
}
/**
 * Names are known by 128 bits of their SHA-256, as everything in a locker is by all of them: 24 bytes for each, outside of V8's heap,
 * instead of about a hundred for a text in a map.
 */
export function openCounts(): Counts {
  let table = openTable(1024);
  return {
    set(name, count) {
      if (table.used * 2 >= table.size) table = larger(table);
      table.set(halvesOf(name), count);
    },
    of: (name) => table.of(halvesOf(name)),
  };
}
type Halves = readonly [bigint, bigint];
function halvesOf(name: string): Halves {
  const digest = createHash('sha256').update(name).digest();
  return [digest.readBigUInt64LE(0), digest.readBigUInt64LE(8)];
}
function openTable(size: number) {
  const [names, counts] = [new BigUint64Array(2 * size), new Uint32Array(size)];
  let used = 0;
  const placeOf = ([low, high]: Halves): number => {
    let at = Number(low % BigInt(size));
    while (counts[at] !== 0 && (names[2 * at] !== low || names[2 * at + 1] !== high)) at = (at + 1) % size;
    return at;
  };
  return {
    size,
    get used() {
      return used;
    },
    set(name: Halves, count: number) {
      const at = placeOf(name);
      if (counts[at] === 0) used += 1;
      names.set(name, 2 * at);
      counts[at] = count;
    },
    of: (name: Halves) => counts[placeOf(name)] ?? 0,
    *[Symbol.iterator](): Iterator<[Halves, number]> {
      for (const [at, count] of counts.entries()) if (count !== 0) yield [[names[2 * at] as bigint, names[2 * at + 1] as bigint], count];
    },
  };
}
function larger(table: ReturnType<typeof openTable>): ReturnType<typeof openTable> {
  const next = openTable(2 * table.size);
  for (const [name, count] of table) next.set(name, count);
  return next;
}

/** A report as the bytes that are sealed, attached and hashed: members in the order of their names. */
import type { Comparison, PeriodTable, Report } from '../src/model.ts';
import { shown } from './machine.ts';
import { bytesOf } from './stream.ts';

type Document = Report | Comparison | PeriodTable;

/** Members in the order of their names, so that the same report is the same bytes however it was put together. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return Array.from(value, ordered);
  // Without a prototype, `__proto__` is a name like any other: a provider may call a tag so.
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, member] of membersOf(value)) object[key] = ordered(member);
  return object;
}
/** An array, or what is read like one: `Listed`. */
const isList = (value: object): value is Iterable<unknown> => Symbol.iterator in value;
function membersOf(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Lists stand so deep at most that grow with the estate: a finding, of a subject, of a check. */
const DEEP = 6;

const isEmpty = (value: object): boolean =>
  isList(value) ? value[Symbol.iterator]().next().done === true : Object.keys(value).length === 0;
function* entriesOf(list: Iterable<unknown>): Generator<[string, unknown]> {
  for (const one of list) yield ['', one];
}
/** The same text as JSON.stringify gives of all of it, a member at a time: only what stands deeper than that is held as one text. */
function* pieces(value: unknown, depth: number): Generator<string> {
  const line = `\n${'  '.repeat(depth)}`;
  if (depth === DEEP || typeof value !== 'object' || value === null || isEmpty(value))
    return yield JSON.stringify(ordered(value) ?? null, null, 2).replaceAll('\n', line);
  const list = isList(value);
  let before = list ? '[' : '{';
  for (const [name, member] of list ? entriesOf(value) : membersOf(value)) {
    yield `${before}${line}  ${list ? '' : `${JSON.stringify(name)}: `}`;
    yield* pieces(member, depth + 1);
    before = ',';
  }
  yield `${before === ',' ? line : before}${list ? ']' : '}'}`;
}
async function* texts(document: Document): AsyncIterable<string> {
  for (const piece of pieces(document, 0)) yield shown(piece);
  yield '\n';
}

/** Two spaces, one line end at the end; what would not show stands as an escape. While `run.findings.inline` is false, findings stand in `findings.jsonl` alone. */
export const reportBytes = (report: Document): Uint8Array =>
  new TextEncoder().encode(`${shown(JSON.stringify(ordered(report), null, 2))}\n`);

/** The same bytes as they are made. */
export const reportStream = (report: Report): AsyncIterable<Uint8Array> => bytesOf(texts(report));

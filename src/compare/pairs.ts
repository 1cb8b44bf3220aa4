/** Rows of two runs side by side. Each run writes its rows in the order in which its answers came, so they are matched by what they are about. */
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FindingRow, Reason, Resource, Verdict, Waiver } from '../model.ts';
import type { Side } from './side.ts';

/** As much of a row as a comparison needs; the observed fields as text, since most are never looked at. */
export interface Row {
  readonly check: string;
  readonly subject: FindingRow['subject'];
  readonly resource: Resource;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly because: string;
  readonly observed?: string;
  readonly waiver?: Waiver;
}
export type Pair = readonly [before: Row, after: Row] | readonly [before: Row, after: null] | readonly [before: null, after: Row];

/** Rows beyond so many bytes are spilt over several files and matched one file at a time: memory stays flat. */
export const MOST_BYTES = 128 * 1024 * 1024;

/** Every row of both runs, once: matched, or alone. In no particular order. */
export async function* pairsOf(before: Side, after: Side, most = MOST_BYTES): AsyncIterable<Pair> {
  const parts = Math.ceil(Math.max(before.bytes, after.bytes, 1) / most);
  if (parts === 1) return yield* match(slim(before.findings()), slim(after.findings()));
  const dir = await mkdtemp(join(tmpdir(), 'claimcheck-diff-'));
  try {
    await spill(slim(before.findings()), join(dir, 'before'), parts);
    await spill(slim(after.findings()), join(dir, 'after'), parts);
    for (let part = 0; part < parts; part += 1) yield* match(spilt(join(dir, `before.${part}`)), spilt(join(dir, `after.${part}`)));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function* slim(rows: AsyncIterable<FindingRow>): AsyncIterable<Row> {
  for await (const { check, subject, resource, verdict, reason, because, observed, waiver } of rows)
    yield {
      check,
      subject,
      resource,
      verdict,
      ...(reason !== undefined && { reason }),
      because,
      ...(observed !== undefined && { observed: JSON.stringify(observed) }),
      ...(waiver !== undefined && { waiver }),
    };
}

const keyOf = ({ check, subject, resource }: Row): string => JSON.stringify([check, subject.key, resource.id]);
/** What a reader would call the same row. That it was seen otherwise and judged alike is no change of a verdict. */
const stateOf = ({ verdict, reason, waiver }: Row): string => `${verdict} ${reason} ${waiver !== undefined}`;

/** Rows about one thing may be several: a population that two questions left open. Equal ones first, the others in their order. */
async function* match(before: AsyncIterable<Row>, after: AsyncIterable<Row>): AsyncIterable<Pair> {
  const open = new Map<string, Row[]>();
  for await (const row of before) add(open, row);
  const late = new Map<string, Row[]>();
  for await (const row of after) {
    const candidates = open.get(keyOf(row));
    const like = candidates === undefined ? -1 : candidates.findIndex((one) => stateOf(one) === stateOf(row));
    if (candidates === undefined || like === -1) {
      add(late, row);
      continue;
    }
    const [same] = candidates.splice(like, 1);
    if (candidates.length === 0) open.delete(keyOf(row));
    yield [same as Row, row];
  }
  for (const [key, rows] of late) {
    const left = open.get(key);
    for (const row of rows) {
      const was = left?.shift();
      yield was === undefined ? [null, row] : [was, row];
    }
  }
  for (const rows of open.values()) for (const row of rows) yield [row, null];
}

function add(into: Map<string, Row[]>, row: Row): void {
  const key = keyOf(row);
  const known = into.get(key);
  if (known) known.push(row);
  else into.set(key, [row]);
}

const LINES = 65_536;
async function spill(rows: AsyncIterable<Row>, path: string, parts: number): Promise<void> {
  const files = await Promise.all(Array.from({ length: parts }, (_, part) => open(`${path}.${part}`, 'wx', 0o600)));
  const held = files.map(() => [] as string[]);
  const sizes = files.map(() => 0);
  const write = async (part: number) => {
    await files[part]?.appendFile((held[part] as string[]).join(''));
    held[part] = [];
    sizes[part] = 0;
  };
  try {
    for await (const row of rows) {
      const part = partOf(keyOf(row), parts);
      const line = `${oneLine(row)}\n`;
      held[part]?.push(line);
      sizes[part] = (sizes[part] as number) + line.length;
      if ((sizes[part] as number) > LINES) await write(part);
    }
    for (const part of files.keys()) await write(part);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
/** readline takes these two for line ends as well: https://nodejs.org/api/readline.html#event-line */
const oneLine = (row: Row): string => JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % parts;
}
async function* spilt(path: string): AsyncIterable<Row> {
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY }))
    yield JSON.parse(line) as Row;
}

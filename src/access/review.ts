/** A review as a table: a row for each principal and right, a person's decisions in it, and what was exported, by which it is whole. */
import { z } from 'zod';
import { type Place, Refusal } from '../errors.ts';
import { canonical, digestOf } from '../locker/index.ts';
import type { Digest, Instant } from '../model.ts';
import type { Grant, Row } from './grants.ts';
import { tableOf } from './table.ts';

export const COLUMNS = [
  'row',
  'source',
  'subject',
  'kind',
  'principal',
  'right',
  'since',
  'last used',
  'evidence',
  'decision',
  'reviewer',
  'note',
] as const;
type Column = (typeof COLUMNS)[number];
export const DECISIONS = ['keep', 'revoke', 'change'] as const;
export type Decision = (typeof DECISIONS)[number];
/** On what no collector looks at: somebody has gone through it without us, and says where in the note. */
export const ELSEWHERE = 'elsewhere';
const SHORTEST_NOTE = 20;

export interface ReviewedRun {
  readonly id: string;
  readonly seq: number;
  readonly startedAt: Instant;
  /** Of its manifest. */
  readonly manifest: Digest;
  /** Whose locker. */
  readonly origin: string;
  readonly demo?: string;
}
/** What lies beside the table: what it held when it was written. */
export interface Exported {
  readonly schema: typeof SCHEMA;
  readonly run: ReviewedRun;
  /** By which rules principals were found: id to digest. */
  readonly rules: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  /** Of all the rest. */
  readonly digest: Digest;
}
const SCHEMA = 'https://claimcheck.dev/schema/access-review/v1';

export function exported(run: ReviewedRun, rules: Exported['rules'], rows: readonly Row[]): Exported {
  const content = { schema: SCHEMA, run, rules, rows } as const;
  return { ...content, digest: digestOf(canonical(JSON.parse(JSON.stringify(content)))) };
}
const Sidecar = z.looseObject({
  schema: z.literal(SCHEMA),
  run: z.looseObject({ id: z.string(), seq: z.int(), startedAt: z.string(), manifest: z.string(), origin: z.string() }),
  rules: z.record(z.string(), z.string()),
  rows: z.array(z.looseObject({ id: z.string(), what: z.enum(['grant', 'hole']) })),
  digest: z.string(),
});
export function readExported(text: string, file: string): Exported {
  const lost = (why: string) =>
    new Refusal('CONFIG_INVALID', why, { at: { file }, hint: 'it is written by `claimcheck access-review export`, and changed by nobody' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw lost('this is not JSON');
  }
  const read = Sidecar.safeParse(value);
  if (!read.success) throw lost('this is no export of an access review');
  const { digest, ...content } = read.data;
  if (digestOf(canonical(content)) !== digest) throw lost('the export was changed: its digest is another');
  return value as Exported;
}

export function tableRows({ rows }: Pick<Exported, 'rows'>): string[][] {
  return [[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => cellOf(row, column)))];
}
function cellOf(row: Row, column: Column): string {
  const grant = row.what === 'grant' ? row : undefined;
  const values: Partial<Record<Column, string | undefined>> = {
    row: row.id,
    source: row.source,
    subject: row.label,
    kind: row.kind,
    principal: row.principal,
    right: row.what === 'grant' ? row.right : `not seen: ${row.because}`,
    since: grant?.since,
    'last used': grant?.lastUsed,
    evidence: evidenceOf(row),
  };
  return values[column] ?? '';
}
function evidenceOf({ evidence: [first, ...others] }: Row): string {
  return first === undefined ? '' : others.length === 0 ? first : `${first} and ${others.length} more`;
}

export interface Decided {
  readonly row: Row;
  readonly line: number;
  /** Empty: nobody has decided. */
  readonly decision: Decision | typeof ELSEWHERE | '';
  readonly reviewer: string;
  readonly note: string;
}
export interface Review {
  readonly decided: readonly Decided[];
  /** Rows that are gone, changed, told twice or invented. */
  readonly altered: readonly Refusal[];
  /** Rows that nobody has decided, or not so that it counts. */
  readonly open: readonly Refusal[];
}

export function readReview(text: string, file: string, { rows }: Pick<Exported, 'rows'>): Review {
  const [head, ...body] = tableOf(text, file);
  const names = (head?.cells ?? []).map((one) => one.trim().toLowerCase());
  const lacking = COLUMNS.filter((one) => !names.includes(one));
  if (lacking.length > 0)
    throw new Refusal('CONFIG_INVALID', `the first line lacks ${lacking.map((one) => `\`${one}\``).join(', ')}`, { at: { file, line: 1 } });
  const known = new Map(rows.map((row) => [row.id, row]));
  const seen = new Set<string>();
  const altered: Refusal[] = [];
  const open: Refusal[] = [];
  const decided = body.flatMap(({ line, cells }): Decided[] => {
    const at = { file, line };
    const cell = (column: Column) => (cells[names.indexOf(column)] ?? '').trim();
    const row = known.get(cell('row'));
    const fault =
      row === undefined ? `no row \`${cell('row')}\` was exported` : seen.has(row.id) ? `row ${row.id} stands here twice` : undefined;
    if (row === undefined || fault !== undefined) {
      altered.push(new Refusal('CONFIG_INVALID', fault as string, { at }));
      return [];
    }
    seen.add(row.id);
    altered.push(...changedIn(row, cell, at));
    const one: Decided = {
      row,
      line,
      decision: cell('decision').toLowerCase() as Decided['decision'],
      reviewer: cell('reviewer'),
      note: cell('note'),
    };
    open.push(...openIn(one, at));
    return [one];
  });
  for (const row of rows)
    if (!seen.has(row.id))
      altered.push(
        new Refusal('CONFIG_INVALID', `row ${row.id} has vanished: ${nameOf(row)}`, {
          at: { file },
          hint: 'decide about it; no row may be deleted',
        }),
      );
  return { decided, altered, open };
}

export function nameOf(row: Row): string {
  return row.what === 'grant' ? `${row.source}: ${row.kind} ${row.principal}: ${row.right}` : `${row.source}: not seen: ${row.because}`;
}

/** Dates and digests are left to spreadsheets, which write them in their own way: nothing is decided by what stands there. */
const COMPARED: readonly Column[] = ['source', 'subject', 'kind', 'principal', 'right'];
function changedIn(row: Row, cell: (column: Column) => string, at: Place): Refusal[] {
  const same = (text: string) =>
    text
      .replace(/^'(?=\s*[=+\-@\t\r\n])/, '')
      .trim()
      .replace(/\r\n?/g, '\n');
  return COMPARED.filter((column) => same(cell(column)) !== same(cellOf(row, column))).map(
    (column) =>
      new Refusal('CONFIG_INVALID', `row ${row.id}: \`${column}\` was exported as ${JSON.stringify(cellOf(row, column))}`, {
        at,
        hint: 'write what is to be said about it into `note`',
      }),
  );
}

function openIn({ row, decision, reviewer, note }: Decided, at: Place): Refusal[] {
  const fault = (message: string, hint?: string) => [new Refusal('CONFIG_INVALID', message, { at, ...(hint !== undefined && { hint }) })];
  if (row.what === 'grant') {
    if (decision === '') return fault(`${nameOf(row)}: nobody has decided`, `decision: ${DECISIONS.join(', ')}`);
    if (!DECISIONS.some((one) => one === decision)) return fault(`\`${decision}\` is no decision`, `known: ${DECISIONS.join(', ')}`);
    return reviewer === '' ? fault(`${nameOf(row)}: \`reviewer\` names nobody`) : [];
  }
  if (decision === '') return [];
  if (row.reach !== 'beyond')
    return fault('nothing can be decided about what was not seen', 'leave `decision` empty; look again with a later run');
  if (decision !== ELSEWHERE)
    return fault(
      `\`${decision}\`: nobody saw whom it is about`,
      `\`${ELSEWHERE}\`, and where in \`note\`, if somebody has gone through it`,
    );
  if (reviewer === '') return fault('`reviewer` names nobody');
  return note.length < SHORTEST_NOTE ? fault(`\`note\` says in at least ${SHORTEST_NOTE} characters where that was gone through`) : [];
}

/** Decisions that somebody's spreadsheet may hold and that count. */
export const isGrant = (one: Decided): one is Decided & { readonly row: Grant } => one.row.what === 'grant';

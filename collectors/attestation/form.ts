/** What every attestation says, whatever it is about; and what a form adds to it. */
import { z } from 'zod';
import type { FormId } from './config.ts';

/** A day (`2026-05-03`) or an instant with its zone; one that exists. */
const WHEN = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/;
export const When = z
  .string()
  .regex(WHEN, 'a day is written 2026-05-03, an instant 2026-05-03T10:00:00Z')
  .refine((text) => !WHEN.test(text) || exists(text), 'there is no such day');
function exists(text: string): boolean {
  const day = text.slice(0, 10);
  const at = Date.parse(`${day}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) && !Number.isNaN(Date.parse(text));
}
/** Something was written: spaces are nothing. */
export const Text = z.string().regex(/\S/, 'it is empty');
export const Texts = z.array(Text).min(1, 'it names nothing');
export const Count = z.int().min(0);
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 has 64 hexadecimal digits in lower case');
export const Document = z.union([
  z.strictObject({
    path: Text.refine((path) => !/^(?:[\\/]|[A-Za-z]:)/.test(path), 'a path is counted from the folder of the attestation'),
    sha256: Sha256,
  }),
  z.strictObject({ name: Text, sha256: Sha256 }),
]);
export type Document = z.infer<typeof Document>;
export const titleOf = (document: Document) => ('path' in document ? document.path : document.name);

export interface FormSpec<Facts extends z.ZodRawShape> {
  readonly id: FormId;
  readonly title: string;
  /** One line for who fills it in: whose word this is, about what. */
  readonly about: string;
  readonly facts: Facts;
  /** How many documents it rests on at least. */
  readonly documents: 0 | 1;
  /** The catalogue's validity, in days: the date until which it stands may be sooner and never later. */
  readonly days: 90 | 180 | 365;
}

/** The whole file, strict. */
export function statementOf<Facts extends z.ZodRawShape>({ id, facts, documents }: FormSpec<Facts>) {
  return z.strictObject({
    type: z.literal(id).describe('Which form this is'),
    statement: Text.describe('What is stated, in one sentence, as it may be quoted'),
    owner: Text.describe('Who answers for the matter in the company'),
    signedBy: z
      .strictObject({
        name: Text.describe('Who signs'),
        role: Text.describe('In what role'),
        principal: Text.describe('As the file of allowed signers calls this person: ada@example.com'),
      })
      .describe('Who signs this, and in what role'),
    approvedAt: When.describe('When it was approved: a day, or an instant with its zone'),
    validUntil: When.describe('Until when it stands, that day included'),
    documents: z
      .array(Document)
      .min(documents, 'it rests on no document')
      .describe(
        'What it rests on: `path` (from this folder; read and compared) or `name` (kept elsewhere; not seen), each with its SHA-256',
      ),
    facts: z.strictObject(facts).describe('What is so'),
  });
}
export type Statement = {
  readonly type: string;
  readonly statement: string;
  readonly owner: string;
  readonly signedBy: { readonly name: string; readonly role: string; readonly principal: string };
  readonly approvedAt: string;
  readonly validUntil: string;
  readonly documents: readonly Document[];
  readonly facts: Readonly<Record<string, unknown>>;
};

export const DAY = 86_400_000;
/** A day begins at midnight UTC, and stands until it ends. */
export const startOf = (when: string): string => (when.length === 10 ? `${when}T00:00:00.000Z` : when);
export const endOf = (when: string): string => (when.length === 10 ? `${when}T23:59:59.999Z` : when);

/** Every day among the facts as an instant, which is what the policy language counts from. */
export function instants(value: unknown): unknown {
  if (typeof value === 'string') return WHEN.test(value) ? startOf(value) : value;
  if (Array.isArray(value)) return value.map(instants);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, instants(inner)]));
}

export interface Flaw {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
/** What the shape alone does not say. `now` in ms since 1970. */
export function* flawsOf(statement: Statement, days: number, now: number): Iterable<Flaw> {
  const approved = Date.parse(startOf(statement.approvedAt));
  const until = Date.parse(endOf(statement.validUntil));
  if (approved > now) yield { path: ['approvedAt'], message: 'it is approved in the future' };
  if (until < approved) yield { path: ['validUntil'], message: 'it ends before it is approved' };
  // the day on which it was approved does not count
  if (until > approved + (days + 1) * DAY) yield { path: ['validUntil'], message: `it may stand for ${days} days and no longer` };
  const known = new Set(statement.documents.map(titleOf));
  for (const { path, key, value } of membersOf(statement.facts, ['facts'])) {
    if (key === 'document' && !known.has(String(value))) yield { path, message: `${JSON.stringify(value)} is not among the \`documents\`` };
    // what happened cannot have happened after somebody said so; what is due, expires or is valid lies ahead
    if (/(?:At|From|To)$/.test(key) && !AHEAD.test(key) && typeof value === 'string' && WHEN.test(value)) {
      if (Date.parse(startOf(value)) > Date.parse(endOf(statement.approvedAt))) yield { path, message: 'it lies after the approval' };
    }
  }
}
const AHEAD = /^(?:expires|due|ends|validUntil)/;
function* membersOf(value: unknown, path: readonly PropertyKey[]): Iterable<{ path: readonly PropertyKey[]; key: string; value: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value)) yield { path: at, key, value: inner };
    yield* membersOf(inner, at);
  }
}

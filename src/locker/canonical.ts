import { hash } from 'node:crypto';
import { TextDecoder } from 'node:util';
import type { Digest } from '../model.ts';

/**
 * RFC 8785 bytes of a JSON value: one value, one sequence of bytes, hence one digest.
 * Refuses (TypeError naming the JSON pointer) whatever JSON cannot say. JSON.stringify drops undefined members, turns undefined
 * items into null and asks toJSON; each of these would let two different values share one digest.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonical(value: unknown): Uint8Array {
  const text = written(value, new Set());
  // every answer of a run is written so: where the mistake is, is looked for only when there is one
  if (text === undefined) insist(value, '', new Set());
  // out of Node's pool, and not an allocation of its own for each small record
  return Buffer.from(text as string, 'utf8');
}

/** ECMAScript writes strings and numbers as RFC 8785 wants them (section 3.2.2), and sorts by UTF-16 code units (3.2.3). Undefined: it cannot be said. */
function written(value: unknown, above: Set<object>): string | undefined {
  if (typeof value !== 'object' || value === null) return wrongWith(value) === undefined ? JSON.stringify(value) : undefined;
  if (above.has(value)) return undefined;
  above.add(value);
  const text = Array.isArray(value) ? list(value, above) : members(value, above);
  above.delete(value);
  return text;
}
function list(values: readonly unknown[], above: Set<object>): string | undefined {
  let text = '';
  for (let i = 0; i < values.length; i += 1) {
    const item = written(values[i], above);
    if (item === undefined) return undefined;
    text += i === 0 ? item : `,${item}`;
  }
  return `[${text}]`;
}
function members(value: object, above: Set<object>): string | undefined {
  if (!isPlain(value)) return undefined;
  let text = '';
  for (const key of namesOf(value)) {
    const member = whole(key) ? written((value as Record<string, unknown>)[key], above) : undefined;
    if (member === undefined) return undefined;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${member}`;
  }
  return `{${text}}`;
}
/** Most come in order already, and sorting makes copies. */
function namesOf(value: object): readonly string[] {
  const names = Object.keys(value);
  for (let i = 1; i < names.length; i += 1) if ((names[i - 1] as string) > (names[i] as string)) return names.sort();
  return names;
}
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.getOwnPropertySymbols(value).length === 0;
}

/**
 * The value behind canonical bytes, or undefined when the bytes are not exactly what `canonical` would write.
 * Catches duplicate keys, pretty-printing, a byte order mark and invalid UTF-8 in one comparison.
 */
export function parseCanonical(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    // UTF-8 that decodes without a fault decodes from one sequence of bytes only, so texts may be compared instead of bytes
    return native(text, value) || end(text, 0, value) === text.length ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is longer is not written out to be compared. */
const MOST_WRITTEN = 4 << 20;

/**
 * Whether a text is what ECMAScript writes of the value, with its names in order: then it is canonical. False says nothing: names that
 * look like numbers come out in another order than they stood in, and lone surrogates are told from a backslash only by `end`.
 */
function native(text: string, value: unknown): boolean {
  return text.length <= MOST_WRITTEN && JSON.stringify(value) === text && !text.includes('\\ud') && inOrder(value);
}
function inOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(inOrder);
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if ((before !== undefined && before >= key) || !inOrder((value as Record<string, unknown>)[key])) return false;
    before = key;
  }
  return true;
}

/**
 * Where the canonical form of a parsed value ends in this text, when it begins at `at`; -1 where the text says it otherwise. Nothing is
 * written for the comparison: a text may be large, and whoever reads it may have sent it.
 */
function end(text: string, at: number, value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    if (wrongWith(value) !== undefined) return -1;
    return after(text, at, JSON.stringify(value));
  }
  const list = Array.isArray(value);
  let next = after(text, at, list ? '[' : '{');
  const keys = list ? undefined : Object.keys(value).sort();
  const count = keys?.length ?? (value as unknown[]).length;
  for (let i = 0; i < count && next !== -1; i += 1) {
    if (i > 0) next = after(text, next, ',');
    const key = keys?.[i];
    if (key !== undefined) next = whole(key) ? after(text, after(text, next, JSON.stringify(key)), ':') : -1;
    if (next !== -1) next = end(text, next, key === undefined ? (value as unknown[])[i] : (value as Record<string, unknown>)[key]);
  }
  return after(text, next, list ? ']' : '}');
}
const after = (text: string, at: number, part: string): number => (at !== -1 && text.startsWith(part, at) ? at + part.length : -1);

export const digestOf = (bytes: Uint8Array): Digest => `sha256:${hash('sha256', bytes, 'hex')}`;

const whole = (text: string): boolean => text.isWellFormed();

function insist(value: unknown, at: string, above: Set<object>): void {
  if (typeof value !== 'object' || value === null) {
    const wrong = wrongWith(value);
    if (wrong !== undefined) refuse(at, wrong);
    return;
  }
  if (above.has(value)) refuse(at, 'a circle');
  above.add(value);
  if (Array.isArray(value)) for (let i = 0; i < value.length; i += 1) insist(value[i], `${at}/${i}`, above);
  else insistMembers(value, at, above);
  above.delete(value);
}

function wrongWith(value: unknown): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') return whole(value) ? undefined : 'a lone surrogate';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}

function insistMembers(value: object, at: string, above: Set<object>): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(at, `an instance of ${value.constructor?.name}`);
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(at, 'a member named by a symbol');
  for (const [key, member] of Object.entries(value)) {
    if (!whole(key)) refuse(at, 'a lone surrogate in a name');
    if (key === 'toJSON' && typeof member === 'function') refuse(at, 'a toJSON method');
    insist(member, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, above);
  }
}

function refuse(at: string, what: string): never {
  throw new TypeError(`not JSON at ${at === '' ? 'the root' : at}: ${what}`);
}

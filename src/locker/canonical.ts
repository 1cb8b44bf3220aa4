import { createHash } from 'node:crypto';
import { TextDecoder, TextEncoder } from 'node:util';
import canonicalize from 'canonicalize';
import type { Digest } from '../model.ts';

/**
 * RFC 8785 bytes of a JSON value: one value, one sequence of bytes, hence one digest.
 * Refuses (TypeError naming the JSON pointer) whatever JSON cannot say. The npm package drops undefined members, turns undefined
 * items into null and asks toJSON; each of these would let two different values share one digest.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonical(value: unknown): Uint8Array {
  insist(value, '', new Set());
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('nothing to write as canonical JSON');
  return new TextEncoder().encode(text);
}

/**
 * The value behind canonical bytes, or undefined when the bytes are not exactly what `canonical` would write.
 * Catches duplicate keys, pretty-printing, a byte order mark and invalid UTF-8 in one comparison.
 */
export function parseCanonical(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return Buffer.compare(canonical(value), bytes) === 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

export const digestOf = (bytes: Uint8Array): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** With the u flag a pair reads as one character, so only a lone half is left to match. */
const whole = (text: string): boolean => !/\p{Surrogate}/u.test(text);

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

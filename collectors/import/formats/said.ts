/** What a tool says, in one shape. What it leaves out is left out here: nobody told us. */
import { type Gap, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { GET } from '../config.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export interface Said {
  readonly rule: string;
  readonly target: string;
  readonly title: string;
  readonly severity: Known<Severity>;
  /** As the tool has it: resolved, passed, or not there any more. An accepted risk is not closed. */
  readonly closed: Known<boolean>;
}
export interface Document {
  readonly format: string;
  readonly tool: string;
  readonly version: Known<string>;
  readonly producedAt: Known<string>;
  readonly said: readonly Said[];
  /** The tool says that it did not come to its end, or not that it did: what is open is open, and more may be. */
  readonly brokenOff?: string;
}
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const objects = (value: unknown): readonly Json[] | undefined =>
  Array.isArray(value) && value.every(isObject) ? (value as readonly Json[]) : undefined;
export const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
/** A member within members. */
export const within = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);

export function untold(what: string): { readonly $unknown: Gap } {
  return unknown({ operation: GET.operation, reason: 'missing_member', detail: `the file does not say ${what}` });
}
export const orUntold = <T>(value: T | undefined, what: string): Known<T> => value ?? untold(what);
/** RFC 3339 in UTC, out of an instant with any zone. */
export function instant(value: unknown): string | undefined {
  const time = typeof value === 'number' ? value : Date.parse(text(value) ?? '');
  return Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}
export function severityIn(words: Readonly<Record<string, Severity>>, word: unknown): Known<Severity> {
  return orUntold(words[String(word).toLowerCase()], `how severe \`${String(word)}\` is`);
}
export const WORDS: Readonly<Record<string, Severity>> = {
  fatal: 'critical',
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  informational: 'info',
  info: 'info',
  negligible: 'info',
  none: 'info',
};
/** The newest of several, of which each must be told. */
export function newest(times: readonly (string | undefined)[]): string | undefined {
  return times.length === 0 || times.includes(undefined) ? undefined : [...times].sort().at(-1);
}
/** Thrown when the file is none of its format after all: its population is not known. */
export class Garbled extends Error {}
export function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Garbled(`the file lacks ${what}`);
  return value;
}

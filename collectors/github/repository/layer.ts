/** One thing that protects a branch: classic protection, or one ruleset. What it enforces, and whom it lets through. */
import { isUnknown } from '../../../src/kit.ts';
import type { Known, Unknown } from '../../../src/model.ts';

/** What a branch can be protected against, in the order of the reports. */
export const RULES = [
  'pull request required',
  'approving review required',
  'stale approvals dismissed',
  'status checks required',
  'force pushes blocked',
  'deletion blocked',
  'conversations resolved',
  'signed commits required',
] as const;
export type Rule = (typeof RULES)[number];

/** Whom a layer lets through. `always`, `exempt` (leaves no trace) or `pull_request` (in a pull request only). */
export interface Bypasser {
  readonly name: string;
  readonly mode: string;
}
export interface Layer {
  readonly source: string;
  /** Counts for "protected" as such, whatever it enforces below. */
  readonly protects: boolean;
  readonly approvals: Known<number>;
  /** Names of the checks that must have succeeded. */
  readonly contexts: readonly Known<string>[];
  readonly enforces: Readonly<Record<Rule, Known<boolean>>>;
  readonly bypassers: Readonly<Record<Rule, Known<readonly Bypasser[]>>>;
}
/** All layers, of which any may be unreadable as a whole. */
export type Layers = readonly Known<Layer>[];

/** Kleene's or: one that is true decides, whatever is unknown beside it. */
export function or(values: readonly Known<boolean>[]): Known<boolean> {
  if (values.includes(true)) return true;
  return values.find(isUnknown) ?? false;
}
/** Kleene's and. */
export function and(values: readonly Known<boolean>[]): Known<boolean> {
  if (values.includes(false)) return false;
  return values.find(isUnknown) ?? true;
}
export function not(value: Known<boolean>): Known<boolean> {
  return isUnknown(value) ? value : !value;
}
export function isAtLeastOne(value: Known<number>): Known<boolean> {
  return isUnknown(value) ? value : value >= 1;
}
/** The largest, known only when all are. */
export function greatest(values: readonly Known<number>[]): Known<number> {
  const gap = values.find(isUnknown);
  return gap ?? Math.max(0, ...(values as readonly number[]));
}
export function readable<T>(values: readonly (T | Unknown)[]): T[] {
  return values.filter((value): value is T => !isUnknown(value));
}
/** The same for every rule. */
export function everyRule<T>(of: (rule: Rule) => T): Record<Rule, T> {
  return Object.fromEntries(RULES.map((rule) => [rule, of(rule)])) as Record<Rule, T>;
}

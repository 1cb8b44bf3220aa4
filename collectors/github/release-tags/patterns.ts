/**
 * Whether a ruleset's patterns cover a tag: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
 * There is no question that asks GitHub itself, so only what is plain is judged here; anything else is not known.
 */
import { unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { RULESET } from '../calls.ts';
import { and, not, or } from '../repository/layer.ts';

export interface Refs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export function covers({ include, exclude }: Refs, tag: string): Known<boolean> {
  return and([or(include.map((pattern) => fits(pattern, tag))), not(or(exclude.map((pattern) => fits(pattern, tag))))]);
}

/** `*` and `?` stop at a slash, `**` followed by a slash does not. Sets, braces and escapes are not read. */
export function fits(pattern: string, tag: string): Known<boolean> {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return false;
  if (/[[\]{}\\!]|^~/.test(pattern)) return unread(pattern);
  return new RegExp(
    `^${pattern
      .split(/(\*\*\/|\*+|\?)/)
      .map(piece)
      .join('')}$`,
  ).test(`refs/tags/${tag}`);
}
function piece(text: string): string {
  if (text === '**/') return '(?:[^/]+/)*';
  if (/^\*+$/.test(text)) return '[^/]*';
  return text === '?' ? '[^/]' : text.replace(/[.+^$()|]/g, '\\$&');
}
const unread = (pattern: string) =>
  unknown({
    operation: RULESET.operation,
    reason: 'malformed_response',
    detail: `${RULESET.operation}: the pattern ${JSON.stringify(pattern)} is of a form that is not read here`,
  });

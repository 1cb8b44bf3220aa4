/** What a version of a document says of itself: the YAML between two lines of `---` at its very beginning. Pure. */
import { isUnknown, settled, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { POLICY_HISTORY } from '../graphql/policies.ts';
import { isMap, type Node, parse } from '../workflows/yaml.ts';
import type { Version } from './answers.ts';

export interface Fact {
  readonly name: string;
  readonly value: string | number | boolean;
}
/** Null: it says nothing of that. Dates are days: `2026-03-01`. */
export interface Statements {
  readonly lastReviewed: Known<string | null>;
  readonly lastUpdated: Known<string | null>;
  readonly owner: Known<string | null>;
  readonly facts: Known<readonly Fact[]>;
}
const SILENT: Statements = { lastReviewed: null, lastUpdated: null, owner: null, facts: [] };

/** `where` names the version: `policies/password.md at 0a1b2c3`. */
export function statementsIn(version: Version, where: string): Statements {
  const text = textOf(version, where);
  const matter = settled([text], (found: string | null): Known<Node> => (found === null ? null : matterIn(found, where)));
  if (isUnknown(matter)) return { lastReviewed: matter, lastUpdated: matter, owner: matter, facts: matter };
  if (!isMap(matter)) return SILENT;
  return {
    lastReviewed: dayIn(matter, 'last_reviewed', where),
    lastUpdated: dayIn(matter, 'last_updated', where),
    owner: ownerIn(matter, where),
    facts: factsIn(matter, where),
  };
}

const odd = (where: string, why: string) =>
  unknown({ operation: POLICY_HISTORY.operation, reason: 'malformed_response', detail: `${where}: ${why}` });

const LINK = 0o120000;
/** Null: there is no file, or it is not text, which states nothing that could be read. */
function textOf(version: Version, where: string): Known<string | null> {
  if (version === null) return null;
  const { mode, object } = version;
  const { operation } = POLICY_HISTORY;
  if (mode === LINK) return odd(where, 'it is a symbolic link; declare the file that it leads to');
  if (object?.__typename !== 'Blob') return odd(where, `it is no file, but ${object?.__typename ?? 'nothing that GitHub shows'}`);
  const { text, isBinary, isTruncated } = object;
  if (isBinary === true) return null;
  if (typeof text !== 'string') return unknown({ operation, reason: 'missing_member', detail: `${where}: GitHub does not show its text` });
  if (isTruncated !== false && opens(text) && !endOf(text))
    return unknown({ operation, reason: 'truncated', detail: `${where}: GitHub shows a part, and its front matter does not end in it` });
  return text;
}

const opens = (text: string): boolean => /^\uFEFF?---[ \t]*\r?\n/.test(text);
/** The front matter with the line that ends it; without such a line the first one is a rule across the page. */
const endOf = (text: string): RegExpExecArray | null => /^\uFEFF?---[ \t]*\r?\n((?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);

function matterIn(text: string, where: string): Known<Node> {
  const [, yaml] = endOf(text) ?? [];
  if (yaml === undefined) return null;
  const read = parse(yaml);
  return 'flaw' in read ? odd(where, `front matter: ${read.flaw}`) : read.workflow;
}

type Matter = { readonly [key: string]: Node };
/** A day, or an instant, of which the day counts as it is written. */
function dayIn(matter: Matter, key: string, where: string): Known<string | null> {
  const value = matter[key];
  if (value === undefined || value === null || value === '') return null;
  const day = typeof value === 'string' ? /^\d{4}-\d\d-\d\d(?=$|[T ])/.exec(value.trim())?.[0] : undefined;
  if (day !== undefined && isDay(day)) return day;
  return odd(where, `\`${key}: ${String(JSON.stringify(value)).slice(0, 40)}\` is no date such as 2026-03-01`);
}
/** There is no 30 February, whatever `Date` makes of it. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

function ownerIn({ owner }: Matter, where: string): Known<string | null> {
  if (owner === undefined || owner === null || owner === '') return null;
  return typeof owner === 'string' ? owner.trim() : odd(where, '`owner` is no text');
}

function factsIn({ facts }: Matter, where: string): Known<readonly Fact[]> {
  if (facts === undefined || facts === null) return [];
  if (!isMap(facts)) return odd(where, '`facts` is no list of names and values');
  const found: Fact[] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      return odd(where, `the fact \`${name.slice(0, 60)}\` is neither a text nor a number nor true or false`);
    found.push({ name, value });
  }
  return found;
}

/**
 * The filter patterns of CloudWatch Logs, read into a tree. What is not documented here is not guessed: it cannot be read.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 */

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Condition =
  | { readonly kind: 'compare'; readonly field: string; readonly by: Comparison; readonly to: string }
  | { readonly kind: 'absent'; readonly field: string }
  | { readonly kind: 'constant'; readonly field: string; readonly is: 'TRUE' | 'FALSE' | 'NULL' };
export type Pattern =
  | Condition
  | { readonly kind: 'all' | 'any'; readonly of: readonly Pattern[] }
  /** A word that stands, or must not stand, anywhere in the event. */
  | { readonly kind: 'term'; readonly text: string; readonly wanted: boolean };

/** The pattern cannot be read, which says nothing about what it matches. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export function parsePattern(text: string): Pattern {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return parseJson(trimmed);
  return parseTerms(trimmed);
}

/** `ERROR -Exiting "two words"`: all of them. `?ERROR ?WARN`: any. Nothing at all: every event. */
function parseTerms(text: string): Pattern {
  const found: { sign: string; text: string }[] = [];
  const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\w+))(?=\s|$)/y;
  while (term.lastIndex < text.length) {
    const at = term.lastIndex;
    const match = term.exec(text);
    if (!match) throw new Unreadable(`at ${at}: neither a word nor a quoted phrase`);
    found.push({ sign: match[1] as string, text: match[3] ?? unescaped(match[2] as string) });
  }
  const optional = found.filter(({ sign }) => sign === '?');
  if (optional.length > 0 && optional.length < found.length) throw new Unreadable('optional terms beside others');
  const of = found.map(({ sign, text }) => ({ kind: 'term' as const, text, wanted: sign !== '-' }));
  return { kind: optional.length > 0 ? 'any' : 'all', of };
}

const TOKEN =
  /\s*(?:(&&|\|\||!=|<=|>=|[(){}=<>])|(\$(?:\.[\w-]+|\[\d+\]|\[["'][\w-]+["']\])+)|"((?:[^"\\]|\\.)*)"|([^\s(){}=<>!&|"%$[\]]+))/y;
type Token = { readonly sign: string } | { readonly field: string } | { readonly value: string; readonly quoted: boolean };

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const token = new RegExp(TOKEN);
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Unreadable(`at ${at}: ${JSON.stringify(text.slice(at, at + 12))}`);
    const [, sign, field, quoted, bare] = match;
    if (sign !== undefined) found.push({ sign });
    else if (field !== undefined) found.push({ field: plain(field) });
    else found.push(quoted === undefined ? { value: bare as string, quoted: false } : { value: unescaped(quoted), quoted: true });
  }
  return found;
}
/** `$['a'].b[0]` -> `a.b.0` */
const plain = (field: string) =>
  field
    .slice(1)
    .replace(/\[["']?([\w-]+)["']?\]/g, '.$1')
    .slice(1);
const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');

function parseJson(text: string): Pattern {
  const left = tokens(text);
  const sign = (wanted: string): boolean => {
    const [next] = left;
    if (next === undefined || !('sign' in next) || next.sign !== wanted) return false;
    left.shift();
    return true;
  };
  const expect = (wanted: string): void => {
    if (!sign(wanted)) throw new Unreadable(`a ${wanted} is lacking`);
  };
  // parentheses first, then &&, then ||, as the page above says
  const joined = (by: string, kind: 'all' | 'any', part: () => Pattern): Pattern => {
    const of = [part()];
    while (sign(by)) of.push(part());
    return of.length === 1 ? (of[0] as Pattern) : { kind, of };
  };
  const either = (): Pattern => joined('||', 'any', both);
  const both = (): Pattern => joined('&&', 'all', single);
  const single = (): Pattern => {
    if (!sign('(')) return condition(left);
    const inner = either();
    expect(')');
    return inner;
  };
  expect('{');
  const whole = either();
  expect('}');
  if (left.length > 0) throw new Unreadable('something follows the last brace');
  return whole;
}

const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies Comparison[];

function condition(left: Token[]): Condition {
  const subject = left.shift();
  if (subject === undefined || !('field' in subject)) throw new Unreadable('a condition does not begin with a field');
  const { field } = subject;
  const next = left.shift();
  if (next === undefined || 'field' in next) throw new Unreadable(`nothing is said of ${field}`);
  if ('sign' in next) {
    const to = left.shift();
    if (!COMPARISONS.includes(next.sign) || to === undefined || !('value' in to)) throw new Unreadable(`${field} is compared with nothing`);
    return { kind: 'compare', field, by: next.sign as Comparison, to: to.value };
  }
  const last = left.shift();
  const words = `${wordOf(next)} ${wordOf(last)}`;
  if (words === 'NOT EXISTS') return { kind: 'absent', field };
  const [, is] = /^IS (TRUE|FALSE|NULL)$/.exec(words) ?? [];
  if (is === undefined) throw new Unreadable(`${field} ${words}`);
  return { kind: 'constant', field, is: is as 'TRUE' | 'FALSE' | 'NULL' };
}
function wordOf(token: Token | undefined): string {
  return token !== undefined && 'value' in token && !token.quoted ? token.value : '?';
}

/** From a run's resources to one row for each principal and right; what could not be seen is a row too. Pure. */
import { createHash } from 'node:crypto';
import { isUnknown, looksAt } from '../kit.ts';
import type { Digest, Gap, Resource, ScopeEntry } from '../model.ts';
import type { AccessRule, SourceAccess } from '../policy/access.ts';
import { plainly } from '../policy/cel.ts';

interface Shared {
  /** `aws/production`: type and name of the source. */
  readonly source: string;
  readonly subject: string;
  readonly label: string;
  /** Empty where no collector looks. */
  readonly rule: string;
  /** That it was, or would have been, read from. */
  readonly resource: string;
  readonly identity: string;
  readonly kind: string;
  readonly principal: string;
  readonly evidence: readonly Digest[];
}
/** Somebody who may do something. */
export interface Grant extends Shared {
  /** `g` and 16 hexadecimal digits: the same in every run that sees the same. */
  readonly id: string;
  readonly what: 'grant';
  readonly right: string;
  /** As the provider says it; `never`, or in words why it is not known. Absent: it is not asked for. */
  readonly since?: string;
  readonly lastUsed?: string;
}
/**
 * What was not seen. `population`: others may be there; `resource`: in that resource; `principal`: more rights of that one;
 * `beyond`: what no collector looks at, or what the configuration leaves out.
 */
export interface Hole extends Shared {
  /** `n` and 16 hexadecimal digits. */
  readonly id: string;
  readonly what: 'hole';
  readonly reach: 'population' | 'resource' | 'principal' | 'beyond';
  /** One line: of what, and why. */
  readonly because: string;
}
export type Row = Grant | Hole;

/** How whole what a collector read of a subject is. */
export interface Read {
  readonly collector: string;
  readonly subject: string;
  readonly complete: boolean;
  readonly proof: string;
}
export interface Line {
  readonly collector: string;
  readonly subject: string;
  readonly resource: Resource;
  readonly evidence: readonly Digest[];
}
export interface Seen {
  readonly scope: readonly ScopeEntry[];
  readonly reads: readonly Read[];
  readonly lines: readonly Line[];
  /** The run's start, ms since 1970. */
  readonly now: number;
}

export interface Access {
  readonly rows: readonly Row[];
  /** Populations that were read to their end, as `placeOf` names them: who is not there is not there. */
  readonly whole: ReadonlySet<string>;
}
export const placeOf = ({ rule, subject }: Pick<Grant, 'rule' | 'subject'>): string => `${rule} ${subject}`;

const idOf = (letter: 'g' | 'n', ...parts: readonly string[]): string =>
  `${letter}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;

/** In the order of sources, then of rows as people read them. */
export function accessIn(access: ReadonlyMap<string, SourceAccess>, seen: Seen): Access {
  const whole = new Set<string>();
  const read = shelved(seen);
  const rows = seen.scope.flatMap((entry) => {
    const declared = access.get(entry.source);
    const place = { source: `${entry.source}/${entry.name}`, subject: '', label: entry.name };
    if (!declared) {
      const because = `nobody has said who of what ${entry.source} shows may do something (config/access/${entry.source}.yaml)`;
      return [beyond(place, because)];
    }
    const found = declared.rules.flatMap((rule) => byRule(rule, entry, read, place, whole));
    return [...numbered(found.sort(inOrder)), ...declared.beyond.map((one) => beyond(place, one))];
  });
  return { rows, whole };
}
/** By collector and subject: a company has hundreds of accounts. */
interface Shelves {
  reads(collector: string, subject: string): readonly Read[];
  lines(collector: string, subject: string): readonly Line[];
  readonly now: number;
}
function shelved({ reads, lines, now }: Seen): Shelves {
  return { reads: shelf(reads), lines: shelf(lines), now };
}
function shelf<T extends Pick<Line, 'collector' | 'subject'>>(all: readonly T[]): (collector: string, subject: string) => readonly T[] {
  const shelves = new Map<string, T[]>();
  const nameOf = (collector: string, subject: string) => `${collector} ${subject}`;
  for (const one of all) {
    const name = nameOf(one.collector, one.subject);
    const known = shelves.get(name);
    if (known) known.push(one);
    else shelves.set(name, [one]);
  }
  return (collector, subject) => shelves.get(nameOf(collector, subject)) ?? [];
}
type Place = Pick<Hole, 'source' | 'subject' | 'label'>;

function beyond(place: Place, because: string): Hole {
  const empty = { rule: '', resource: '', identity: '', kind: '', principal: '' };
  return { id: idOf('n', 'beyond', place.source, because), what: 'hole', reach: 'beyond', ...place, ...empty, because, evidence: [] };
}

function byRule(
  rule: AccessRule,
  entry: ScopeEntry,
  { reads: readsOf, lines: linesOf, now }: Shelves,
  place: Place,
  whole: Set<string>,
): Row[] {
  const asked = entry.subjects.filter((subject) => looksAt(rule.collector, subject));
  // a user's account has no members: that is nothing that was not seen
  if (asked.length === 0 && entry.subjects.length > 0) return [];
  if (asked.length === 0) return [unread(rule, place, 'nobody answered')];
  return asked.flatMap((subject): Row[] => {
    const here = { source: place.source, subject: subject.key, label: subject.label };
    if (subject.gap) return [unread(rule, here, worded(subject.gap))];
    const reads = readsOf(rule.collector.id, subject.key);
    const cut = reads.find(({ complete }) => !complete);
    if (reads.length > 0 && cut === undefined) whole.add(placeOf({ rule: rule.id, subject: subject.key }));
    const doubt = reads.length === 0 ? 'it was not asked in this run' : cut && `it was not read whole: ${cut.proof}`;
    const lines = linesOf(rule.collector.id, subject.key);
    return [...lines.flatMap((line) => inLine(rule, here, line, now)), ...(doubt === undefined ? [] : [unread(rule, here, doubt)])];
  });
}
function unread(rule: AccessRule, place: Place, because: string): Hole {
  return hole(rule, place, 'population', {}, `all of ${rule.collector.title}: ${because}`, []);
}
function hole(
  { id: rule, kind }: AccessRule,
  place: Place,
  reach: Hole['reach'],
  at: Partial<Pick<Hole, 'resource' | 'identity' | 'principal'>>,
  because: string,
  evidence: readonly Digest[],
): Hole {
  const where = { resource: '', identity: '', principal: '', ...at };
  const id = idOf('n', reach, rule, place.subject || place.source, where.resource, where.identity, because);
  return { id, what: 'hole', reach, ...place, rule, kind, ...where, because, evidence };
}

function inLine(rule: AccessRule, place: Place, line: Line, now: number): Row[] {
  const { resource, evidence } = line;
  if (rule.each === undefined) return inItem(rule, place, line, resource, now);
  const items: unknown = resource[rule.each as keyof Resource];
  // what is left out on purpose is looked at by no later run either
  const reach = resource.outOfScopeBecause ? 'beyond' : 'resource';
  const lost = (gap: Gap) =>
    hole(rule, place, reach, { resource: resource.id }, `${rule.each} of ${resource.name}: ${worded(gap)}`, evidence);
  if (isUnknown(items)) return [lost(items.$unknown)];
  if (!Array.isArray(items)) return [lost({ operation: '(resource)', reason: 'missing_member', detail: 'the run does not hold it' })];
  return items.flatMap((item) =>
    isUnknown(item) ? [lost(item.$unknown)] : inItem(rule, place, line, { ...resource, each: item } as Resource, now),
  );
}

function inItem(rule: AccessRule, place: Place, { resource, evidence }: Line, r: Resource, now: number): Row[] {
  const told = (expression: AccessRule['principal']) => plainly(expression.evaluate({ r, p: {}, now }));
  // whoever cannot be told from others may be any of them
  const reach = rule.identity === undefined ? 'resource' : 'population';
  const lost = (gap: Gap) => [
    hole(rule, place, reach, { resource: resource.id }, `${rule.kind} of ${resource.name}: ${worded(gap)}`, evidence),
  ];
  const belongs = rule.where ? told(rule.where) : { value: true };
  if ('gap' in belongs) return lost(belongs.gap);
  if (belongs.value !== true) return [];
  const named = told(rule.principal);
  if ('gap' in named) return lost(named.gap);
  const same = rule.identity ? told(rule.identity) : { value: resource.id };
  if ('gap' in same) return lost(same.gap);
  const principal = String(named.value);
  const at = { resource: resource.id, identity: String(same.value), principal };
  const dates = { ...dated('since', rule.since && told(rule.since)), ...dated('lastUsed', rule.lastUsed && told(rule.lastUsed)) };
  const rows = rule.rights.flatMap((expression): Row[] => {
    const right = told(expression);
    if ('gap' in right) return [hole(rule, place, 'principal', at, `more rights of ${principal}: ${worded(right.gap)}`, evidence)];
    const rights = Array.isArray(right.value) ? right.value : [right.value];
    return rights.map((one) => grant(rule, place, at, String(one), dates, evidence));
  });
  // nobody vanishes for having nothing of their own
  return rows.length > 0 ? rows : [grant(rule, place, at, '(nothing of its own)', dates, evidence)];
}
function grant(
  rule: AccessRule,
  place: Place,
  at: Pick<Grant, 'resource' | 'identity' | 'principal'>,
  right: string,
  dates: Pick<Grant, 'since' | 'lastUsed'>,
  evidence: readonly Digest[],
): Grant {
  const id = idOf('g', rule.id, place.subject, rule.each === undefined ? '' : at.resource, at.identity, right);
  return { id, what: 'grant', ...place, rule: rule.id, kind: rule.kind, ...at, right, ...dates, evidence };
}

function dated(
  name: 'since' | 'lastUsed',
  told: { readonly value: unknown } | { readonly gap: Gap } | undefined,
): Pick<Grant, 'since' | 'lastUsed'> {
  if (told === undefined) return {};
  if ('gap' in told) return { [name]: `not known: ${told.gap.reason}` };
  return { [name]: told.value === null ? 'never' : String(told.value) };
}
const worded = ({ reason, detail }: Gap): string => `${reason}: ${detail}`.replace(/\s+/g, ' ');

/** Two that nothing tells apart are two. */
function numbered(rows: readonly Row[]): Row[] {
  const times = new Map<string, number>();
  return rows.map((row) => {
    const time = (times.get(row.id) ?? 0) + 1;
    times.set(row.id, time);
    return time === 1 ? row : { ...row, id: `${row.id}-${time}` };
  });
}
function inOrder(a: Row, b: Row): number {
  const key = (row: Row) => [row.subject, row.what, row.kind, row.principal, row.what === 'grant' ? row.right : row.because, row.id];
  const [left, right] = [key(a), key(b)];
  const at = left.findIndex((one, index) => one !== right[index]);
  return at === -1 ? 0 : (left[at] as string) < (right[at] as string) ? -1 : 1;
}

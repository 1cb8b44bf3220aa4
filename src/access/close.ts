/** What became of a review's decisions: each is held against a later run. What that run did not see is not gone. Pure. */
import { type Access, type Grant, type Hole, placeOf } from './grants.ts';
import { type Decided, type Decision, ELSEWHERE, isGrant } from './review.ts';

export type Outcome = 'gone' | 'still there' | 'not known' | 'kept' | 'kept, and gone' | 'kept, not seen';
export interface Closed {
  readonly row: Grant;
  readonly decision: Decision;
  readonly reviewer: string;
  readonly outcome: Outcome;
  /** Why it is not known. */
  readonly because?: string;
}
export interface Added {
  readonly row: Grant;
  /** The same principal had access that was to go. */
  readonly revoked: boolean;
  /** One of the same kind is gone: it may be the same one, for whoever gets another name is another one to us. */
  readonly renamed: boolean;
}
export interface Closing {
  readonly closed: readonly Closed[];
  /** Access that the review did not see. */
  readonly added: readonly Added[];
  /** What neither the review nor the later run can speak of. */
  readonly unseen: readonly { readonly row: Hole; readonly in: 'review' | 'later run' | 'both' }[];
  /** Gone through elsewhere, on somebody's word. */
  readonly elsewhere: readonly Decided[];
  /** 0 all is done, and all was seen; 1 something is still there; 3 something is not known; 4 both. */
  readonly exit: 0 | 1 | 3 | 4;
}
export interface CloseOptions {
  readonly decided: readonly Decided[];
  readonly later: Access;
  /** Rules by which one of the two would not find what the other found. */
  readonly otherRules: ReadonlySet<string>;
}

export function closed({ decided, later, otherRules }: CloseOptions): Closing {
  const now = new Map(later.rows.flatMap((row) => (row.what === 'grant' ? [[row.id, row] as const] : [])));
  const holes = later.rows.filter((row): row is Hole => row.what === 'hole');
  const ofRule = grouped(holes);
  const rows = decided
    .filter(isGrant)
    .map((one) => outcomeOf(one, now, { holes: ofRule.get(one.row.rule) ?? [], whole: later.whole }, otherRules));
  const elsewhere = decided.filter((one) => one.decision === ELSEWHERE && one.row.what === 'hole');
  const unseen = unseenOf(decided, holes, new Set(elsewhere.map(({ row }) => row.id)));
  const known = new Set(decided.map(({ row }) => row.id));
  const revoked = new Set(rows.flatMap(({ row, decision }) => (decision === 'keep' ? [] : `${row.source} ${row.principal}`)));
  const left = new Set(rows.filter(({ outcome }) => outcome === 'gone').map(({ row }) => placeOf(row)));
  const added = [...now.values()]
    .filter(({ id }) => !known.has(id))
    .map((row) => ({ row, revoked: revoked.has(`${row.source} ${row.principal}`), renamed: left.has(placeOf(row)) }));
  const failed = rows.some(({ outcome }) => outcome === 'still there');
  const unknown = unseen.length > 0 || rows.some(({ outcome }) => outcome === 'not known' || outcome === 'kept, not seen');
  return { closed: rows, added, unseen, elsewhere, exit: failed ? (unknown ? 4 : 1) : unknown ? 3 : 0 };
}
/** The same one, whatever it may do and by however many keys. */
export const whoOf = ({ source, subject, kind, principal }: Grant): string => JSON.stringify([source, subject, kind, principal]);

function outcomeOf(
  { row, decision, reviewer }: Decided & { readonly row: Grant },
  now: ReadonlyMap<string, Grant>,
  later: Looked,
  otherRules: ReadonlySet<string>,
): Closed {
  const base = { row, decision: decision as Decision, reviewer };
  const keep = decision === 'keep';
  if (now.has(row.id)) return { ...base, outcome: keep ? 'kept' : 'still there' };
  const doubt = otherRules.has(row.rule)
    ? 'principals of this kind are looked for in another way since the review'
    : whyNotSeen(row, later);
  if (doubt !== undefined) return { ...base, outcome: keep ? 'kept, not seen' : 'not known', because: doubt };
  return { ...base, outcome: keep ? 'kept, and gone' : 'gone' };
}

/** What the later run did not see by the rule of one row, and what it read whole. */
interface Looked {
  readonly holes: readonly Hole[];
  readonly whole: Access['whole'];
}
function grouped(holes: readonly Hole[]): ReadonlyMap<string, readonly Hole[]> {
  const groups = new Map<string, Hole[]>();
  for (const hole of holes) groups.set(hole.rule, [...(groups.get(hole.rule) ?? []), hole]);
  return groups;
}

/** Undefined where the later run read all there is: who is not among it is gone. */
function whyNotSeen(row: Grant, { holes, whole }: Looked): string | undefined {
  const covers = (one: Hole): boolean => {
    if (one.source !== row.source) return false;
    if (one.subject !== '' && one.subject !== row.subject) return false;
    if (one.reach === 'resource' || one.reach === 'beyond') return one.resource === row.resource;
    return one.reach === 'population' || one.identity === row.identity;
  };
  const hole = holes.find(covers);
  if (hole !== undefined) return hole.because;
  return whole.has(placeOf(row)) ? undefined : 'the later run did not look there';
}

function unseenOf(decided: readonly Decided[], later: readonly Hole[], settled: ReadonlySet<string>): Closing['unseen'] {
  const before = decided.flatMap(({ row }) => (row.what === 'hole' ? [row] : []));
  const [then, now] = [new Set(before.map(({ id }) => id)), new Set(later.map(({ id }) => id))];
  const all = [
    ...before.map((row) => ({ row, in: now.has(row.id) ? ('both' as const) : ('review' as const) })),
    ...later.filter(({ id }) => !then.has(id)).map((row) => ({ row, in: 'later run' as const })),
  ];
  return all.filter(({ row }) => !settled.has(row.id));
}

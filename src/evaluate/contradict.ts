/** What one source says, held against another. It keeps of each set the one value that a pair asks for, and nothing else. Pure. */
import type { Assessment, Contradiction, ContradictionSide, Digest, Gap, Opposed, ResourceSet, Stated, Verdict } from '../model.ts';
import { type Expression, type Free, plainly } from '../policy/cel.ts';

/** One collector's part in a side: which of its resources, and what of them. A list gives each of its values. */
export interface Take {
  readonly by: string;
  readonly about: string;
  readonly where?: Expression;
  readonly take: Expression;
}
/** A declared pair whose sentences have been read. */
export interface ReadyPair {
  readonly id: string;
  readonly title: string;
  readonly said: { readonly by: string; readonly state: string } | readonly Take[];
  readonly seen: readonly Take[];
  /** Each value that is seen by itself, or all of them as one list. */
  readonly compare: 'each' | 'together';
  readonly agrees: Free;
  readonly fail: readonly (string | Free)[];
  readonly whenNone: Verdict;
  readonly whenNoneBecause: string;
  /** Whoever looks at it may say it, and need not: then nothing is compared. */
  readonly unsaidBecause?: string;
}
/** A value that somebody's words amount to, and whose: `software-security-statement/redundancy`. */
export interface Claimed extends Stated {
  readonly claim: string;
  readonly name: string;
}
interface Kept {
  readonly value: unknown;
  readonly resource: { readonly id: string; readonly name: string };
  readonly subject: string;
  readonly evidence: readonly Digest[];
}
/** What was learnt for one side of one pair. */
interface Side {
  readonly kept: Kept[];
  readonly gaps: Gap[];
  sets: number;
}

/** So many resources are named as opposed; the count says how many there are. */
const MOST_NAMED = 50;

export interface Scales {
  weigh(set: ResourceSet): void;
  compare(claimed: readonly Claimed[]): Contradiction[];
}

export function openScales(pairs: readonly ReadyPair[], now: number): Scales {
  const trays = pairs.map((pair) => ({ pair, said: side(), seen: side() }));
  return {
    weigh(set) {
      for (const { pair, said, seen } of trays) {
        if (!('state' in pair.said)) gather(pair.said, said, set, now);
        gather(pair.seen, seen, set, now);
      }
    },
    compare: (claimed) =>
      trays.map(({ pair, said, seen }) => {
        const stated = 'state' in pair.said ? claimed.filter(({ name }) => name === (pair.said as { state: string }).state) : undefined;
        return balance(pair, stated, said, seen, now);
      }),
  };
}
function side(): Side {
  return { kept: [], gaps: [], sets: 0 };
}

function gather(takes: readonly Take[], into: Side, set: ResourceSet, now: number): void {
  for (const { about, where, take } of takes) {
    if (about !== set.collector) continue;
    into.sets += 1;
    if (!set.complete) into.gaps.push(...(set.gaps.length > 0 ? set.gaps : [partly(set)]));
    if (now > Date.parse(set.freshUntil)) into.gaps.push(stale(set));
    for (const { resource, evidence } of set.resources) {
      const situation = { r: resource, p: {}, now };
      const belongs = where ? where.evaluate(situation) : { value: true };
      if ('value' in belongs && belongs.value === false) continue;
      const value = plainly('gap' in belongs ? belongs : take.evaluate(situation));
      if ('gap' in value) into.gaps.push({ ...value.gap, detail: `${resource.name}: ${value.gap.detail}` });
      else
        for (const one of Array.isArray(value.value) ? value.value : [value.value])
          into.kept.push({ value: one, resource: { id: resource.id, name: resource.name }, subject: set.subject.key, evidence });
    }
  }
}
const partly = ({ collector, proof }: ResourceSet): Gap => ({
  operation: `(${collector})`,
  reason: 'population_incomplete',
  detail: `it was not read whole: ${proof}`,
});
const stale = ({ collector, collectedAt }: ResourceSet): Gap => ({
  operation: `(${collector})`,
  reason: 'stale_evidence',
  detail: `what was collected at ${collectedAt} can no longer be relied on`,
});
const nobody = (by: string): Gap => ({ operation: '(sources)', reason: 'no_results', detail: `nobody was asked for what ${by} shows` });

type Told = Pick<Contradiction, 'verdict' | 'because'> & { readonly reason?: Gap['reason']; readonly opposed?: readonly Opposed[] };

function balance(pair: ReadyPair, stated: readonly Claimed[] | undefined, said: Side, seen: Side, now: number): Contradiction {
  const told = verdictOf(pair, stated, said, seen, now);
  const by = (takes: readonly Take[]) => [...new Set(takes.map((one) => one.by))].join(' and ');
  // undefined where the side is looked at, and stated by nobody
  const claims = stated === undefined ? [] : stated;
  const left: ContradictionSide =
    'state' in pair.said
      ? { by: pair.said.by, values: claims.map(({ value }) => value), size: claims.length, gaps: [] }
      : sideOf(by(pair.said), said);
  return {
    id: pair.id,
    title: pair.title,
    verdict: told.verdict,
    ...(told.reason !== undefined && { reason: told.reason }),
    because: told.because,
    claims: claims.map(({ claim }) => claim),
    said: left,
    seen: sideOf(by(pair.seen), seen),
    opposed: (told.opposed ?? []).slice(0, MOST_NAMED),
  };
}
function sideOf(by: string, { kept, gaps }: Side): ContradictionSide {
  return { by, values: distinct(kept).slice(0, MOST_NAMED), size: kept.length, gaps: gaps.slice(0, MOST_NAMED) };
}

/** A counter-example stands whatever was not seen; that there is none needs both sides whole. */
function verdictOf(pair: ReadyPair, stated: readonly Claimed[] | undefined, said: Side, seen: Side, now: number): Told {
  if (stated?.length === 0) return { verdict: 'not_applicable', because: 'no page of claims that was assessed states such a value' };
  if (stated === undefined && pair.unsaidBecause !== undefined && said.kept.length === 0 && said.gaps.length === 0)
    return { verdict: 'not_applicable', because: pair.unsaidBecause };
  const unsaid = stated === undefined ? doubtOf(said, saidBy(pair)) : undefined;
  if (unsaid) return unknown(unsaid);
  const unseen = doubtOf(seen, pair.seen[0]?.by ?? pair.id);
  const claims = stated?.map(({ value }) => value) ?? [distinct(said.kept)];
  const opposed: Opposed[] = [];
  const faults: Gap[] = [];
  if (pair.compare === 'together') {
    if (unseen) return unknown(unseen);
    if (seen.kept.length === 0) return none(pair);
    for (const claim of claims) hold(pair, claim, distinct(seen.kept), now, seen.kept[0] as Kept, opposed, faults);
  } else for (const claim of claims) for (const one of seen.kept) hold(pair, claim, one.value, now, one, opposed, faults);
  const [first] = opposed;
  if (first)
    return { verdict: 'fail', because: opposed.length === 1 ? first.because : `${first.because}; and ${opposed.length - 1} more`, opposed };
  const doubt = faults[0] ?? unseen;
  if (doubt) return unknown(doubt);
  if (seen.kept.length === 0) return none(pair);
  return { verdict: 'pass', because: pair.title };
}
function saidBy({ said, id }: ReadyPair): string {
  return 'state' in said ? said.by : (said[0]?.by ?? id);
}
function none({ whenNone, whenNoneBecause }: ReadyPair): Told {
  return { verdict: whenNone, because: whenNoneBecause, ...(whenNone === 'unknown' && { reason: 'no_results' as const }) };
}
function doubtOf({ gaps, sets }: Side, by: string): Gap | undefined {
  return sets === 0 ? nobody(by) : gaps[0];
}
function unknown({ reason, detail }: Gap): Told {
  return { verdict: 'unknown', reason, because: detail };
}

function hold(pair: ReadyPair, said: unknown, seen: unknown, now: number, kept: Kept, opposed: Opposed[], faults: Gap[]): void {
  const held = pair.agrees.evaluate({ said, seen }, now);
  if ('gap' in held) faults.push(held.gap);
  else if (held.value !== true && held.value !== false)
    faults.push({ operation: `(${pair.id})`, reason: 'policy_error', detail: `its comparison is no truth: ${String(held.value)}` });
  else if (!held.value) {
    const because = pair.fail.map((part) => (typeof part === 'string' ? part : wordOf(part.evaluate({ said, seen }, now)))).join('');
    const together = pair.compare === 'together';
    opposed.push({
      said,
      seen,
      because,
      ...(together ? {} : { resource: kept.resource, subject: kept.subject }),
      evidence: kept.evidence,
    });
  }
}
function wordOf(told: { readonly value: unknown } | { readonly gap: Gap }): string {
  const said = plainly(told);
  if ('gap' in said) return '(not known)';
  return Array.isArray(said.value) ? said.value.map(String).join(', ') : String(said.value);
}
function distinct(kept: readonly Kept[]): unknown[] {
  const flat = kept.map(({ value }) => value);
  return [...new Map(flat.map((value) => [JSON.stringify(value), value])).values()].sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

/** A claim that another source contradicts is contradicted, whatever its own checks say; one that could not be compared is not proved. */
export function weighed(assessment: Assessment, contradictions: readonly Contradiction[]): Assessment {
  const mine = contradictions.filter(({ claims }) => claims.includes(`${assessment.framework}/${assessment.id}`));
  const against = mine.find(({ verdict }) => verdict === 'fail');
  if (against)
    return {
      ...assessment,
      standing: 'contradicted',
      because: `another source says otherwise (${against.id}): “${against.title}” does not hold`,
    };
  const unheard = mine.find(({ verdict }) => verdict === 'unknown');
  if (unheard && (assessment.standing === 'established' || assessment.standing === 'supported'))
    return { ...assessment, standing: 'unproven', because: `${assessment.because}; another source could not be heard (${unheard.id})` };
  return assessment;
}

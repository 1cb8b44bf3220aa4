/** One check × one resource -> finding; one check × one set -> result. Pure: no clock, no network, no file. */
import { isUnknown } from '../kit.ts';
import type { Check, Counts, Finding, Gap, Reason, Resource, ResourceSet, SubjectResult, Verdict, Waiver } from '../model.ts';
import type { Expression } from '../policy/cel.ts';
import { foldCheck, NO_COUNTS } from './fold.ts';
import { waives } from './waiver.ts';

/** A check whose sentences have been read: what load makes of a file. */
export interface ReadyCheck {
  readonly check: Check;
  readonly where?: Expression;
  readonly expect: Expression;
  /** Literal text and expressions, in order. */
  readonly fail: readonly (string | Expression)[];
  /** Parameters as this run uses them. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly loosened: readonly string[];
}
export interface JudgeOptions {
  /** The run's start, ms since 1970: ages are counted from here. */
  readonly now: number;
  readonly waivers: readonly Waiver[];
  /** Takes each finding as it is made, with what was not told when that decided it; nothing else keeps them. */
  readonly emit: (finding: Finding, gap?: Gap) => void;
}

/** Beyond this, `Date` and our clock disagree too much for ages to be trusted. AWS refuses signatures at the same five minutes. */
const MOST_SKEW_MS = 5 * 60_000;

export function judgeSet(ready: ReadyCheck, set: ResourceSet, { emit, ...options }: JudgeOptions): Omit<SubjectResult, 'findings'> {
  const all = judged(ready, set, options);
  for (let step = all.next(); ; step = all.next()) {
    if (step.done) return step.value;
    emit(step.value.finding, step.value.gap);
  }
}

interface Judged {
  readonly finding: Finding;
  /** What was not told, when that decided it. */
  readonly gap?: Gap | undefined;
}
/** One finding after the other, made when it is asked for; at the end what they amount to. */
export function* judged(
  ready: ReadyCheck,
  set: ResourceSet,
  options: Omit<JudgeOptions, 'emit'>,
): Generator<Judged, Omit<SubjectResult, 'findings'>> {
  const { check } = ready;
  const tallied = { pass: 0, fail: 0, unknown: 0, aside: 0 };
  const counts: Record<Verdict | 'waived', number> = { ...NO_COUNTS };
  const reasons = new Set<Reason>();
  const counted = (finding: Finding) => {
    counts[finding.verdict] += 1;
    if (finding.waiver) counts.waived += 1;
    if (finding.reason) reasons.add(finding.reason);
    return finding;
  };
  const doubt = wholeSetInDoubt(ready, set, options.now);
  for (const { resource, evidence } of set.resources) {
    const said = doubt ?? sayOf(ready, resource, options.now);
    tallied[said.is] += 1;
    yield { finding: counted(findingOf(ready, resource, evidence, said, options.waivers)), gap: said.gap };
  }
  const verdict = foldCheck(check.holds, tallied, set.complete && doubt === undefined, check.whenNone);
  for (const finding of aboutTheSubject(ready, set, verdict, tallied, doubt, options.waivers)) yield { finding: counted(finding) };
  const { subject } = set;
  return {
    key: subject.key,
    id: subject.id,
    label: subject.label,
    verdict,
    reasons: verdict === 'unknown' || verdict === 'fail' ? [...reasons].sort() : [],
    population: { size: tallied.pass + tallied.fail + tallied.unknown, complete: set.complete, proof: set.proof },
    counts: counts as Counts,
  };
}

interface Said {
  readonly is: 'pass' | 'fail' | 'unknown' | 'aside';
  readonly because: string;
  readonly gap?: Gap;
  readonly observed?: Readonly<Record<string, unknown>>;
}

/** The sentence about one resource, in Kleene's logic over `where` and `expect`. */
function sayOf(ready: ReadyCheck, resource: Resource, now: number): Said {
  const { check, where, expect } = ready;
  const situation = { r: resource, p: ready.params, now };
  const inScope = where ? where.evaluate(situation) : { value: true };
  if ('value' in inScope && inScope.value === false)
    return { is: 'aside', because: resource.outOfScopeBecause || 'not what this check is about' };
  // whether it belongs to the population is not known: calling it a pass would make one out of a row that is about nothing
  if ('gap' in inScope) return unknownFor(ready, resource, inScope.gap);
  const held = expect.evaluate(situation);
  if ('gap' in held) return unknownFor(ready, resource, held.gap);
  const observed = observe(ready, resource);
  const holds = check.holds === 'none' ? held.value === false : held.value === true;
  return holds
    ? { is: 'pass', because: check.title, observed }
    : { is: 'fail', because: check.holds === 'some' ? 'is not the one that is needed' : messageOf(ready, situation), observed };
}

function unknownFor(ready: ReadyCheck, resource: Resource, gap: Gap): Said {
  return { is: 'unknown', because: gap.detail, gap, observed: observe(ready, resource, true) };
}

function messageOf(ready: ReadyCheck, situation: { r: Resource; p: Readonly<Record<string, unknown>>; now: number }): string {
  return ready.fail
    .map((part) => {
      if (typeof part === 'string') return part;
      const told = part.evaluate(situation);
      if ('gap' in told) return '(not known)';
      return typeof told.value === 'number' ? String(Math.round(told.value * 10) / 10) : String(told.value);
    })
    .join('');
}

const read = new WeakMap<ReadyCheck, readonly string[]>();
/** What its sentences read, beside what names the resource. */
function fieldsOf(ready: ReadyCheck): readonly string[] {
  const known = read.get(ready);
  if (known) return known;
  const fields = new Set([...(ready.where?.reads ?? []), ...ready.expect.reads]);
  const mine = [...fields].filter((field) => field !== 'id' && field !== 'name');
  read.set(ready, mine);
  return mine;
}

/** What nobody told us did not decide a pass or a failure: it was not observed. It is what an unknown is about. */
function observe(ready: ReadyCheck, resource: Resource, withUnknown = false): Record<string, unknown> {
  const observed: Record<string, unknown> = {};
  for (const field of fieldsOf(ready)) {
    const value: unknown = resource[field as keyof Resource];
    if (withUnknown || !isUnknown(value)) observed[field] = value;
  }
  return observed;
}

function findingOf(
  { check }: ReadyCheck,
  resource: Resource,
  evidence: Finding['evidence'],
  said: Said,
  waivers: readonly Waiver[],
): Finding {
  // for `some`, one that is not the witness is not a failure: only the lack of any witness is
  const verdict: Verdict = said.is === 'aside' || (said.is === 'fail' && check.holds === 'some') ? 'not_applicable' : said.is;
  const waiver = verdict === 'fail' ? waivers.find((one) => waives(one, check.id, resource)) : undefined;
  return {
    resource: { id: resource.id, name: resource.name },
    verdict,
    ...(verdict === 'unknown' && { reason: said.gap?.reason ?? 'internal_error' }),
    because: said.because,
    ...(said.observed && { observed: said.observed }),
    evidence: said.gap?.evidence ?? evidence,
    ...(waiver && { waiver }),
  };
}

/** What stands behind a verdict that no single resource explains. */
function* aboutTheSubject(
  ready: ReadyCheck,
  set: ResourceSet,
  verdict: Verdict,
  tallied: { fail: number; pass: number; unknown: number },
  doubt: Said | undefined,
  waivers: readonly Waiver[],
): Iterable<Finding> {
  const { check } = ready;
  const resource: Resource = { id: set.subject.id, name: set.subject.label };
  const evidence = set.evidence.slice(0, 20);
  if (!set.complete && verdict !== 'pass') {
    for (const gap of distinct(set.gaps)) {
      yield {
        resource,
        verdict: 'unknown',
        reason: gap.reason,
        because: `the population was not read whole: ${gap.detail}`,
        evidence: gap.evidence ?? [],
      };
    }
  } else if (doubt && set.resources.length === 0) {
    yield { resource, verdict: 'unknown', reason: doubt.gap?.reason ?? 'internal_error', because: doubt.because, evidence };
  } else if (tallied.pass + tallied.fail + tallied.unknown === 0) {
    yield { resource, verdict, ...(verdict === 'unknown' && { reason: 'no_results' as const }), because: check.whenNoneBecause, evidence };
  } else if (check.holds === 'some' && verdict === 'fail') {
    const because = messageOf(ready, { r: resource, p: ready.params, now: 0 });
    yield { ...findingOf({ ...ready, check: { ...check, holds: 'every' } }, resource, evidence, { is: 'fail', because }, waivers) };
  }
}
function distinct(gaps: readonly Gap[]): readonly Gap[] {
  const seen = new Map(gaps.map((gap) => [`${gap.operation} ${gap.reason} ${gap.detail}`, gap]));
  return seen.size > 0
    ? [...seen.values()]
    : [{ operation: '(population)', reason: 'population_incomplete', detail: 'it is not proved to be whole' }];
}

/** Grounds on which nothing in this set can be judged by this check. */
function wholeSetInDoubt({ where, expect }: ReadyCheck, set: ResourceSet, now: number): Said | undefined {
  if (now > Date.parse(set.freshUntil)) {
    return doubtful('stale_evidence', `collected at ${set.collectedAt}, to be relied on until ${set.freshUntil}`);
  }
  if (set.skewMs > MOST_SKEW_MS && (expect.timed || where?.timed)) {
    return doubtful(
      'clock_untrusted',
      `our clock and the provider's differ by ${Math.round(set.skewMs / 1000)} s, and this check counts time`,
    );
  }
  return undefined;
}
function doubtful(reason: Reason, detail: string): Said {
  return { is: 'unknown', because: detail, gap: { operation: '(evidence)', reason, detail } };
}

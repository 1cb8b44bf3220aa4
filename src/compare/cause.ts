/** Why one row of a run is another in the next, from nothing but what both have recorded. Several things may have changed at once: then all are named. */
import { isDeepStrictEqual } from 'node:util';
import { isUnknown } from '../kit.ts';
import type { Cause, CauseKind, Effect, Gap, Reason } from '../model.ts';
import { effectOfVerdict } from './effect.ts';
import type { Lens } from './lens.ts';
import type { Pair, Row } from './pairs.ts';
import type { Index } from './side.ts';

export interface Told {
  readonly effect: Effect;
  readonly causes: readonly Cause[];
}
export interface Between {
  readonly before: Index;
  readonly after: Index;
  /** The same recorded answers, judged twice: nothing outside has changed. */
  readonly sameAnswers: boolean;
}

/** Undefined: nothing changed that a reader would call a change. */
export function tell([was, is]: Pair, lens: Lens, between: Between): Told | undefined {
  if (was && is) return stayed(was, is, lens, between);
  return was ? went(was, lens, between) : came(is as Row, lens, between);
}

function stayed(was: Row, is: Row, lens: Lens, between: Between): Told | undefined {
  const [signed, signs] = [was.waiver !== undefined, is.waiver !== undefined];
  if (was.verdict === is.verdict && was.reason === is.reason && signed === signs) return undefined;
  if (was.verdict === 'fail' && is.verdict === 'fail') return aboutWaiver(signs, between);
  const effect = effectOfVerdict(was.verdict, is.verdict);
  const causes = [...lens.causes, ...aboutKnowledge(was, is, between), ...aboutPopulation(was, is), ...aboutFields(was, is, between)];
  const found = causes.length > 0 ? causes : [otherwise(lens, between)];
  return { effect: inHonesty(effect, found), causes: found };
}

const ASKED: ReadonlySet<CauseKind> = new Set(['policy_changed', 'parameter_changed', 'tool_changed']);
const SEEN: ReadonlySet<CauseKind> = new Set([
  'resource_changed',
  'permission_gained',
  'provider_answered_differently',
  'attestation_given',
  'time_passed',
]);
/** Whoever changes the question has mended nothing; what it leaves out was not set aside by what was seen. */
function inHonesty(effect: Effect, causes: readonly Cause[]): Effect {
  const asked = causes.some(({ kind }) => ASKED.has(kind));
  if (effect === 'set-aside') return asked || causes.some(({ kind }) => kind === 'scope_changed') ? 'not-looked-at' : effect;
  const improves = effect === 'better' || effect === 'known-again';
  return improves && asked && !causes.some(({ kind }) => SEEN.has(kind)) ? 'asked-otherwise' : effect;
}

function aboutWaiver(began: boolean, { after }: Between): Told {
  const day = after.side.report.run.startedAt.slice(0, 10);
  return began
    ? { effect: 'waived', causes: [{ kind: 'waiver_began', because: 'somebody has signed for this failure since; it stays a failure' }] }
    : { effect: 'worse', causes: [{ kind: 'waiver_ended', because: `the waiver of this failure no longer stands on ${day}` }] };
}

const DENIED: ReadonlySet<Reason> = new Set([
  'access_denied',
  'scp_denied',
  'credentials_invalid',
  'credentials_expired',
  'identity_changed',
  'region_scope_unproven',
]);
const OURS: ReadonlySet<Reason> = new Set([
  'stale_evidence',
  'clock_untrusted',
  'plugin_crashed',
  'policy_error',
  'policy_timeout',
  'no_results',
  'internal_error',
]);

function aboutKnowledge(was: Row, is: Row, { before, after }: Between): Cause[] {
  const lost = is.verdict === 'unknown' ? notTold(is, after) : undefined;
  if (lost) return [lost];
  const gained = was.verdict === 'unknown' ? toldAgain(was, before) : undefined;
  return gained ? [gained] : [];
}

function notTold(row: Row, index: Index): Cause {
  const gap = index.gap(row.check, row.subject.key, row);
  return lostFor(row.reason ?? 'internal_error', row.because, gap);
}
function lostFor(reason: Reason, because: string, gap: Gap | undefined): Cause {
  const { operation, permission } = gap ?? {};
  const more = { reason, ...(operation !== undefined && { operation }), ...(permission !== undefined && { permission }) };
  if (reason === 'attestation_expired' || reason === 'attestation_missing') return { kind: 'attestation_ended', because, reason };
  if (reason === 'aborted' || reason === 'not_run') return { kind: 'run_interrupted', because, reason };
  if (DENIED.has(reason)) return { kind: 'permission_lost', because, ...more };
  return { kind: OURS.has(reason) ? 'not_judged' : 'provider_answered_differently', because, ...more };
}

function toldAgain(row: Row, index: Index): Cause {
  const reason = row.reason ?? 'internal_error';
  const { operation, permission } = index.gap(row.check, row.subject.key, row) ?? {};
  const more = { reason, ...(operation !== undefined && { operation }), ...(permission !== undefined && { permission }) };
  const asked = operation ?? 'the question';
  if (reason === 'attestation_expired' || reason === 'attestation_missing')
    return { kind: 'attestation_given', because: 'a statement that counts has been given since', reason };
  if (DENIED.has(reason)) return { kind: 'permission_gained', because: `${asked} was refused (${reason}), and is answered now`, ...more };
  if (reason === 'aborted' || reason === 'not_run') return { kind: 'run_interrupted', because: 'the run before was interrupted', reason };
  if (OURS.has(reason)) return { kind: 'not_judged', because: `it could not be judged then: ${row.because}`, reason };
  return { kind: 'provider_answered_differently', because: `${asked} ended in ${reason} then, and is answered now`, ...more };
}

/** What `judge` says of what a check is not about, where no collector says why. */
const NOT_ABOUT = 'not what this check is about';
function aboutPopulation(was: Row, is: Row): Cause[] {
  if (is.verdict === 'unknown') return [];
  if (asAWhole(is)) return aboutEmptiness(was, is);
  if (is.verdict === 'not_applicable' && was.verdict !== 'not_applicable') {
    if (is.because === NOT_ABOUT) return [{ kind: 'left_population', because: 'it is no longer what the check is about' }];
    return [{ kind: 'scope_changed', because: `it is left out now: ${is.because}` }];
  }
  if (was.verdict !== 'not_applicable' || is.verdict === 'not_applicable') return [];
  if (was.because === NOT_ABOUT) return [{ kind: 'left_population', because: 'it was not what the check is about, and is now' }];
  return [{ kind: 'scope_changed', because: `it was left out then: ${was.because}` }];
}

function aboutEmptiness(was: Row, is: Row): Cause[] {
  if (was.verdict === 'not_applicable') return [{ kind: 'resource_appeared', because: 'there is something to look at now' }];
  return is.verdict === 'not_applicable' ? [{ kind: 'resource_vanished', because: 'there is nothing left to look at' }] : [];
}

function aboutFields(was: Row, is: Row, { sameAnswers }: Between): Cause[] {
  if (was.observed === undefined || is.observed === undefined || was.observed === is.observed) return [];
  const [a, b] = [JSON.parse(was.observed), JSON.parse(is.observed)] as [Record<string, unknown>, Record<string, unknown>];
  const names = Object.keys(a).filter((name) => Object.hasOwn(b, name) && !isUnknown(a[name]) && !isUnknown(b[name]));
  const fields = names.flatMap((field) =>
    isDeepStrictEqual(a[field], b[field]) ? [] : [{ field, before: brief(a[field]), after: brief(b[field]) }],
  );
  if (fields.length === 0) return [];
  const which = fields.map(({ field }) => field).join(', ');
  return sameAnswers
    ? [{ kind: 'tool_changed', because: `the same answers are read otherwise: ${which}`, fields }]
    : [{ kind: 'resource_changed', because: `what was seen of it has changed: ${which}`, fields }];
}
/** A value of a line; of a longer one, how long it is. The whole of it stands in the findings of its run. */
const MOST_SHOWN = 500;
function brief(value: unknown): unknown {
  const { length } = JSON.stringify(value) ?? '';
  return length <= MOST_SHOWN ? value : Array.isArray(value) ? `(${value.length} entries)` : `(${length} characters)`;
}

function otherwise({ timed }: Lens, { before, after, sameAnswers }: Between): Cause {
  const [a, b] = [before.side.report.run, after.side.report.run];
  if (sameAnswers)
    return { kind: 'tool_changed', because: `the same answers under the same policy: claimcheck itself judges otherwise${versions(a, b)}` };
  if (timed) return { kind: 'time_passed', because: 'nothing else changed: the check counts days, and they went by' };
  if (a.tool.version !== b.tool.version)
    return { kind: 'tool_changed', because: `nothing else changed that was recorded${versions(a, b)}` };
  return { kind: 'unexplained', because: 'nothing that was recorded says why' };
}
const versions = (a: { tool: { version: string } }, b: { tool: { version: string } }): string =>
  a.tool.version === b.tool.version ? '' : ` (version ${a.tool.version} then, ${b.tool.version} now)`;

/** It is about the subject as a whole: that its population is empty, or was not read whole. */
const asAWhole = ({ resource, subject }: Row): boolean => resource.id === subject.id;

function went(was: Row, lens: Lens, { before, after }: Between): Told {
  const { check, subject, resource } = was;
  const gone = (effect: Effect, ...causes: Cause[]): Told => ({ effect, causes: [...lens.causes, ...causes] });
  if (lens.after === null) return { effect: 'not-looked-at', causes: lens.causes };
  const complete = after.complete(check, subject.key);
  if (complete === undefined) return gone('not-looked-at', ...outOfScope(subject, before, after, lens));
  const left = after.excluded(resource.id) ?? after.excluded(resource.name);
  if (left !== undefined) return gone('not-looked-at', { kind: 'scope_changed', because: `it is left out now: ${left}` });
  if (asAWhole(was) && was.verdict === 'unknown') return gone('known-again', toldAgain(was, before));
  if (asAWhole(was))
    return gone(was.verdict === 'fail' ? 'better' : 'gone', { kind: 'resource_appeared', because: 'there is something to look at now' });
  if (!complete) return gone('less-known', unread(check, subject.key, after));
  if (before.results.get(check)?.about !== after.results.get(check)?.about) return gone('not-looked-at');
  if (lens.operating) return gone('not-looked-at', moved(before, after));
  return gone('gone', { kind: 'resource_vanished', because: 'it is not there any more' });
}

function came(is: Row, lens: Lens, { before, after }: Between): Told {
  const { check, subject } = is;
  const effect: Effect = is.verdict === 'fail' ? 'worse' : is.verdict === 'unknown' ? 'less-known' : 'new';
  const fresh = (...causes: Cause[]): Told => ({ effect, causes: [...lens.causes, ...causes] });
  // nobody asked before: that it cannot be told is nothing lost
  if (lens.before === null) return { effect: effect === 'less-known' ? 'new' : effect, causes: lens.causes };
  if (is.verdict === 'unknown' && asAWhole(is)) return fresh(notTold(is, after));
  const complete = before.complete(check, subject.key);
  if (complete === undefined) return fresh({ kind: 'scope_changed', because: `${subject.key} was not looked at then` });
  const left = before.excluded(is.resource.id) ?? before.excluded(is.resource.name);
  if (left !== undefined) return fresh({ kind: 'scope_changed', because: `it was left out then: ${left}` });
  if (asAWhole(is)) return fresh({ kind: 'resource_vanished', because: 'there is nothing left to look at' });
  if (!complete) {
    const gap = before.unread(check, subject.key);
    const why = gap === undefined ? 'for a reason that was not recorded' : `${gap.operation} ended in ${gap.reason}`;
    const kind = gap && DENIED.has(gap.reason) ? 'permission_gained' : 'provider_answered_differently';
    return fresh({ kind, because: `the population was not read whole then: ${why}` });
  }
  const doubt = is.verdict === 'unknown' ? [notTold(is, after)] : [];
  return fresh(...doubt, { kind: 'resource_appeared', because: 'it was not there then' });
}

function outOfScope({ key, id }: Row['subject'], before: Index, after: Index, lens: Lens): Cause[] {
  const because = after.excluded(id) ?? after.excluded(before.subjects.get(key)?.region ?? key);
  if (because !== undefined) return [{ kind: 'scope_changed', because: `${key} is left out now: ${because}` }];
  if (after.subjects.has(key)) return lens.causes.length > 0 ? [] : [{ kind: 'unexplained', because: `${key} has no result any more` }];
  return [{ kind: 'scope_changed', because: `${key} is no longer declared` }];
}

function unread(check: string, subject: string, after: Index): Cause {
  const gap = after.unread(check, subject);
  if (gap === undefined)
    return { kind: 'provider_answered_differently', because: 'the population was not read whole', reason: 'population_incomplete' };
  return lostFor(gap.reason, `the population was not read whole: ${gap.detail}`, gap);
}

function moved(before: Index, after: Index): Cause {
  const [a, b] = [before.side.report.run.period, after.side.report.run.period];
  return a.from === b.from && a.to === b.to
    ? { kind: 'resource_vanished', because: 'it is not there any more' }
    : {
        kind: 'period_moved',
        because: `the period that is looked at begins on ${b.from.slice(0, 10)} now, on ${a.from.slice(0, 10)} then`,
      };
}

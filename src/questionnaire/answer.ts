/**
 * A question and a sealed run -> what may honestly be answered. Answers go to customers: counts, days and words that the company wrote for the
 * public, and no name of anything that was looked at. A yes is never more than what was established, and never without what it leaves open.
 */
import { assess } from '../evaluate/assess.ts';
import { type Leaf, leavesOf } from '../framework/soa.ts';
import type { Assessment, CheckResult, Framework, Report, Standing, Strength } from '../model.ts';
import { STRENGTHS } from '../model.ts';
import { withoutAddresses } from '../report/alias.ts';
import { type Entry, nameOf } from './mapping.ts';

export const ANSWERS = ['Yes', 'Yes, in part', 'No', 'Not applicable', 'Not verified'] as const;
export interface Answer {
  readonly answer: (typeof ANSWERS)[number];
  readonly explanation: string;
  /** Why it is answered so: a standing, or what kept it from having one. */
  readonly verdict: Standing | 'stale' | 'not bound' | 'by hand';
  readonly strength: Strength;
  /** Whose recorded answers it rests on. */
  readonly checks: readonly string[];
  /** A yes without proof, or a no that is called something else. */
  readonly fault?: string;
}
export interface Shown {
  readonly report: Report;
  /** RFC 3339; the day on which it is answered. */
  readonly now: string;
  readonly maxAgeDays: number;
  /** Are checks of sources that the run does not have left out, and named? Absent: they are missing. */
  readonly anySource?: boolean;
  /** The source that a check asks: `aws`. */
  readonly sourceOf: (check: string) => string;
}

export function answerTo(entry: Entry | undefined, shown: Shown): Answer {
  if (entry === undefined) return notVerified('nothing is mapped to this question', 'not bound');
  const beside = besideOf(entry, shown);
  const parts = partsOf(entry, beside, shown.report);
  const found =
    entry.rests.length === 0
      ? notVerified('no claim, control or check is bound to this question', 'not bound')
      : fresh(entry, parts, beside, shown);
  return byHand(entry, found, parts);
}

function notVerified(reason: string, verdict: Answer['verdict'], checks: readonly string[] = []): Answer {
  return { answer: 'Not verified', explanation: `Not verified: ${reason}.`, verdict, strength: 'none', checks };
}

/** What a person wrote may be less than what was found, never more. */
function byHand({ answer, because }: Entry, found: Answer, parts: readonly Part[]): Answer {
  if (answer === undefined) return found;
  const own = because === undefined ? '' : withoutAddresses(sentence(because));
  if (answer === 'yes') {
    if (found.answer === 'Yes' || found.answer === 'Yes, in part')
      return own === '' ? found : { ...found, explanation: `${own} ${found.explanation}` };
    return {
      ...found,
      fault: `answered \`yes\` by hand, and that is ${found.answer === 'No' ? 'contradicted' : 'not proven'}: ${found.explanation}`,
    };
  }
  const contradicted = parts.some(({ standing }) => standing === 'contradicted');
  if (answer === 'not applicable' && contradicted)
    return { ...found, fault: 'answered `not applicable` by hand, and the run found what it is about, and that it does not hold' };
  return {
    answer: answer === 'no' ? 'No' : 'Not applicable',
    explanation: `Answered by hand, not by evidence: ${own}`,
    verdict: 'by hand',
    strength: 'none',
    checks: [],
  };
}

/** Checks of sources that this run did not have: nobody said that there is anything. They are left out of a yes, and the yes says so. */
function besideOf({ rests }: Entry, { report, sourceOf, anySource = false }: Shown): readonly string[] {
  if (!anySource) return [];
  const asked = new Set(report.scope.map(({ source }) => source));
  const judged = new Set(report.results.map(({ check }) => check));
  return rests.flatMap((rest) => ('check' in rest && !judged.has(rest.check) && !asked.has(sourceOf(rest.check)) ? [rest.check] : []));
}

interface Part {
  readonly standing: Standing;
  readonly strength: Strength;
  /** What it does not show, in the words of its own file. */
  readonly remainder: string | undefined;
  readonly leaves: readonly Leaf[];
  readonly missing: boolean;
}

/** Checks are weighed together, as in one proof; claims and controls as they stand in the run. */
function partsOf({ id, about, rests }: Entry, beside: readonly string[], report: Report): readonly Part[] {
  const results = new Map(report.results.map((result) => [result.check, result] as const));
  const standing = new Map<string, Assessment>(report.requirements.map((one) => [`${one.framework}/${one.id}`, one]));
  const checks = rests.flatMap((rest) => ('check' in rest && !beside.includes(rest.check) ? [rest] : []));
  const own = checks.length === 0 ? [] : [assess(NO_FRAMEWORK, { id, title: about, covers: 'whole', proof: { all: checks } }, results)];
  const named = rests.filter((rest) => !('check' in rest)).map((rest) => standing.get(nameOf(rest)[1]));
  return [...own, ...named].map(partOf);
}
const NO_FRAMEWORK: Framework = { id: '', title: '', version: '', publisher: '', kind: 'controls', requirements: [] };

function partOf(assessment: Assessment | undefined): Part {
  if (assessment === undefined) return { standing: 'unproven', strength: 'none', remainder: undefined, leaves: [], missing: true };
  const { standing, strength, remainder, proof } = assessment;
  return { standing, strength, remainder, leaves: leavesOf(proof), missing: false };
}
const DAY = 86_400_000;
/** A clock that is a little wrong is no forgery. */
const SKEW = 300_000;

function fresh(entry: Entry, parts: readonly Part[], beside: readonly string[], shown: Shown): Answer {
  const { report, now, maxAgeDays, sourceOf } = shown;
  const unasked = [...new Set(beside.map(sourceOf))].sort();
  if (parts.length === 0) return notVerified(`the run has no source that could tell: ${unasked.join(', ')}`, 'unproven');
  const found = weighed(entry, parts, unasked, report);
  const age = Date.parse(now) - Date.parse(report.run.finishedAt);
  const day = report.run.finishedAt.slice(0, 10);
  if (age < -SKEW) return notVerified(`the evidence is dated ${day}, which is still to come`, 'stale', found.checks);
  if (age <= maxAgeDays * DAY) return found;
  const then = found.answer === 'No' ? `; what was found then contradicts it: ${found.explanation}` : '';
  return notVerified(`the evidence is of ${day}, and more than ${maxAgeDays} days old${then.replace(/\.$/, '')}`, 'stale', found.checks);
}

function weighed(entry: Entry, parts: readonly Part[], unasked: readonly string[], report: Report): Answer {
  const checks = [...new Set(parts.flatMap(({ leaves }) => leaves.map(({ check }) => check)))].sort();
  const day = report.run.finishedAt.slice(0, 10);
  if (parts.some(({ standing }) => standing === 'contradicted')) return contradicted(parts, report, day);
  const open = parts.filter(({ standing }) => standing === 'unproven' || standing === 'not-assessed');
  if (open.length > 0)
    return notVerified(
      reasonOf(open, report),
      open.every(({ standing }) => standing === 'not-assessed') ? 'not-assessed' : 'unproven',
      checks,
    );
  const strength = weakest(parts.map((part) => part.strength));
  if (entry.covers === 'whole' && unasked.length === 0 && parts.every(({ standing }) => standing === 'established'))
    return { answer: 'Yes', explanation: `Established by evidence of ${day}.`, verdict: 'established', strength, checks };
  return {
    answer: 'Yes, in part',
    explanation: `Evidence of ${day} supports a part of this. ${leftOpen(entry, parts, unasked)}`,
    verdict: 'supported',
    strength,
    checks,
  };
}

/** A yes in part says which part it is not. Each sentence once. */
function leftOpen({ remainder }: Entry, parts: readonly Part[], unasked: readonly string[]): string {
  const open = [remainder, ...parts.map((part) => part.remainder)].flatMap((one) =>
    one === undefined ? [] : [withoutAddresses(sentence(one))],
  );
  const signed = parts.some(({ leaves }) => leaves.some(({ evidence, verdict }) => evidence === 'attested' && verdict === 'pass'));
  const sentences = [...new Set(open)];
  const left = sentences.length === 0 ? '' : `Not shown by it: ${sentences.join(' ')}`;
  const looked = unasked.length === 0 ? '' : `Not looked at, since the run has no such source: ${unasked.join(', ')}.`;
  return [left, signed ? 'A part rests on the signed word of a person.' : '', looked].filter((one) => one !== '').join(' ');
}

function contradicted(parts: readonly Part[], report: Report, day: string): Answer {
  const against = parts.filter(({ standing }) => standing === 'contradicted');
  const checks = [
    ...new Set(against.flatMap(({ leaves }) => leaves.filter(({ verdict }) => verdict === 'fail').map(({ check }) => check))),
  ].sort();
  const counted = checks.flatMap((check) => report.results.filter((result) => result.check === check)).map(({ counts }) => counts);
  const sum = (count: (counts: CheckResult['counts']) => number) => counted.reduce((total, one) => total + count(one), 0);
  const [fail, waived, all] = [sum(({ fail }) => fail), sum(({ waived }) => waived), sum((one) => one.pass + one.fail + one.unknown)];
  const accepted =
    waived === 0 ? '' : ` ${waived} of them ${waived === 1 ? 'is' : 'are'} accepted by somebody for now, which does not make it true.`;
  return {
    answer: 'No',
    explanation: `Evidence of ${day} contradicts this: ${fail} of ${plural(all, 'finding')}, by ${plural(checks.length, 'check')}.${accepted}`,
    verdict: 'contradicted',
    strength: STRENGTHS.find((strength) => against.some((part) => part.strength === strength)) ?? 'none',
    checks,
  };
}

function reasonOf(open: readonly Part[], report: Report): string {
  if (open.every(({ missing }) => missing)) return 'what it rests on was not part of the run';
  const leaves = open.flatMap((part) => part.leaves);
  const unknown = [...new Set(leaves.filter(({ verdict }) => verdict === 'unknown').map(({ check }) => check))];
  if (open.every(({ standing }) => standing === 'not-assessed')) return 'what it rests on is worded so that no evidence can settle it';
  if (leaves.length > 0 && leaves.every(({ verdict }) => verdict === 'not_applicable')) return 'there was nothing to prove it on';
  if (unknown.length === 0) return 'no check is bound to what it rests on';
  const results = report.results.filter(({ check }) => unknown.includes(check));
  // it passed, and not by the bound that the proof asks for
  const loosened = results.some(({ verdict }) => verdict === 'pass') ? ['a bound was loosened'] : [];
  const missing = results.length < unknown.length ? ['not part of the run'] : [];
  const reasons: readonly string[] = [...[...new Set(results.flatMap((result) => result.reasons))].sort(), ...loosened, ...missing];
  const all = new Set(leaves.map(({ check }) => check)).size;
  return `${unknown.length} of ${plural(all, 'check')} could not be determined${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`;
}

function weakest(strengths: readonly Strength[]): Strength {
  return STRENGTHS.findLast((strength) => strengths.includes(strength)) ?? 'none';
}
function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
function sentence(text: string): string {
  const one = text.replaceAll(/\s+/g, ' ').trim();
  return /[.!?]$/.test(one) ? one : `${one}.`;
}

/** What changed between two runs, put in the order in which it should be read: what is worse, what is hidden, what only looks better. */
import type { Cause, CauseKind, CheckChange, Comparison, Effect, FindingChange, Report, RequirementChange } from '../src/model.ts';
import { byEffect, countEffects } from './comparing.ts';
import type { Messages } from './messages/index.ts';

/** Nothing stands under `better` but what was seen to be well under the same question, or is known again. */
export const GROUPS = ['worse', 'invisible', 'excused', 'better', 'other'] as const;
export type Group = (typeof GROUPS)[number];
const GROUP: Readonly<Record<Effect, Group>> = {
  worse: 'worse',
  'less-known': 'invisible',
  'not-looked-at': 'invisible',
  'asked-otherwise': 'excused',
  waived: 'excused',
  gone: 'excused',
  'set-aside': 'excused',
  better: 'better',
  'known-again': 'better',
  new: 'other',
  same: 'other',
};
export const groupOf = (effect: Effect): Group => GROUP[effect];
export interface Changes {
  readonly group: Group;
  readonly checks: readonly CheckChange[];
  /** Those that the comparison lists. */
  readonly findings: readonly FindingChange[];
  /** How many there are, listed or not; more than those that deserve a line. */
  readonly counted: number;
}
export function grouped({ checks, findings }: Comparison): readonly Changes[] {
  const counted = (group: Group) =>
    (Object.entries(GROUP) as [Effect, Group][]).reduce((sum, [effect, its]) => sum + (its === group ? findings.effects[effect] : 0), 0);
  return GROUPS.map((group) => ({
    group,
    // a check whose verdict stayed is told where its findings went
    checks: checks.filter(({ effect }) => GROUP[effect] === group).toSorted(byEffect),
    findings: findings.listed.filter(({ effect }) => GROUP[effect] === group).toSorted(byEffect),
    counted: counted(group),
  }));
}

/** The claims first, and of each what is worst. */
export function standingsChanged({ requirements }: Comparison, isClaim: (framework: string) => boolean): readonly RequirementChange[] {
  return requirements.toSorted((a, b) => Number(isClaim(b.framework)) - Number(isClaim(a.framework)) || byEffect(a, b));
}

/** One kind of cause, and how much it explains. */
export interface CauseCount {
  readonly kind: CauseKind;
  readonly requirements: number;
  readonly checks: number;
  readonly findings: number;
}
export function causesCounted({ checks, requirements }: Comparison): readonly CauseCount[] {
  const counts = new Map<CauseKind, { requirements: number; checks: number; findings: number }>();
  const of = (kind: CauseKind) => {
    const known = counts.get(kind) ?? { requirements: 0, checks: 0, findings: 0 };
    counts.set(kind, known);
    return known;
  };
  const kinds = (causes: readonly Cause[]) => new Set(causes.map(({ kind }) => kind));
  for (const { causes } of requirements) for (const kind of kinds(causes)) of(kind).requirements += 1;
  for (const { causes } of checks) {
    for (const kind of kinds(causes)) of(kind).checks += 1;
    for (const { kind, findings } of causes) of(kind).findings += findings;
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, ...count }))
    .sort((a, b) => b.requirements - a.requirements || b.checks - a.checks || b.findings - a.findings || (a.kind < b.kind ? -1 : 1));
}

/** Whether anything at all is to be told. */
export const changedAnything = ({ checks, requirements, scope, findings, context }: Comparison): boolean =>
  checks.length + requirements.length + scope.length + findings.total + context.length > 0;

/** By effect: claims, controls, and checks whose verdict changed. */
export const effectsOf = ({ checks, requirements }: Comparison): Readonly<Record<Effect, number>> =>
  countEffects([...checks.filter(({ before, after }) => before !== after), ...requirements]);

/** Fields of one line. */
const MOST_FIELDS = 3;
/**
 * `permission lost: iam:ListUsers was refused; iam:ListUsers would help`, of at most `limit` units. Holds names of the estate: escape it. An
 * edition that leaves words out says the kind alone.
 */
export function causeIn(t: Messages, { kind, because, fields = [], permission }: Cause, kindAlone: boolean, limit = 220): string {
  const word = t.pages.causeWord[kind];
  if (kindAlone) return word;
  const { more, would } = t.pages.changes;
  const steps = fields
    .slice(0, MOST_FIELDS)
    .map(({ field, before, after }) => `${t.cut(field, 60)} ${t.shown(before, 60)} → ${t.shown(after, 60)}`);
  const left = fields.length > steps.length ? ` ${more(fields.length - steps.length)}` : '';
  const told = steps.length > 0 ? `${steps.join(', ')}${left}` : t.pages.changes.told(because);
  const help = permission !== undefined && kind === 'permission_lost' ? `; ${would(permission)}` : '';
  return t.cut(`${word}: ${told}${help}`, limit);
}
/** An edition for customers names kinds of causes and nothing of their words. */
export const kindsAlone = ({ edition }: Pick<Report, 'edition'>): boolean => edition?.audience === 'customer';

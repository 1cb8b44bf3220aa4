/** Two runs for somebody at a terminal: what is worse before what is well. */
import type { Cause, Comparison } from '../../src/model.ts';
import { byEffect, causeSaid, EFFECT_WORD, findingStep, standingStep, tallied, verdictOf, verdictStep } from '../comparing.ts';
import { name, number, plural, sentence, when } from '../text.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

/** Entries of one part; how many more there are is always said. */
const MOST = 15;
const MOST_CAUSES = 3;

export function comparisonText(comparison: Comparison, width: number): string {
  const { before, after } = comparison;
  const again = before.id === after.id;
  const head = again
    ? [`Run ${before.seq} of ${when(before.startedAt)}, judged again from the recorded answers`]
    : [`Run ${before.seq} of ${when(before.startedAt)}${cut(before)}`, `run ${after.seq} of ${when(after.startedAt)}${cut(after)}`];
  const parts = [
    [...head, ...wrap(verdictOf(comparison), width)],
    part('SCOPE', comparison.scope, width, ({ subject, effect, because }) => [`${EFFECT_WORD[effect]}: ${name(subject)}`, [because]]),
    part('CLAIMS AND CONTROLS', [...comparison.requirements].sort(byEffect), width, (one) => [
      `${EFFECT_WORD[one.effect]}: ${name(`${one.framework}/${one.id}`)}, ${standingStep(one)}`,
      one.checks.length > 0 ? [`through ${one.checks.map(({ check }) => check).join(', ')}`] : one.causes.map(causeSaid),
    ]),
    part('CHECKS', [...comparison.checks].sort(byEffect), width, (one) => [
      `${EFFECT_WORD[one.effect]}: ${name(one.check)}, ${verdictStep(one)}`,
      one.causes.map((cause) => `${causeSaid(cause)}${cause.findings > 1 ? ` (${plural(cause.findings, 'finding')})` : ''}`),
    ]),
    part(
      `FINDINGS: ${tallied(comparison.findings.effects)}`,
      [...comparison.findings.listed].sort(byEffect),
      width,
      (one) => [
        `${EFFECT_WORD[one.effect]}: ${name(one.resource.name)} (${name(one.check)}), ${findingStep(one)}`,
        one.causes.map(causeSaid),
      ],
      comparison.findings.total,
    ),
    context(comparison.context, width),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
const cut = ({ status }: Comparison['before']): string => (status === 'aborted' ? ' (interrupted)' : '');

function part<T>(
  title: string,
  all: readonly T[],
  width: number,
  tell: (one: T) => readonly [string, readonly string[]],
  total = all.length,
): readonly string[] {
  if (all.length === 0) return [];
  const told = all.slice(0, MOST).flatMap((one) => {
    const [head, why] = tell(one);
    const left = why.length - MOST_CAUSES;
    const because = why.slice(0, MOST_CAUSES).flatMap((line) => wrap(sentence(line), width, '    '));
    return [...wrap(sentence(head), width, '  '), ...because, ...(left > 0 ? [`    and ${number(left)} more`] : [])];
  });
  const left = total - Math.min(all.length, MOST);
  return [
    `${title}${title.includes(':') ? '' : `, ${number(total)} changed`}`,
    ...told,
    ...(left > 0 ? [`  and ${number(left)} more; all with --json`] : []),
  ];
}
function context(causes: readonly Cause[], width: number): readonly string[] {
  if (causes.length === 0) return [];
  return ['HOW IT WAS ASKED', ...causes.flatMap((cause) => wrap(sentence(causeSaid(cause)), width, '  '))];
}

/** Of another run beside this one, in the summary: how many, and the checks that are worse or less known. */
const MOST_BESIDE = 8;
export function compared({ report: { comparison }, width }: Page): readonly string[] {
  if (comparison === undefined) return [];
  const { before, after, checks } = comparison;
  const told = checks.filter(({ effect }) => effect !== 'same' && effect !== 'new').sort(byEffect);
  const lines = told
    .slice(0, MOST_BESIDE)
    .flatMap((one) => wrap(`${EFFECT_WORD[one.effect]}: ${name(one.check)}, ${verdictStep(one)}`, width, '  '));
  const left = told.length - MOST_BESIDE;
  const head =
    before.id === after.id ? 'COMPARED with itself, as it was sealed' : `COMPARED with run ${before.seq} of ${when(before.startedAt)}`;
  return [head, ...wrap(verdictOf(comparison), width, '  '), ...lines, ...(left > 0 ? [`  and ${number(left)} more`] : [])];
}

/** Two runs, short enough for a chat or a pull request: what is worse first, and why. */
import type { CheckChange, Comparison, FindingChange, Report } from '../../src/model.ts';
import { byEffect, causeSaid, EFFECT_WORD, findingStep, standingStep, tallied, verdictOf, verdictStep } from '../comparing.ts';
import { number, plural, when } from '../text.ts';
import { code, row, said } from './escape.ts';

/** Rows of one table. A comment on GitHub holds 65,536 characters, and all tables together must fit. */
const MOST = 20;
/** Causes of one line. */
const MOST_CAUSES = 2;

/** Within a report of one run: the same, without its head. */
export function compared({ comparison }: Report): readonly string[] {
  if (comparison === undefined) return [];
  const { before, after } = comparison;
  const head =
    before.id === after.id ? '### Judged again, beside what was sealed' : `### Beside run ${before.seq} of ${when(before.startedAt)}`;
  return [head, '', `**${said(verdictOf(comparison))}**`, '', ...requirements(comparison), ...checks(comparison)].map((line) =>
    line.startsWith('### ') && line !== head ? `#${line}` : line,
  );
}

export function comparisonText(comparison: Comparison): string {
  const { before, after } = comparison;
  const same = before.id === after.id;
  const lines = [
    same ? `## claimcheck: run ${before.seq}, judged again` : `## claimcheck: run ${before.seq} → run ${after.seq}`,
    '',
    `**${said(verdictOf(comparison))}**`,
    '',
    same
      ? `Asked at ${when(before.startedAt)}; the recorded answers are the same.`
      : `${asked(before)}; ${asked(after).replace(/^R/, 'r')}.`,
    '',
    ...demo(comparison),
    ...scope(comparison),
    ...requirements(comparison),
    ...checks(comparison),
    ...findings(comparison),
    ...context(comparison),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const asked = ({ seq, startedAt, status }: Comparison['before']): string =>
  `Run ${seq} asked at ${when(startedAt)}${status === 'aborted' ? ' and was interrupted' : ''}`;
const demo = ({ before, after }: Comparison): readonly string[] =>
  (before.demo ?? after.demo) === undefined ? [] : ['> **Demonstration estate**: nothing here is about a real estate.', ''];

function table(head: readonly string[], rows: readonly (readonly string[])[], all = rows.length): readonly string[] {
  if (rows.length === 0) return [];
  const told = rows.slice(0, MOST);
  const left = all - told.length;
  return [
    row(head),
    row(head.map(() => '---')),
    ...told.map(row),
    ...(left > 0 ? ['', `${number(left)} more; all with \`--json\`.`] : []),
    '',
  ];
}
function why(causes: CheckChange['causes'] | FindingChange['causes']): string {
  const told = causes.slice(0, MOST_CAUSES).map((cause) => said(causeSaid(cause)));
  const left = causes.length - told.length;
  return `${told.join('; ')}${left > 0 ? `; and ${number(left)} more` : ''}`;
}

function scope({ scope: changes }: Comparison): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ subject, effect, because }) => [`**${EFFECT_WORD[effect]}**`, code(subject), said(because)]);
  return [`### Scope: ${plural(changes.length, 'change')}`, '', ...table(['', 'What', 'Why'], rows)];
}
function requirements({ requirements: changes }: Comparison): readonly string[] {
  if (changes.length === 0) return [];
  const rows = [...changes].sort(byEffect).map((one) => {
    const through = one.checks.slice(0, 3).map(({ check }) => code(check));
    const left = one.checks.length - through.length;
    const list = `${through.join(', ')}${left > 0 ? ` and ${number(left)} more` : ''}`;
    return [`**${EFFECT_WORD[one.effect]}**`, code(`${one.framework}/${one.id}`), standingStep(one), list === '' ? why(one.causes) : list];
  });
  return [`### Claims and controls: ${number(changes.length)} changed`, '', ...table(['', 'Which', 'Standing', 'Through'], rows)];
}
function checks({ checks: changes }: Comparison): readonly string[] {
  if (changes.length === 0) return [];
  const rows = [...changes]
    .sort(byEffect)
    .map((one) => [`**${EFFECT_WORD[one.effect]}**`, code(one.check), verdictStep(one), why(one.causes)]);
  return [`### Checks: ${number(changes.length)} changed`, '', ...table(['', 'Check', 'Verdict', 'Because'], rows)];
}
function findings({ findings: { total, listed, effects } }: Comparison): readonly string[] {
  if (total === 0) return [];
  const rows = [...listed]
    .sort(byEffect)
    .map((one) => [`**${EFFECT_WORD[one.effect]}**`, code(one.check), code(one.resource.name), findingStep(one), why(one.causes)]);
  const counted = tallied(effects);
  return [`### Findings: ${counted}`, '', ...table(['', 'Check', 'What', 'Verdict', 'Because'], rows, total)];
}
function context({ context: causes }: Comparison): readonly string[] {
  if (causes.length === 0) return [];
  return ['### How it was asked', '', ...causes.map((cause) => `- ${said(causeSaid(cause))}${filesOf(cause)}`), ''];
}
function filesOf({ files = [] }: Comparison['context'][number]): string {
  const told = files.slice(0, 5).map(({ name }) => code(name));
  const left = files.length - told.length;
  return told.length === 0 ? '' : ` (${told.join(', ')}${left > 0 ? ` and ${number(left)} more` : ''})`;
}

/** Claims, controls and checks, counted with their denominators. */
import { STANDINGS, type Strength, VERDICTS } from '../../src/model.ts';
import { checkCounts, coverage, findingCounts, ofKind, requirementsOf, standingCounts, unplaced } from '../facts.ts';
import { cut, name, number, plural, prose, sentence } from '../text.ts';
import { STANDING_WORD, STRENGTH_BARS, STRENGTH_WORD, VERDICT_WORD } from '../words.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

/** `[###.] configuration`: a mark for every strength, and no two alike. */
export const strength = (value: Strength): string => `[${'#'.repeat(STRENGTH_BARS[value]).padEnd(4, '.')}] ${STRENGTH_WORD[value]}`;

export function claims({ report, width }: Page): readonly string[] {
  const rows = ofKind(report, 'claims');
  if (rows.length === 0) return ['CLAIMS', ...wrap('No claims were assessed.', width, '  ')];
  const counts = standingCounts(rows);
  const lines = ['CLAIMS, by standing'];
  for (const standing of STANDINGS) lines.push(`  ${STANDING_WORD[standing].padEnd(13)} ${counts.get(standing) ?? 0} of ${rows.length}`);
  for (const row of rows) {
    lines.push('', ...wrap(`${STANDING_WORD[row.standing].toUpperCase()}  ${strength(row.strength)}  ${name(row.id)}`, width, '  '));
    lines.push(...wrap(`"${cut(prose(row.quote ?? row.title), 300)}"`, width, '    '));
    lines.push(...wrap(sentence(row.because), width, '    '));
    if (row.remainder !== undefined) lines.push(...wrap(`Not covered by any check: ${cut(prose(row.remainder), 300)}`, width, '    '));
    if (row.wording !== undefined) lines.push(...wrap(`Wording: ${cut(prose(row.wording), 300)}`, width, '    '));
  }
  return lines;
}

export function controls({ report, width }: Page): readonly string[] {
  const frameworks = report.run.frameworks.filter((row) => row.kind === 'controls');
  const lines: string[] = [];
  for (const framework of frameworks) {
    const rows = requirementsOf(report, framework);
    const counts = standingCounts(rows);
    const { checked, size } = coverage(report, framework);
    const of = size === undefined ? `${plural(checked, 'control')} with a check` : `${checked} of ${size} controls have a check`;
    const standings = STANDINGS.map(
      (standing) => `${STANDING_WORD[standing].toLowerCase()} ${counts.get(standing) ?? 0} of ${rows.length}`,
    );
    lines.push(...wrap(`${prose(framework.title)} ${name(framework.version)}: ${of}; ${standings.join(', ')}`, width, '  '));
  }
  const lost = unplaced(report);
  if (lost.length > 0) lines.push(...wrap(`${plural(lost.length, 'requirement')} of no named framework: see report.json`, width, '  '));
  if (lines.length === 0) return [];
  const meaning = 'A mapping says that evidence is relevant to a control, never that the control is met.';
  return ['CONTROLS', ...lines, ...wrap(meaning, width, '  ')];
}

export function checks({ report, width }: Page): readonly string[] {
  const byCheck = checkCounts(report.results);
  const findings = findingCounts(report.results);
  const total = VERDICTS.reduce((sum, verdict) => sum + findings[verdict], 0);
  const lines = ['VERDICTS'];
  for (const verdict of VERDICTS) {
    const waived = verdict === 'fail' && findings.waived > 0 ? ` (${number(findings.waived)} of them waived)` : '';
    const text =
      `${number(byCheck.get(verdict) ?? 0)} of ${plural(report.results.length, 'check')}, ` +
      `${number(findings[verdict])} of ${plural(total, 'finding')}${waived}`;
    lines.push(...wrap(text, width, `  ${VERDICT_WORD[verdict].padEnd(8)} `));
  }
  return lines;
}

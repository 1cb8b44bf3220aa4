/** Checks, findings, claims and controls, counted with their denominators. */
import { STANDINGS, VERDICTS } from '../../src/model.ts';
import { checkCounts, coverage, findingCounts, ofKind, standingCounts, unplaced } from '../facts.ts';
import { name, number, plural } from '../text.ts';
import { STANDING_WORD, VERDICT_WORD } from '../words.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

export function counts(page: Page): readonly string[] {
  return ['COUNTS', ...checks(page), ...claims(page), ...controls(page), ...waivers(page)];
}

function checks({ report: { results }, width }: Page): readonly string[] {
  const byCheck = checkCounts(results);
  const findings = findingCounts(results);
  const total = VERDICTS.reduce((sum, verdict) => sum + findings[verdict], 0);
  const row = (of: (verdict: (typeof VERDICTS)[number]) => number, all: number) =>
    VERDICTS.map((verdict) => `${VERDICT_WORD[verdict]} ${number(of(verdict))} of ${number(all)}`).join(', ');
  const waived = findings.waived > 0 ? `; ${number(findings.waived)} of the failed ones waived` : '';
  return [
    ...wrap(
      row((verdict) => byCheck.get(verdict) ?? 0, results.length),
      width,
      '  Checks    ',
    ),
    ...wrap(`${row((verdict) => findings[verdict], total)}${waived}`, width, '  Findings  '),
  ];
}

function claims({ report, width }: Page): readonly string[] {
  const rows = ofKind(report, 'claims');
  if (rows.length === 0) return wrap('none were assessed', width, '  Claims    ');
  const counted = standingCounts(rows);
  const text = STANDINGS.map((standing) => `${number(counted.get(standing) ?? 0)} ${STANDING_WORD[standing].toLowerCase()}`).join(', ');
  return wrap(`of ${number(rows.length)}: ${text}`, width, '  Claims    ');
}

/** Only how many have a check: what that says of each is not said in a line. */
function controls({ report, width }: Page): readonly string[] {
  const parts = report.run.frameworks
    .filter((row) => row.kind === 'controls')
    .map((framework) => {
      const { checked, size } = coverage(report, framework);
      return `${number(checked)} of ${size === undefined ? 'an unknown number' : number(size)} in ${name(framework.id)}`;
    });
  const lost = unplaced(report).length;
  if (lost > 0) parts.push(`${plural(lost, 'requirement')} of no named framework: see report.json`);
  if (parts.length === 0) return [];
  return wrap(`with a check, which is not to say met: ${parts.join(', ')}`, width, '  Controls  ');
}

function waivers({ report, width }: Page): readonly string[] {
  if (report.waivers.length === 0) return [];
  const of = (state: (typeof report.waivers)[number]['state']) => number(report.waivers.filter((row) => row.state === state).length);
  const text = `${of('applied')} of ${number(report.waivers.length)} applied (still FAIL), ${of('expired')} expired, ${of('matches-nothing')} matching nothing`;
  return wrap(text, width, '  Waivers   ');
}

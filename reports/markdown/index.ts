/** Short enough for a job's summary or a pull request: what stands, what fails, what could not be seen, and how to check this. */
import type { CheckResult, Renderer, Report } from '../../src/model.ts';
import { type Examples, examplesOf } from '../examples.ts';
import { checkCounts, findingCounts, gapGroups, ofKind, standingCounts } from '../facts.ts';
import { day, number, plural, when } from '../text.ts';
import { failedChecks, unknownChecks } from '../unknowns.ts';
import { bySeverity, REASON_MEANS, STANDING_WORD, STRENGTH_WORD, VERDICT_WORD } from '../words.ts';
import { compared, comparisonText } from './comparison.ts';
import { code, row, said } from './escape.ts';
import { overTime, periodText } from './period.ts';

/** Rows of one table. A comment on GitHub holds 65,536 characters, and all tables together must fit. */
const MOST = 25;

function table(head: readonly string[], rows: readonly (readonly string[])[], what: string): readonly string[] {
  if (rows.length === 0) return [];
  const left = rows.length - MOST;
  return [
    row(head),
    row(head.map(() => '---')),
    ...rows.slice(0, MOST).map(row),
    ...(left > 0 ? ['', `${plural(left, `more ${what}`)} in the whole report.`] : []),
    '',
  ];
}

function head({ run }: Report): readonly string[] {
  const demo =
    run.demo === undefined ? [] : ['', `> **Demonstration estate**, world ${code(run.demo)}: nothing here is about a real estate.`];
  const aborted = run.status === 'aborted' ? ['', '> **Aborted**: this run was interrupted. What it did not reach is unknown.'] : [];
  const period = `${day(run.period.from)} to ${day(run.period.to)}`;
  return [
    `## claimcheck: run ${run.seq}`,
    '',
    `Asked at ${when(run.startedAt)}, about ${period}. Exit status ${run.exit}.`,
    ...demo,
    ...aborted,
    '',
  ];
}

function counts(report: Report): readonly string[] {
  const checks = checkCounts(report.results);
  const findings = findingCounts(report.results);
  const rows = (['pass', 'fail', 'unknown', 'not_applicable'] as const).map((verdict) => [
    VERDICT_WORD[verdict],
    number(checks.get(verdict) ?? 0),
    `${number(findings[verdict])}${verdict === 'fail' && findings.waived > 0 ? `, ${number(findings.waived)} of them waived` : ''}`,
  ]);
  if (report.results.length === 0) return ['No check was run: nothing is known.', ''];
  return table(['', 'Checks', 'Findings'], rows, 'verdicts');
}

function claims(report: Report): readonly string[] {
  const rows = ofKind(report, 'claims');
  if (rows.length === 0) return [];
  const tally = [...standingCounts(rows)]
    .filter(([, count]) => count > 0)
    .map(([standing, count]) => `${number(count)} ${STANDING_WORD[standing].toLowerCase()}`);
  const order = ['contradicted', 'unproven', 'supported', 'established'];
  const told = rows
    .filter(({ standing }) => standing !== 'not-assessed')
    .sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing))
    .map((one) => [`**${STANDING_WORD[one.standing]}**`, STRENGTH_WORD[one.strength], said(one.quote ?? one.title)]);
  return [`### Claims: ${tally.join(', ')}`, '', ...table(['Standing', 'Evidence', 'Claim'], told, 'claims')];
}

function failed(report: Report, examples: Examples): readonly string[] {
  const rows = [...failedChecks(report)].sort(bySeverity).map((result) => {
    const example = examples.get(result.check);
    const waived = result.counts.waived > 0 ? `, ${number(result.counts.waived)} waived` : '';
    return [
      result.severity,
      code(result.check),
      howMany(result, result.counts.fail) + waived,
      example ? said(example.because) : said(result.title),
    ];
  });
  return rows.length === 0
    ? []
    : [`### Failed: ${plural(rows.length, 'check')}`, '', ...table(['Severity', 'Check', 'Failing', 'For one'], rows, 'failed checks')];
}
const howMany = ({ population }: CheckResult, count: number): string =>
  `${number(count)} of ${population.complete ? '' : 'at least '}${number(population.size)}`;

function unknown(report: Report): readonly string[] {
  const rows = [...unknownChecks(report)]
    .sort(bySeverity)
    .map((result) => [
      result.severity,
      code(result.check),
      result.reasons.length === 0
        ? said(result.title)
        : result.reasons.map((reason) => `${REASON_MEANS[reason]} (${code(reason)})`).join('; '),
    ]);
  const gaps = gapGroups(report).map(({ operation, reason, permission, inSubjects }) => [
    code(operation),
    code(reason),
    permission === undefined ? '' : code(permission),
    number(inSubjects),
  ]);
  if (rows.length === 0 && gaps.length === 0) return [];
  return [
    `### Unknown: ${plural(rows.length, 'check')}`,
    '',
    'Neither passed nor failed: it could not be determined.',
    '',
    ...table(['Severity', 'Check', 'Why'], rows, 'unknown checks'),
    ...table(['What was not answered', 'Why', 'Permission that would help', 'Subjects'], gaps, 'unanswered questions'),
  ];
}

function foot({ run }: Report): readonly string[] {
  const policy = `policy ${code(run.digests.policy)}`;
  return [
    '---',
    `claimcheck ${code(run.tool.version)}, run ${code(run.id)}, ${policy}. The sealed run in the locker holds the evidence.`,
    '',
  ];
}

const markdown: Renderer = {
  id: 'markdown',
  title: 'A short summary for jobs and pull requests',
  mediaType: 'text/markdown; charset=utf-8',
  file: 'summary.md',
  beside: ['comparison', 'overTime'],
  async days(table) {
    return { name: 'period.md', mediaType: markdown.mediaType, bytes: new TextEncoder().encode(periodText(table)) };
  },
  async comparison(comparison) {
    return { name: 'comparison.md', mediaType: markdown.mediaType, bytes: new TextEncoder().encode(comparisonText(comparison)) };
  },
  async render(report, findings) {
    const examples = await examplesOf(findings);
    const parts = [
      head(report),
      counts(report),
      claims(report),
      compared(report),
      overTime(report),
      failed(report, examples),
      unknown(report),
      foot(report),
    ];
    return { name: markdown.file, mediaType: markdown.mediaType, bytes: new TextEncoder().encode(parts.flat().join('\n')) };
  },
};
export default markdown;

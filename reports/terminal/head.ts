/** Who was asked, when, as whom; and what was left out. */
import type { ScopeEntry } from '../../src/model.ts';
import { isUnknown } from '../facts.ts';
import { day, name, number, plural, sentence, when } from '../text.ts';
import { clip, firstOf, grouped } from './short.ts';
import type { Page } from './summary.ts';
import { columns, wrap } from './wrap.ts';

/** How many reasons for leaving something out are named for one source. */
const REASONS_PER_SOURCE = 3;
/** How many of the things left out for one reason are named. */
const NAMES_PER_REASON = 3;

export function head({ report: { run }, width }: Page): readonly string[] {
  const lines = [...wrap(`claimcheck ${name(run.tool.version)}: run ${name(run.id)}, number ${run.seq}`, width), '='.repeat(width)];
  if (run.demo !== undefined) {
    lines.push(...wrap(`DEMONSTRATION ESTATE, world "${name(run.demo)}": nothing below is about a real estate.`, width, '! '));
  }
  if (run.status === 'aborted') lines.push(...wrap('ABORTED: this run was interrupted. What it did not reach is unknown.', width, '! '));
  // beyond a number of rows report.json leaves them to findings.jsonl
  const all = run.findings.inline ? 'the JSON report says' : `the JSON report and ${run.findings.file} say`;
  return [...lines, ...wrap(`This is a summary: the PDF report says more, ${all} everything.`, width)];
}

export function asked({ report: { run, scope }, width }: Page): readonly string[] {
  const lines = ['WHO WAS ASKED'];
  const period = `${day(run.period.from)} to ${day(run.period.to)}`;
  lines.push(...wrap(`asked at ${when(run.startedAt)}, about the period ${period}`, width, '  '));
  if (scope.length === 0) lines.push(...wrap('Nobody: no source is configured.', width, '  '));
  return [...lines, ...scope.flatMap((entry) => source(entry, width))];
}

function source(entry: ScopeEntry, width: number): readonly string[] {
  const hidden = entry.subjects.filter((subject) => subject.gap !== undefined).length;
  const without = hidden === 0 ? '' : `, ${number(hidden)} of them could not be looked at`;
  const start = `${name(`${entry.source}/${entry.name}`)}: ${plural(entry.subjects.length, 'subject')}${without}, asked as `;
  // two lines less their indents and the words that do not fit at the end of the first
  const room = Math.max(24, 2 * (width - 4) - 12 - columns(start));
  return [...wrap(`${start}${clip(principal(entry), room)}`, width, '  '), ...excluded(entry, width)];
}

function principal({ principal: who }: ScopeEntry): string {
  if (!isUnknown(who)) return name(who.id);
  const { reason, detail } = who.$unknown;
  return `UNKNOWN (${reason}): ${sentence(detail)}`;
}

function excluded(entry: ScopeEntry, width: number): readonly string[] {
  const groups = [...grouped([...entry.excluded], (out) => out.because)].sort(([, a], [, b]) => b.length - a.length);
  const lines = groups.slice(0, REASONS_PER_SOURCE).flatMap(([because, outs]) => {
    const names = firstOf(
      outs.map((out) => name(out.id)),
      Number.POSITIVE_INFINITY,
      { most: NAMES_PER_REASON },
    );
    return wrap(`${number(outs.length)} not looked at (${clip(sentence(because), width)}): ${names}`, width, '    ');
  });
  const rest = groups.slice(REASONS_PER_SOURCE);
  if (rest.length === 0) return lines;
  const count = rest.reduce((sum, [, outs]) => sum + outs.length, 0);
  return [
    ...lines,
    ...wrap(`${number(count)} more not looked at, for ${plural(rest.length, 'other reason')}: see the report`, width, '    '),
  ];
}

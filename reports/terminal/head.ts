/** Who was asked, when, what to do next, and where the evidence is. */
import type { ScopeEntry } from '../../src/model.ts';
import { gapGroups, isUnknown } from '../facts.ts';
import { cut, name, number, plural, prose, sentence, when } from '../text.ts';
import { failedChecks, unknownChecks } from '../unknowns.ts';
import { bySeverity, remedyFor } from '../words.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

export function head({ report: { run }, width }: Page): readonly string[] {
  const lines = [...wrap(`claimcheck ${name(run.tool.version)}: run ${name(run.id)}, number ${run.seq}`, width), '='.repeat(width)];
  if (run.demo !== undefined) {
    lines.push(...wrap(`DEMONSTRATION ESTATE, world "${name(run.demo)}": nothing below is about a real estate.`, width, '! '));
  }
  if (run.status === 'aborted') lines.push(...wrap('ABORTED: this run was interrupted. What it did not reach is unknown.', width, '! '));
  return lines;
}

export function asked({ report: { run, scope }, width }: Page): readonly string[] {
  const lines = ['WHO WAS ASKED, AND WHEN'];
  lines.push(...wrap(`${when(run.startedAt)} to ${when(run.finishedAt)}`, width, '  '));
  lines.push(...wrap(`period ${when(run.period.from)} to ${when(run.period.to)}`, width, '  '));
  if (scope.length === 0) lines.push(...wrap('Nobody: no source is configured.', width, '  '));
  return [...lines, ...scope.flatMap((entry) => source(entry, width))];
}

function source(entry: ScopeEntry, width: number): readonly string[] {
  const lines = [...wrap(name(`${entry.source}/${entry.name}`), width, '  ')];
  if (isUnknown(entry.principal)) {
    const gap = entry.principal.$unknown;
    lines.push(...wrap(`as UNKNOWN (${gap.reason}): ${sentence(gap.detail)}`, width, '    '));
  } else lines.push(...wrap(`as ${name(entry.principal.id)} (${name(entry.principal.detail)})`, width, '    '));
  const shown = entry.subjects.slice(0, 6).map((subject) => name(subject.key));
  const more = entry.subjects.length > shown.length ? `, and ${number(entry.subjects.length - shown.length)} more` : '';
  lines.push(
    ...wrap(`${plural(entry.subjects.length, 'subject')}${shown.length > 0 ? `: ${shown.join(', ')}${more}` : ''}`, width, '    '),
  );
  for (const out of entry.excluded) lines.push(...wrap(`not looked at: ${name(out.id)}, because ${sentence(out.because)}`, width, '    '));
  return lines;
}

/** What to do, most pressing first: repair, then grant, then look after waivers. */
export function next({ report, width }: Page): readonly string[] {
  const steps = [
    ...[...failedChecks(report)]
      .filter((row) => row.counts.fail > row.counts.waived || row.counts.fail === 0)
      .sort(bySeverity)
      .map((row) => `Repair ${name(row.check)} (${row.severity}): ${cut(prose(row.remedy), 200)}`),
    ...[
      ...new Set(
        gapGroups(report).map((group) =>
          group.permission === undefined
            ? remedyFor(group.reason)
            : `Grant ${name(group.permission)} to the reading principal, and run again.`,
        ),
      ),
    ],
    ...report.waivers
      .filter((row) => row.state !== 'applied')
      .map((row) =>
        row.state === 'expired'
          ? `Renew or repair: the waiver of ${name(row.check)} for ${name(row.resource)} expired on ${when(row.until)}.`
          : `Remove the waiver of ${name(row.check)} for ${name(row.resource)}: it matches nothing.`,
      ),
  ];
  // A check may be unknown without a gap: it was not run, or nobody has signed.
  const reasons = unknownChecks(report)
    .flatMap((row) => row.reasons)
    .filter((reason) => !report.gaps.some((gap) => gap.reason === reason));
  steps.push(...[...new Set(reasons.map(remedyFor))].filter((step) => !steps.includes(step)));
  if (steps.length === 0) {
    const rest =
      report.results.length === 0 ? 'Nothing was judged: select checks and configure sources.' : 'Nothing. Hand over the report.';
    return ['WHAT TO DO NEXT', ...wrap(rest, width, '  ')];
  }
  return ['WHAT TO DO NEXT', ...steps.flatMap((step, index) => wrap(step, width, `${String(index + 1).padStart(3)}. `))];
}

export function verification({ report: { run }, width }: Page): readonly string[] {
  const previous = run.previous === null ? 'none, this is the first' : run.previous;
  const rows = [
    `run ${name(run.id)}, number ${run.seq}, ${run.status}, exit ${run.exit}`,
    `${plural(run.findings.total, 'finding')} in ${run.findings.file}`,
    `${plural(run.requests.sent, 'request')} sent, ${number(run.requests.retried)} retried, ${run.requests.mutating} that change anything`,
    `policy ${run.digests.policy}`,
    `config ${run.digests.config}`,
    `previous run ${previous}`,
    `To judge the same answers again, offline: claimcheck evaluate --run ${name(run.id)}`,
    `To check that nothing was altered, in the locker: sha256sum -c runs/${String(run.seq).padStart(8, '0')}/SHA256SUMS`,
  ];
  return ['WHERE THE EVIDENCE IS', ...rows.flatMap((row) => wrap(row, width, '  '))];
}

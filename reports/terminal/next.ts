/** What to do, in at most five steps, and where the evidence is. */
import type { Report } from '../../src/model.ts';
import { gapGroups } from '../facts.ts';
import { name, number, plural } from '../text.ts';
import { failedChecks, unknownChecks } from '../unknowns.ts';
import { bySeverity, remedyFor } from '../words.ts';
import { firstOf } from './short.ts';
import type { Page } from './summary.ts';
import { wrap } from './wrap.ts';

/** How many repairs are named. */
const REPAIRS = 3;

/** Grants come first: what nobody can see may be worse than what is known to be broken. */
export function next({ report, width }: Page): readonly string[] {
  const steps = [...grants(report, width), ...repairs(report), ...others(report, width)];
  if (steps.length === 0) {
    const rest =
      report.results.length === 0 ? 'Nothing was judged: select checks and configure sources.' : 'Nothing. Hand over the report.';
    return ['WHAT TO DO NEXT', ...wrap(rest, width, '  ')];
  }
  return ['WHAT TO DO NEXT', ...steps.flatMap((step, index) => wrap(step, width, `  ${index + 1}. `))];
}

function grants(report: Report, width: number): readonly string[] {
  const permissions = [...new Set(gapGroups(report).flatMap((group) => group.permission ?? []))].map(name);
  return permissions.length === 0 ? [] : [`Grant ${firstOf(permissions, 3 * width - 40, { between: '; ' })}; then run again.`];
}

function repairs(report: Report): readonly string[] {
  // what is waived as a whole has been decided; a check that fails without any row has not
  const open = failedChecks(report).filter((row) => row.counts.fail > row.counts.waived || row.counts.fail === 0);
  const more = open.length - REPAIRS;
  return [...open]
    .sort(bySeverity)
    .slice(0, REPAIRS)
    .map((row, index) => {
      const rest = index === REPAIRS - 1 && more > 0 ? `; and ${number(more)} more` : '';
      return `claimcheck explain ${name(row.check)} (${row.severity})${rest}`;
    });
}

/** Attestations, other remedies of what is unknown, and waivers that no longer do anything: one step. */
function others(report: Report, width: number): readonly string[] {
  const unsigned = unknownChecks(report).filter((row) => row.reasons.some((reason) => reason.startsWith('attestation_')));
  // A check may be unknown without a gap: it was not run, or nobody could be asked.
  const reasons = [
    ...gapGroups(report).flatMap((group) => (group.permission === undefined ? [group.reason] : [])),
    ...unknownChecks(report).flatMap((row) => row.reasons.filter((reason) => !report.gaps.some((gap) => gap.reason === reason))),
  ].filter((reason) => !reason.startsWith('attestation_') || unsigned.length === 0);
  const idle = report.waivers.filter((row) => row.state !== 'applied').length;
  const parts = [
    ...(unsigned.length > 0
      ? [
          `Attest, with an end date: ${firstOf(
            unsigned.map((row) => name(row.check)),
            width - 36,
          )}`,
        ]
      : []),
    ...(idle > 0 ? [`Renew, or remove, ${plural(idle, 'waiver')} expired or matching nothing`] : []),
    ...[...new Set(reasons.map(remedyFor))].map((remedy) => remedy.replace(/\.$/, '')),
  ];
  return parts.length === 0 ? [] : [`${firstOf(parts, 3 * width - 40, { between: '. ', rest: '. In the report: ' })}.`];
}

/** As `claimcheck --help` has it. */
const EXIT_MEANS: Readonly<Record<number, string>> = {
  0: 'all pass or are not applicable',
  1: 'something fails',
  3: 'something is unknown',
  4: 'something fails and something is unknown',
};

export function verification({ report: { run }, width }: Page): readonly string[] {
  const rows = [
    `run ${name(run.id)}, number ${run.seq}, ${run.status}`,
    `exit ${run.exit}: ${EXIT_MEANS[run.exit] ?? 'see claimcheck --help'}`,
    `${plural(run.requests.sent, 'request')} sent, ${number(run.requests.retried)} retried, ${run.requests.mutating} that change anything`,
    `judge the same answers again, offline: claimcheck evaluate --run ${run.seq}`,
    `was anything altered? in the locker: sha256sum -c runs/${String(run.seq).padStart(8, '0')}/SHA256SUMS`,
    `all of it, ${plural(run.findings.total, 'finding')}, digests, as PDF and JSON: claimcheck report --run ${run.seq}`,
  ];
  return ['WHERE THE EVIDENCE IS', ...rows.flatMap((row) => wrap(row, width, '  '))];
}

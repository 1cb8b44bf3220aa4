/** What stands behind an unknown: the refused questions of the same subject, and the permissions that would answer them. */
import type { CheckResult, Report, SubjectResult } from '../src/model.ts';
import { en } from './messages/en.ts';
import type { Words } from './messages/index.ts';

type ReportGap = Report['gaps'][number];

/** Checks of which something is unknown: as a whole, or for some resource while another one already failed. */
export function unknownChecks(report: Report): readonly CheckResult[] {
  return report.results.filter((row) => row.verdict === 'unknown' || row.counts.unknown > 0);
}
export function failedChecks(report: Report): readonly CheckResult[] {
  return report.results.filter((row) => row.verdict === 'fail' || row.counts.fail > 0);
}

/** The gaps behind a subject's unknown: those whose recorded refusal its findings cite; else those of its reasons. */
export function gapsBehind(report: Report, result: CheckResult, subject: SubjectResult): readonly ReportGap[] {
  const own = report.gaps.filter((gap) => gap.subject === subject.key && gap.collector === result.about);
  const here = own.filter((gap) => subject.reasons.includes(gap.reason));
  const cited = new Set(subject.findings.flatMap((row) => (row.verdict === 'unknown' ? row.evidence : [])));
  const exact = here.filter((gap) => gap.evidence?.some((digest) => cited.has(digest)) === true);
  return exact.length > 0 ? exact : here;
}

/** Why a check's subject is unknown, and what would help: sentences, most telling first. */
export function whyUnknown(
  report: Report,
  result: CheckResult,
  subject: SubjectResult,
  t: Words = en,
): { readonly why: string; readonly helps: string } {
  const why = subject.reasons.map((reason) => `${t.reasonMeans[reason]} (${reason})`).join('; ');
  const gaps = gapsBehind(report, result, subject);
  const permissions = [...new Set(gaps.flatMap((gap) => gap.permission ?? []))].sort();
  if (permissions.length > 0) return { why, helps: t.unknowns.grant(permissions.join(', ')) };
  const remedies = [...new Set(subject.reasons.map((reason) => t.remedy[reason]))];
  return {
    why: why === '' ? t.unknowns.noReason : why,
    helps: remedies.length > 0 ? remedies.join(' ') : t.unknowns.lookAtEvidence,
  };
}

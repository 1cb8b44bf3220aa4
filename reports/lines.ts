/** Every verdict of a run as a line of its own: each finding, and what a check says of a subject where no finding says it. */
import type { CheckResult, Finding, FindingRow, Report, SubjectResult } from '../src/model.ts';
import { whyUnknown } from './unknowns.ts';
import { VERDICT_MEANS } from './words.ts';

export interface Line {
  readonly result: CheckResult;
  /** One object for all lines of one check about one subject: a new one begins where it changes. */
  readonly subject: SubjectResult;
  readonly finding: Finding;
  /** It is about the subject, not about a resource of it. */
  readonly whole: boolean;
}

/**
 * The findings in their order, one check about one subject after the other. A format that shows rows would lose what has none: a
 * subject of which nothing was read, a check that nobody was asked for. Throws when rows are missing: a row never vanishes.
 */
export async function* lines(report: Report, findings: () => AsyncIterable<FindingRow>): AsyncIterable<Line> {
  const open = openSubjects(report);
  let said: Set<string> = new Set();
  let now: { result: CheckResult; subject: SubjectResult } | undefined;
  let read = 0;
  for await (const row of findings()) {
    read += 1;
    if (row.check !== now?.result.check || row.subject.key !== now.subject.key) {
      if (now && !said.has(now.subject.verdict)) yield whole(report, now.result, now.subject);
      now = open.take(row);
      said = new Set();
    }
    said.add(row.verdict);
    yield { ...now, finding: row, whole: row.resource.id === now.subject.id };
  }
  if (now && !said.has(now.subject.verdict)) yield whole(report, now.result, now.subject);
  if (read !== report.run.findings.total) {
    throw new Error(`the report counts ${report.run.findings.total} findings, and ${read} could be read`);
  }
  for (const { result, subject } of open.left()) yield whole(report, result, subject);
}

/** How many lines a subject has, by verdict. */
export function counted({ counts, verdict }: SubjectResult): SubjectResult['counts'] {
  return counts[verdict] > 0 ? counts : { ...counts, [verdict]: 1 };
}
/** The subjects of a check; of one that has none, somebody who stands for nobody. */
export function subjectsOf(result: CheckResult): readonly SubjectResult[] {
  if (result.subjects.length > 0) return result.subjects;
  const { verdict, reasons, population, counts } = result;
  return [{ key: '(nobody)', id: '(nobody)', label: 'nobody was asked', verdict, reasons, population, counts, findings: [] }];
}

function openSubjects(report: Report) {
  const all = new Map(
    report.results.map((result) => [result.check, { result, subjects: new Map(subjectsOf(result).map((one) => [one.key, one])) }]),
  );
  const taken = new Set<SubjectResult>();
  return {
    take(row: FindingRow) {
      const found = all.get(row.check);
      const subject = found?.subjects.get(row.subject.key);
      if (!found || !subject) throw new Error(`a finding is about ${row.check} at ${row.subject.key}, which the report does not have`);
      taken.add(subject);
      return { result: found.result, subject };
    },
    *left() {
      for (const { result, subjects } of all.values()) {
        for (const subject of subjects.values()) if (!taken.has(subject)) yield { result, subject };
      }
    },
  };
}

function whole(report: Report, result: CheckResult, subject: SubjectResult): Line {
  const { verdict, reasons, population, id, label } = subject;
  const told = verdict === 'unknown' ? whyUnknown(report, result, subject) : undefined;
  const because = told ? `${told.why}. ${told.helps}` : `${VERDICT_MEANS[verdict]} ${population.proof}`;
  const reason = verdict === 'unknown' ? { reason: reasons[0] ?? ('no_results' as const) } : {};
  return { result, subject, whole: true, finding: { resource: { id, name: label }, verdict, because, evidence: [], ...reason } };
}

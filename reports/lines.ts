/** Every verdict of a run as a line of its own: each finding, and what a check says of a subject where no finding says it. */
import type { CheckResult, Finding, FindingRow, Report, SubjectResult, SubjectRow } from '../src/model.ts';
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
export async function* lines(
  report: Report,
  findings: () => AsyncIterable<FindingRow>,
  subjects?: () => AsyncIterable<SubjectRow>,
): AsyncIterable<Line> {
  if (report.run.subjects !== undefined && subjects) return yield* streamed(report, findings(), subjects());
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

/** Both in one order: of each subject its row, and then as many findings as it counts. */
async function* streamed(report: Report, findings: AsyncIterable<FindingRow>, subjects: AsyncIterable<SubjectRow>): AsyncIterable<Line> {
  const results = new Map(report.results.map((result) => [result.check, result]));
  const asked = new Set<string>();
  const rows = findings[Symbol.asyncIterator]();
  let [heard, read] = [0, 0];
  for await (const { check, ...row } of subjects) {
    const result = results.get(check);
    if (!result) throw new Error(`a subject is about ${check}, which the report does not have`);
    heard += 1;
    asked.add(check);
    const subject: SubjectResult = { ...row, findings: [] };
    const said = new Set<string>();
    const { pass, fail, unknown, not_applicable: none } = row.counts;
    for (let left = pass + fail + unknown + none; left > 0; left -= 1) {
      const step = await rows.next();
      if (step.done || step.value.check !== check || step.value.subject.key !== row.key)
        throw new Error(`${check} at ${row.key} counts ${left} findings more than could be read`);
      read += 1;
      said.add(step.value.verdict);
      yield { result, subject, finding: step.value, whole: step.value.resource.id === row.id };
    }
    if (!said.has(row.verdict)) yield whole(report, result, subject);
  }
  const { findings: due, subjects: counted } = report.run;
  if (heard !== counted?.total) throw new Error(`the report counts ${counted?.total} checks x subjects, and ${heard} could be read`);
  if (read !== due.total || !(await rows.next()).done) throw new Error(`the report counts ${due.total} findings, and others could be read`);
  for (const result of report.results)
    if (!asked.has(result.check)) for (const subject of subjectsOf(result)) yield whole(report, result, subject);
}

/** How many lines a subject has, by verdict. */
export function counted({ counts, verdict }: Pick<SubjectResult, 'counts' | 'verdict'>): SubjectResult['counts'] {
  return counts[verdict] > 0 ? counts : { ...counts, [verdict]: 1 };
}
/** The subjects of a check, none when they stand in a file of their own; of one that has none, somebody who stands for nobody. */
export function subjectsOf(result: CheckResult): readonly SubjectResult[] {
  if (result.subjects.length > 0 || (result.subjectCount ?? 0) > 0) return result.subjects;
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

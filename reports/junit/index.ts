/**
 * JUnit XML: a suite for each check about each subject, a case for each resource. A failure is a failure, waived or not; what could not
 * be determined is an error, since `skipped` would be counted as well; what does not apply is skipped.
 */
import type { Counts, Renderer, Report, SubjectResult } from '../../src/model.ts';
import { counted, type Line, lines, subjectsOf } from '../lines.ts';
import { json } from '../machine.ts';
import { bytesOf } from '../stream.ts';
import { name, sentence, visible } from '../text.ts';

/** XML 1.0 has no way to write most control characters: https://www.w3.org/TR/xml/#charsets. What does not show is an escape already. */
export const xml = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const sum = ({ pass, fail, unknown, not_applicable }: Counts) => pass + fail + unknown + not_applicable;
type Tallied = Pick<SubjectResult, 'verdict' | 'counts'>;
const errors = (subject: Tallied) => (subject.verdict === 'pass' ? 0 : counted(subject).unknown);
const skipped = (subject: Tallied) => sum(counted(subject)) - counted(subject).pass - counted(subject).fail - errors(subject);

/** Where one that is good is enough, and there is one, the others are not needed: what is unknown of them makes no build fail. */
const idle = ({ subject, finding }: Line): boolean => subject.verdict === 'pass' && finding.verdict === 'unknown';

function outcome(line: Line): string {
  const { result, finding } = line;
  const { verdict, reason, because, waiver, observed, evidence } = finding;
  const why = xml(sentence(because));
  if (verdict === 'pass') return '';
  if (verdict === 'not_applicable') return `<skipped>not applicable: ${why}</skipped>`;
  if (idle(line)) return `<skipped>unknown (${reason}), and not needed for the check to pass: ${why}</skipped>`;
  const more = [
    observed ? `observed: ${sentence(json(observed))}` : '',
    waiver ? `risk accepted by ${waiver.approvedBy} until ${waiver.until}: ${waiver.reason}` : '',
    `what to do: ${result.remedy}`,
    evidence.length > 0 ? `evidence: ${evidence.join(' ')}` : '',
  ]
    .filter((text) => text !== '')
    .map((text) => xml(text))
    .join('\n');
  if (verdict === 'fail') return `<failure type="${waiver ? 'fail (waived)' : 'fail'}" message="${why}">${more}</failure>`;
  return `<error type="unknown: ${reason}" message="unknown (${reason}): ${why}">${more}</error>`;
}

function opening({ result, subject }: Line, { run }: Report): string {
  const counts = counted(subject);
  const numbers = `tests="${sum(counts)}" failures="${counts.fail}" errors="${errors(subject)}" skipped="${skipped(subject)}"`;
  const properties = [
    ['check', result.check],
    ['severity', result.severity],
    ['evidence', result.evidence],
    ['subject', subject.key],
    ['verdict', subject.verdict],
    ['population', `${subject.population.size}, ${subject.population.complete ? 'complete' : 'incomplete'}: ${subject.population.proof}`],
    ['run', run.id],
    ...(run.demo === undefined ? [] : [['demo', run.demo]]),
  ];
  // the schema's own form has no time zone: https://github.com/jenkinsci/xunit-plugin
  const when = run.startedAt.slice(0, 19);
  const head = `<testsuite name="${xml(`${result.check} at ${subject.key}`)}" ${numbers} time="0" timestamp="${when}" hostname="localhost">`;
  const list = properties.map(([key, value]) => `<property name="${key}" value="${xml(sentence(String(value)))}"/>`);
  return `${head}\n<properties>${list.join('')}</properties>\n`;
}

async function* document(report: Report, rows: AsyncIterable<Line>): AsyncIterable<string> {
  // a check whose subjects stand in a file of their own has their counts together
  const tallies = report.results.flatMap((one): readonly Tallied[] => (one.subjectCount === undefined ? subjectsOf(one) : [one]));
  const total = (of: (tally: Tallied) => number) => tallies.reduce((all, one) => all + of(one), 0);
  const numbers = `tests="${total((one) => sum(counted(one)))}" failures="${total((one) => counted(one).fail)}" errors="${total(errors)}"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="claimcheck run ${xml(report.run.id)}" ${numbers} time="0">\n`;
  let open: Line['subject'] | undefined;
  for await (const line of rows) {
    if (line.subject !== open) {
      if (open) yield '</testsuite>\n';
      yield opening(line, report);
      open = line.subject;
    }
    const { resource } = line.finding;
    const title = line.whole
      ? 'the subject as a whole'
      : resource.name === resource.id
        ? name(resource.id)
        : `${name(resource.name)} (${name(resource.id)})`;
    yield `<testcase classname="${xml(line.result.check)}" name="${xml(title)}" time="0">${outcome(line)}</testcase>\n`;
  }
  yield open ? '</testsuite>\n</testsuites>\n' : '</testsuites>\n';
}

const junit: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'junit',
  title: 'JUnit XML for build servers',
  mediaType: 'application/xml',
  file: 'junit.xml',
  async render(report, findings, subjects) {
    return { name: junit.file, mediaType: junit.mediaType, bytes: bytesOf(document(report, lines(report, findings, subjects))) };
  },
};
export default junit;

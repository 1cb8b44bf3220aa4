/** What was seen, as OSCAL observations: one for what a check says of a subject, and one for each thing it says it of. */
import type { EvidenceKind, Report } from '../../src/model.ts';
import type { Line } from '../lines.ts';
import { exact, json } from '../machine.ts';
import { marked } from '../marked.ts';
import { named, props } from '../oscal.ts';

/** How it was seen. A person's signed word is the nearest that OSCAL has to an interview. */
const METHOD: Readonly<Record<EvidenceKind, string>> = {
  operating: 'EXAMINE',
  config: 'EXAMINE',
  inventory: 'EXAMINE',
  probe: 'TEST',
  attested: 'INTERVIEW',
};

export const judgementId = (report: Report, check: string, subject: string): string => named(report, 'judgement', check, subject);
export const evidenceId = (report: Report, digest: string): string => named(report, 'evidence', digest);

/** Subjects that the document names as components. */
export type Named = ReadonlySet<string>;

function common(report: Report, { result, subject }: Line, known: Named) {
  return {
    methods: [METHOD[result.evidence]],
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': named(report, 'tool') }] }],
    ...(known.has(subject.key) && {
      subjects: [{ 'subject-uuid': named(report, 'subject', subject.key), type: 'component' }],
    }),
    collected: report.run.startedAt,
  };
}

/** The verdict of a check about a subject, with what it rests on. */
export function judgement(report: Report, line: Line, known: Named): string {
  const { result, subject } = line;
  const { population, counts, verdict, reasons } = subject;
  const size = `${population.size} in the population, ${population.complete ? 'read whole' : 'not read whole'} (${population.proof})`;
  const tally = `${counts.pass} pass, ${counts.fail} fail (${counts.waived} of them waived), ${counts.unknown} unknown, ${counts.not_applicable} not applicable`;
  return json({
    uuid: judgementId(report, result.check, subject.key),
    title: marked(result.title),
    description: marked(`${result.check} about ${subject.key}: ${verdict}. ${tally}; ${size}.`),
    props: props({
      check: result.check,
      verdict,
      reasons: reasons.join(' '),
      severity: result.severity,
      evidence: result.evidence,
      'population-size': population.size,
      'population-complete': population.complete,
    }),
    types: ['control-objective'],
    ...common(report, line, known),
    ...(verdict === 'unknown' && { remarks: 'Unknown: neither passed nor failed. It establishes nothing.' }),
  });
}

/** What it says of one resource. */
export function observation(report: Report, line: Line, known: Named): string {
  const { result, subject, finding } = line;
  const { resource, verdict, reason, because, evidence, waiver } = finding;
  return json({
    uuid: observationId(report, line),
    title: marked(`${verdict}: ${resource.name}`),
    description: marked(because),
    props: props({
      check: result.check,
      verdict,
      reason,
      subject: subject.key,
      'resource-id': exact(resource.id),
      observed: finding.observed && json(finding.observed),
      'waived-until': waiver?.until,
    }),
    types: ['finding'],
    ...common(report, line, known),
    ...(evidence.length > 0 && {
      'relevant-evidence': evidence.map((digest) => ({
        href: `#${evidenceId(report, digest)}`,
        description: marked(`recorded answer ${digest}`),
      })),
    }),
  });
}
/** A subject may say several things about itself: why each page of a list went unread. */
export const observationId = (report: Report, { result, subject, finding }: Line): string =>
  named(report, 'observation', result.check, subject.key, finding.resource.id, finding.verdict, finding.because);

/** What fails, as OSCAL risks: open, or accepted by somebody until a day. An accepted one is a failure all the same. */
import type { Report, Waiver } from '../../src/model.ts';
import type { Line } from '../lines.ts';
import { json } from '../machine.ts';
import { marked } from '../marked.ts';
import { named, props } from '../oscal.ts';
import { judgementId, observationId } from './observations.ts';

export const riskId = (report: Report, check: string, subject: string): string => named(report, 'risk', check, subject);

/** All that fails of a check about a subject and that nobody has accepted. */
export function open(report: Report, { result, subject }: Line): string {
  const { counts } = subject;
  return json({
    uuid: riskId(report, result.check, subject.key),
    title: marked(`Not so: ${result.title}`),
    description: marked(`${counts.fail - counts.waived} of ${subject.population.size} fail ${result.check} at ${subject.key}.`),
    statement: marked(result.remedy),
    props: props({ check: result.check, severity: result.severity, subject: subject.key }),
    status: 'open',
    remediations: [
      {
        uuid: named(report, 'remedy', result.check, subject.key),
        lifecycle: 'recommendation',
        title: 'What to do',
        description: marked(result.remedy),
      },
    ],
    'related-observations': [{ 'observation-uuid': judgementId(report, result.check, subject.key) }],
  });
}

/** `deviation-approved` and `accept` are NIST's and FedRAMP's own words for it. */
export function accepted(report: Report, line: Line, waiver: Waiver): string {
  const { result, subject, finding } = line;
  const path = [result.check, subject.key, finding.resource.id];
  return json({
    uuid: named(report, 'accepted', ...path),
    title: marked(`Accepted until ${waiver.until.slice(0, 10)}: ${finding.resource.name}`),
    description: marked(finding.because),
    statement: marked(`${waiver.reason} (${waiver.approvedBy})`),
    props: props({ check: result.check, severity: result.severity, subject: subject.key, 'accepted-by': waiver.approvedBy }),
    status: 'deviation-approved',
    deadline: waiver.until,
    remediations: [
      {
        uuid: named(report, 'acceptance', ...path),
        lifecycle: 'completed',
        title: 'Risk accepted',
        description: marked(waiver.reason),
        props: [{ name: 'type', value: 'accept' }],
      },
    ],
    'related-observations': [{ 'observation-uuid': observationId(report, line) }],
  });
}

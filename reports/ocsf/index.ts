/** A Compliance Finding for each verdict, one JSON document a line: what security lakes and SIEMs take in. */
import type { Finding, Renderer, Report, Severity, Verdict } from '../../src/model.ts';
import { type Line, lines } from '../lines.ts';
import { exact, json, type Relevant, relevance } from '../machine.ts';
import { bytesOf } from '../stream.ts';
import { linked, sentence } from '../text.ts';

/** https://schema.ocsf.io/1.3.0/classes/compliance_finding */
const VERSION = '1.3.0';
const CLASS = { category_uid: 2, category_name: 'Findings', class_uid: 2003, class_name: 'Compliance Finding' } as const;
const CREATED = { activity_id: 1, activity_name: 'Create', type_uid: 200301, type_name: 'Compliance Finding: Create' } as const;

const SEVERITY: Readonly<Record<Severity, readonly [number, string]>> = {
  critical: [5, 'Critical'],
  high: [4, 'High'],
  medium: [3, 'Medium'],
  low: [2, 'Low'],
  info: [1, 'Informational'],
};
/** 2, Warning, is left alone: what could not be determined is no milder kind of failure. */
const STATUS: Readonly<Record<Verdict, readonly [number, string]>> = {
  pass: [1, 'Pass'],
  fail: [3, 'Fail'],
  unknown: [0, 'Unknown'],
  not_applicable: [99, 'Not Applicable'],
};

/** What is the same for all lines of one check. */
type Shared = ReturnType<typeof sharedOf>;
function sharedOf(report: Report, { result }: Line, relevant: readonly Relevant[] = []) {
  const [severity_id, severity] = SEVERITY[result.severity];
  const standards = [...new Set(relevant.map(({ framework }) => framework.title))];
  const references = linked(result.remedy).flatMap(({ link }) => link ?? []);
  return {
    severity: { severity_id, severity },
    // the standard itself asks for one at least; a check that no framework of the run names is measured by its own policy
    standards: standards.length > 0 ? standards : [`claimcheck policy ${report.run.digests.policy}`],
    requirements: relevant.map(({ framework, id }) => `${framework.id}/${id}`),
    remediation: { desc: sentence(result.remedy), ...(references.length > 0 && { references }) },
    metadata: {
      version: VERSION,
      product: { name: 'claimcheck', vendor_name: 'claimcheck', version: report.run.tool.version },
      correlation_uid: report.run.id,
      event_code: result.check,
    },
  };
}

/** Lifecycle: an accepted risk is not "suppressed", which OCSF keeps for what is benign. It stays a failure that somebody signed for. */
function lifecycle({ waiver }: Finding) {
  if (!waiver) return { status_id: 1, status: 'New' };
  const detail = `accepted by ${waiver.approvedBy} until ${waiver.until}: ${waiver.reason}`;
  return { status_id: 99, status: 'Risk Accepted', status_detail: sentence(detail) };
}

function event({ run }: Report, { result, subject, finding, whole }: Line, shared: Shared): string {
  const { resource, verdict, reason, observed, evidence, waiver } = finding;
  const [status_id, status] = STATUS[verdict];
  const id = exact(resource.id);
  const because = sentence(finding.because);
  return json({
    ...CLASS,
    ...CREATED,
    ...shared.severity,
    ...lifecycle(finding),
    time: Date.parse(run.finishedAt),
    message: because,
    metadata: shared.metadata,
    finding_info: {
      uid: `${result.check}/${subject.key}/${id}`,
      title: result.title,
      ...(result.notes !== undefined && { desc: sentence(result.notes) }),
      product_uid: 'claimcheck',
    },
    compliance: {
      control: result.check,
      standards: shared.standards,
      ...(shared.requirements.length > 0 && { requirements: shared.requirements }),
      status_id,
      status,
      ...(reason !== undefined && { status_code: reason }),
      status_detail: because,
    },
    resources: [
      { uid: id, name: exact(resource.name), type: whole ? 'subject' : result.about, owner: { name: subject.label, uid: subject.id } },
    ],
    remediation: shared.remediation,
    unmapped: {
      run: run.id,
      verdict,
      subject: subject.key,
      ...(observed && { observed }),
      evidence,
      ...(waiver && { waiver: { ...waiver, resource: exact(waiver.resource) } }),
      ...(run.demo !== undefined && { demo: run.demo }),
    },
  });
}

async function* events(report: Report, all: AsyncIterable<Line>): AsyncIterable<string> {
  const relevant = relevance(report);
  const shared = new Map<string, Shared>();
  for await (const line of all) {
    const { check } = line.result;
    const same = shared.get(check) ?? sharedOf(report, line, relevant.get(check));
    shared.set(check, same);
    yield `${event(report, line, same)}\n`;
  }
}

const ocsf: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'ocsf',
  title: 'OCSF compliance findings, a line each',
  mediaType: 'application/x-ndjson',
  file: 'findings.ocsf.jsonl',
  async render(report, findings) {
    return { name: ocsf.file, mediaType: ocsf.mediaType, bytes: bytesOf(events(report, lines(report, findings))) };
  },
};
export default ocsf;

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

/** What is the same for all lines of one check, written once: of a million lines most is this. */
type Shared = ReturnType<typeof sharedOf>;
function sharedOf({ run }: Report, { result }: Line, relevant: readonly Relevant[] = []) {
  const [severity_id, severity] = SEVERITY[result.severity];
  const standards = [...new Set(relevant.map(({ framework }) => framework.title))];
  const references = linked(result.remedy).flatMap(({ link }) => link ?? []);
  const requirements = relevant.map(({ framework, id }) => `${framework.id}/${id}`);
  const product = { name: 'claimcheck', vendor_name: 'claimcheck', version: run.tool.version };
  const metadata = { version: VERSION, product, correlation_uid: run.id, event_code: result.check };
  return {
    head: members({ ...CLASS, ...CREATED, severity_id, severity, time: Date.parse(run.finishedAt), metadata }),
    finding: members({
      title: result.title,
      ...(result.notes !== undefined && { desc: sentence(result.notes) }),
      product_uid: 'claimcheck',
    }),
    compliance: members({
      control: result.check,
      // the standard itself asks for one at least; a check that no framework of the run names is measured by its own policy
      standards: standards.length > 0 ? standards : [`claimcheck policy ${run.digests.policy}`],
      ...(requirements.length > 0 && { requirements }),
    }),
    remediation: json({ desc: sentence(result.remedy), ...(references.length > 0 && { references }) }),
    unmapped: members({ run: run.id, ...(run.demo !== undefined && { demo: run.demo }) }),
  };
}
/** The members of an object without its braces, to be put beside others. */
const members = (object: object): string => json(object).slice(1, -1);

/** Lifecycle: an accepted risk is not "suppressed", which OCSF keeps for what is benign. It stays a failure that somebody signed for. */
function lifecycle({ waiver }: Finding) {
  if (!waiver) return { status_id: 1, status: 'New' };
  const detail = `accepted by ${waiver.approvedBy} until ${waiver.until}: ${waiver.reason}`;
  return { status_id: 99, status: 'Risk Accepted', status_detail: sentence(detail) };
}

function event({ result, subject, finding, whole }: Line, shared: Shared): string {
  const { resource, verdict, reason, observed, evidence, waiver } = finding;
  const [status_id, status] = STATUS[verdict];
  const id = exact(resource.id);
  const because = sentence(finding.because);
  const about = {
    uid: id,
    name: exact(resource.name),
    type: whole ? 'subject' : result.about,
    owner: { name: subject.label, uid: subject.id },
  };
  const judged = members({ status_id, status, ...(reason !== undefined && { status_code: reason }), status_detail: because });
  const more = members({
    verdict,
    subject: subject.key,
    ...(observed && { observed }),
    evidence,
    ...(waiver && { waiver: { ...waiver, resource: exact(waiver.resource) } }),
  });
  const uid = json(`${result.check}/${subject.key}/${id}`);
  return [
    `{${shared.head},${members({ ...lifecycle(finding), message: because })}`,
    `"finding_info":{"uid":${uid},${shared.finding}}`,
    `"compliance":{${shared.compliance},${judged}}`,
    `"resources":[${json(about)}],"remediation":${shared.remediation},"unmapped":{${shared.unmapped},${more}}}`,
  ].join(',');
}

async function* events(report: Report, all: AsyncIterable<Line>): AsyncIterable<string> {
  const relevant = relevance(report);
  const shared = new Map<string, Shared>();
  for await (const line of all) {
    const { check } = line.result;
    const same = shared.get(check) ?? sharedOf(report, line, relevant.get(check));
    shared.set(check, same);
    yield `${event(line, same)}\n`;
  }
}

const ocsf: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'ocsf',
  title: 'OCSF compliance findings, a line each',
  mediaType: 'application/x-ndjson',
  file: 'findings.ocsf.jsonl',
  async render(report, findings, subjects) {
    return { name: ocsf.file, mediaType: ocsf.mediaType, bytes: bytesOf(events(report, lines(report, findings, subjects))) };
  },
};
export default ocsf;

/**
 * SARIF 2.1.0, as code scanning takes it. Results are what fails and what is unknown. GitHub makes an alert of every result, whatever
 * its kind, so what passes and what does not apply stands in its rule's `properties` as counts, and no result is made of it.
 */
import type { Renderer, Report } from '../../src/model.ts';
import { type Line, lines } from '../lines.ts';
import { exact, hex, json, relevance } from '../machine.ts';
import { bytesOf, listed } from '../stream.ts';
import { sentence } from '../text.ts';
import { LEVEL, notifications, rule } from './rules.ts';

/**
 * A result must name a file of the repository. Nothing here is wrong in a file, so all of them name the one that says what was
 * looked at; which resource it is stands in `logicalLocations`, in the message and in the fingerprint.
 */
const FILE = { artifactLocation: { uri: 'claimcheck.yaml' }, region: { startLine: 1 } };

function result({ result: check, subject, finding }: Line, index: ReadonlyMap<string, number>): string {
  const { resource, verdict, reason, observed, evidence, waiver, because } = finding;
  const failed = verdict === 'fail';
  const id = exact(resource.id);
  // section 3.27.9: `open` is "insufficient information to decide"; any kind but `fail` has the level none (3.27.10)
  const unknown = `Unknown (${reason}): neither passed nor failed. `;
  return json({
    ruleId: check.check,
    ruleIndex: index.get(check.check),
    kind: failed ? 'fail' : 'open',
    level: failed ? LEVEL[check.severity] : 'none',
    message: { text: sentence(`${failed ? '' : unknown}${because} [${sentence(resource.name)} in ${subject.label}]`) },
    locations: [
      {
        physicalLocation: FILE,
        logicalLocations: [{ name: exact(resource.name), fullyQualifiedName: `${subject.key}/${id}`, kind: 'resource' }],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${hex([check.check, subject.key, resource.id].join('\0')).slice(0, 32)}:1` },
    ...(waiver && {
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: sentence(`${waiver.reason} (${waiver.approvedBy}, until ${waiver.until})`),
        },
      ],
    }),
    properties: { verdict, ...(reason !== undefined && { reason }), ...(observed && { observed }), evidence },
  });
}

async function* results(report: Report, all: AsyncIterable<Line>): AsyncIterable<string> {
  const index = new Map(report.results.map(({ check }, at) => [check, at]));
  for await (const line of all) {
    const { verdict } = line.finding;
    if (verdict === 'fail' || verdict === 'unknown') yield result(line, index);
  }
}

async function* document(report: Report, all: AsyncIterable<Line>): AsyncIterable<string> {
  const { run } = report;
  const relevant = relevance(report);
  const rules = report.results.map((one) => rule(one, relevant.get(one.check)));
  const driver = { name: 'claimcheck', semanticVersion: run.tool.version, informationUri: 'https://claimcheck.dev', rules };
  const properties = { run: run.id, verdicts: run.verdicts, standings: run.standings, ...(run.demo !== undefined && { demo: run.demo }) };
  const invocation = {
    executionSuccessful: run.status === 'sealed',
    exitCode: run.exit,
    startTimeUtc: run.startedAt,
    endTimeUtc: run.finishedAt,
    toolExecutionNotifications: notifications(report),
  };
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  yield `{"$schema":${json(schema)},"version":"2.1.0","runs":[{"tool":${json({ driver })},"automationDetails":{"id":"claimcheck/"},`;
  yield `"invocations":[${json(invocation)}],"columnKind":"utf16CodeUnits","properties":${json(properties)},"results":[`;
  yield* listed(results(report, all));
  yield '\n]}]}\n';
}

const sarif: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'sarif',
  title: 'SARIF 2.1.0 for code scanning: what fails and what is unknown',
  mediaType: 'application/sarif+json',
  file: 'report.sarif',
  async render(report, findings, subjects) {
    return { name: sarif.file, mediaType: sarif.mediaType, bytes: bytesOf(document(report, lines(report, findings, subjects))) };
  },
};
export default sarif;

/** OSCAL assessment results: requirements as findings, verdicts as observations, recorded answers in the back matter by their digest. */
import type { Renderer, Report } from '../../src/model.ts';
import { type Line, lines } from '../lines.ts';
import { json } from '../machine.ts';
import { marked } from '../marked.ts';
import { frameworkResource, metadata, named, props } from '../oscal.ts';
import { bytesOf, listed } from '../stream.ts';
import { findings, reviewed } from './findings.ts';
import { evidenceId, judgement, observation } from './observations.ts';
import { accepted, open } from './risks.ts';

/** What is found on the way through the lines, and written after them. Grows with what was recorded and accepted, not with the lines. */
interface Gleaned {
  readonly digests: Set<string>;
  readonly risks: string[];
}

async function* observations(report: Report, all: AsyncIterable<Line>, { digests, risks }: Gleaned): AsyncIterable<string> {
  const known = new Set(report.scope.flatMap(({ subjects }) => subjects.map(({ key }) => key)));
  let subject: Line['subject'] | undefined;
  for await (const line of all) {
    if (line.subject !== subject) {
      subject = line.subject;
      yield judgement(report, line, known);
      if (subject.counts.fail > subject.counts.waived) risks.push(open(report, line));
    }
    for (const digest of line.finding.evidence) digests.add(digest);
    if (line.finding.waiver) risks.push(accepted(report, line, line.finding.waiver));
    yield observation(report, line, known);
  }
}

/** An array may not be empty: its member is there only when something is in it. */
async function* member(name: string, items: AsyncIterable<string> | Iterable<string>): AsyncIterable<string> {
  let any = false;
  for await (const text of listed(each(items))) {
    if (!any) yield `,"${name}":[`;
    any = true;
    yield text;
  }
  if (any) yield '\n]';
}
async function* each(items: AsyncIterable<string> | Iterable<string>): AsyncIterable<string> {
  yield* items;
}

/** Whom we asked, and what with. */
function definitions(report: Report) {
  const components = report.scope.flatMap(({ source, subjects }) =>
    subjects.map(({ key, id, label, gap }) => ({
      uuid: named(report, 'subject', key),
      type: 'service',
      title: marked(label),
      description: marked(gap ? `${key}: could not be looked at: ${gap.detail}` : `${key}, answering as ${id}`),
      props: props({ source, key, id }),
      status: { state: gap ? 'other' : 'operational' },
    })),
  );
  const tool = {
    uuid: named(report, 'tool'),
    type: 'software',
    title: 'claimcheck',
    description: `claimcheck ${report.run.tool.version} on Node ${report.run.tool.node}`,
    status: { state: 'operational' },
  };
  const platform = { uuid: named(report, 'platform'), title: 'claimcheck', 'uses-components': [{ 'component-uuid': tool.uuid }] };
  return {
    ...(components.length > 0 && { components }),
    'assessment-assets': { components: [tool], 'assessment-platforms': [platform] },
  };
}

function* resources(report: Report, digests: ReadonlySet<string>): Iterable<string> {
  const { policy } = report.run.digests;
  const link = (digest: string) => {
    const value = digest.replace('sha256:', '');
    // where a locker and a bundle keep it
    return [{ href: `objects/sha256/${value.slice(0, 2)}/${value}`, hashes: [{ algorithm: 'SHA-256', value }] }];
  };
  yield json({
    uuid: named(report, 'policy'),
    title: 'The policy of this run: its checks, frameworks and parameters',
    description: 'There is no assessment plan beside it: this is what was planned.',
    rlinks: link(policy),
  });
  for (const framework of report.run.frameworks) yield json(frameworkResource(report, framework));
  for (const digest of digests) {
    yield json({
      uuid: evidenceId(report, digest),
      title: 'A recorded answer',
      props: props({ digest }),
      rlinks: link(digest),
    });
  }
}

async function* document(report: Report, all: AsyncIterable<Line>): AsyncIterable<string> {
  const { run } = report;
  const gleaned: Gleaned = { digests: new Set(report.gaps.flatMap(({ evidence = [] }) => evidence)), risks: [] };
  const head = {
    uuid: named(report, 'assessment-results'),
    metadata: metadata(report, 'Security assessment results'),
    'import-ap': { href: `#${named(report, 'policy')}`, remarks: 'The sealed policy stands for the assessment plan.' },
  };
  const result = {
    uuid: named(report, 'result'),
    title: marked(`claimcheck run ${run.id}`),
    description: marked(
      `${run.verdicts.pass} checks pass, ${run.verdicts.fail} fail, ${run.verdicts.unknown} are unknown, ${run.verdicts.not_applicable} do not apply.`,
    ),
    start: run.startedAt,
    end: run.finishedAt,
    props: props({ ...run.verdicts, ...run.standings, findings: run.findings.total, exit: run.exit }),
    'local-definitions': definitions(report),
    'reviewed-controls': reviewed(report),
  };
  yield `{"assessment-results":${json(head).slice(0, -1)},"results":[${json(result).slice(0, -1)}`;
  yield* member('observations', observations(report, all, gleaned));
  yield* member('risks', gleaned.risks);
  yield* member('findings', findings(report));
  yield '}],"back-matter":{"resources":[';
  yield* listed(each(resources(report, gleaned.digests)));
  yield '\n]}}}\n';
}

const oscal: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'oscal',
  title: 'OSCAL assessment results',
  mediaType: 'application/oscal+json',
  file: 'oscal-assessment-results.json',
  async render(report, rows, subjects) {
    return { name: oscal.file, mediaType: oscal.mediaType, bytes: bytesOf(document(report, lines(report, rows, subjects))) };
  },
};
export default oscal;

/**
 * Heimdall's own format (exec-json): a control for each check about each subject, a result for each resource. Heimdall calls a control
 * with any `error` a Profile Error, failed or not; so what is unknown beside a failure is a control of its own, and hides it not.
 */
import type { Renderer, Report, Severity } from '../../src/model.ts';
import { type Line, lines } from '../lines.ts';
import { exact, json, type Relevant, relevance } from '../machine.ts';
import { bytesOf } from '../stream.ts';
import { name, sentence } from '../text.ts';

/** Heimdall reads a severity from it, and "does not apply" from nought, so even the least is more than nought. */
const IMPACT: Readonly<Record<Severity, number>> = { critical: 1, high: 0.7, medium: 0.5, low: 0.3, info: 0.1 };
const NIST = 'nist-800-53-r5';

function opening({ run, waivers }: Report, { result, subject }: Line, relevant: readonly Relevant[] = [], apart: boolean): string {
  const waiver = apart ? undefined : waivers.find(({ check, state }) => check === result.check && state === 'applied');
  const nist = relevant.filter(({ framework }) => framework.id === NIST).map(({ id }) => id);
  const verdict = apart ? 'unknown' : subject.verdict;
  const head = {
    id: `${result.check} at ${subject.key}${apart ? ' (unknown)' : ''}`,
    title: result.title,
    desc: sentence(result.notes ?? result.title),
    descriptions: [{ label: 'fix', data: sentence(result.remedy) }],
    impact: verdict === 'not_applicable' ? 0 : IMPACT[result.severity],
    refs: [],
    source_location: { ref: result.check, line: 1 },
    tags: {
      severity: result.severity === 'info' ? 'low' : result.severity,
      ...(nist.length > 0 && { nist: [...nist, 'Rev_5'] }),
      check: result.check,
      subject: subject.key,
      verdict,
      reasons: subject.reasons,
      evidence: result.evidence,
      population: subject.population,
      requirements: relevant.map(({ framework, id }) => `${framework.id}/${id}`),
      run: run.id,
    },
    // never `skipped_due_to_waiver`: Heimdall would call the control not applicable
    ...(waiver && {
      waiver_data: { run: true, skipped_due_to_waiver: false, justification: sentence(waiver.reason), expiration_date: waiver.until },
    }),
  };
  return `${json(head).slice(0, -1)},"results":[`;
}

function outcome({ run }: Report, { subject, finding }: Line): string {
  const { resource, verdict, reason, because, waiver, observed, evidence } = finding;
  const said = sentence(because);
  const accepted = waiver ? ` Risk accepted by ${waiver.approvedBy} until ${waiver.until}: ${waiver.reason}` : '';
  const more = `${said}${sentence(accepted)}${observed ? ` Observed: ${sentence(json(observed))}` : ''}${evidence.length > 0 ? ` Evidence: ${evidence.join(' ')}` : ''}`;
  const base = { code_desc: name(resource.name), resource: exact(resource.id), start_time: run.startedAt };
  if (verdict === 'pass') return json({ status: 'passed', ...base });
  if (verdict === 'fail') return json({ status: 'failed', ...base, message: more });
  if (verdict === 'not_applicable') return json({ status: 'skipped', ...base, skip_message: `not applicable: ${said}` });
  // one that is good is enough, and there is one: an error would call the control one
  if (subject.verdict === 'pass') return json({ status: 'skipped', ...base, skip_message: `unknown (${reason}), and not needed: ${said}` });
  return json({ status: 'error', ...base, message: `unknown (${reason}): ${more}`, exception: reason });
}

/** Controls as they come. `apart`: only what is unknown beside a failure; else all but that. */
async function* controls(report: Report, all: AsyncIterable<Line>, apart: boolean, written: { any: boolean }): AsyncIterable<string> {
  const relevant = relevance(report);
  let open: Line['subject'] | undefined;
  for await (const line of all) {
    const beside = line.subject.verdict === 'fail' && line.finding.verdict === 'unknown';
    if (beside !== apart) continue;
    if (line.subject !== open) {
      yield `${open ? ']}' : ''}${written.any ? ',' : ''}\n${opening(report, line, relevant.get(line.result.check), apart)}`;
      written.any = true;
      yield `\n${outcome(report, line)}`;
    } else yield `,\n${outcome(report, line)}`;
    open = line.subject;
  }
  if (open) yield ']}';
}

/** Findings and, where the report does not hold them, subjects. */
type RowsOf = [findings: Parameters<Renderer['render']>[1], subjects: Parameters<Renderer['render']>[2]];
async function* document(report: Report, ...rows: RowsOf): AsyncIterable<string> {
  const { run } = report;
  const duration = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
  const head = {
    platform: {
      name: 'claimcheck',
      release: run.tool.version,
      target_id: run.demo === undefined ? run.id : `${run.id} (demo: ${run.demo})`,
    },
    version: run.tool.version,
    statistics: { duration },
  };
  const profile = {
    name: 'claimcheck',
    title: `claimcheck run ${run.id}`,
    version: run.tool.version,
    sha256: run.digests.policy.replace('sha256:', ''),
    summary: report.run.frameworks.map(({ title, version }) => `${title} ${version}`).join('; '),
    supports: [],
    attributes: [],
    groups: [],
    status: 'loaded',
  };
  const written = { any: false };
  yield `${json(head).slice(0, -1)},"profiles":[${json(profile).slice(0, -1)},"controls":[`;
  yield* controls(report, lines(report, ...rows), false, written);
  yield* controls(report, lines(report, ...rows), true, written);
  yield '\n]}]}\n';
}

const hdf: Renderer<AsyncIterable<Uint8Array>> = {
  id: 'hdf',
  title: 'Heimdall Data Format',
  mediaType: 'application/json',
  file: 'report.hdf.json',
  async render(report, findings, subjects) {
    return { name: hdf.file, mediaType: hdf.mediaType, bytes: bytesOf(document(report, findings, subjects)) };
  },
};
export default hdf;

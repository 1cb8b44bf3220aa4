/** What a locker holds, as rows. Pure. Nothing stands here that does not stand in the run's own files. */
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { isUnknown } from '../kit.ts';
import type { Attempt, Manifest } from '../locker/index.ts';
import {
  type Digest,
  EVIDENCE_KINDS,
  type FindingRow,
  type Instant,
  REASONS,
  SEVERITIES,
  STANDINGS,
  STRENGTHS,
  VERDICTS,
} from '../model.ts';
import type { Cell, Row } from './columns.ts';

const count = z.int().nonnegative();
const counts = z.looseObject({ pass: count, fail: count, unknown: count, not_applicable: count, waived: count });
/** What is read of a report.json; the rest of it is not looked at. */
export const TOLD = z.looseObject({
  run: z.looseObject({ demo: z.string().optional(), exit: z.int() }),
  results: z.array(
    z.looseObject({
      check: z.string(),
      title: z.string(),
      severity: z.enum(SEVERITIES),
      evidence: z.enum(EVIDENCE_KINDS),
      about: z.string(),
      verdict: z.enum(VERDICTS),
      reasons: z.array(z.enum(REASONS)),
      population: z.looseObject({ size: count, complete: z.boolean(), proof: z.string() }),
      counts,
      subjectCount: count.optional(),
      subjects: z.array(z.unknown()),
    }),
  ),
  requirements: z.array(
    z.looseObject({
      framework: z.string(),
      id: z.string(),
      title: z.string(),
      standing: z.enum(STANDINGS),
      strength: z.enum(STRENGTHS),
      covers: z.enum(['whole', 'part']),
      because: z.string(),
    }),
  ),
});
export type Told = z.infer<typeof TOLD>;

type Began = Pick<Manifest, 'seq' | 'runId' | 'startedAt'>;
const began = ({ seq, runId, startedAt }: Began): Row => [seq, runId, time(startedAt)];

/** One line of findings.jsonl. `severity` as the report of the same run has it. */
export function findingOf(run: Began, row: FindingRow, severity: string | undefined, bytesOf: (digest: Digest) => Uint8Array): Row {
  const { check, subject, resource, verdict, reason, because, observed, evidence, waiver } = row;
  return [
    ...began(run),
    check,
    severity ?? null,
    subject.key,
    subject.id,
    subject.label,
    resource.id,
    resource.name,
    verdict,
    reason ?? null,
    because,
    observed === undefined ? null : JSON.stringify(observed),
    evidence.map(bytesOf),
    waiver !== undefined,
    timeOrNone(waiver?.until),
    waiver?.approvedBy ?? null,
    waiver?.reason ?? null,
  ];
}
/** The same answers stand behind many findings: each is turned into bytes once, as long as there are not too many. */
export function digestBytes(most = 20_000): (digest: Digest) => Uint8Array {
  const known = new Map<Digest, Uint8Array>();
  return (digest) => {
    const found = known.get(digest);
    if (found !== undefined) return found;
    const bytes = new Uint8Array(Buffer.from(digest.slice('sha256:'.length), 'hex'));
    if (bytes.length !== 32) throw new Refusal('LOCKER_TAMPERED', `a finding names ${JSON.stringify(digest)}, which is no digest`);
    if (known.size >= most) known.clear();
    known.set(digest, bytes);
    return bytes;
  };
}

export function checkRows(run: Began, { results }: Told): readonly Row[] {
  return results.map(({ check, title, severity, evidence, about, verdict, reasons, population, counts: n, subjects, subjectCount }) => [
    ...began(run),
    check,
    title,
    severity,
    evidence,
    about,
    verdict,
    reasons,
    population.size,
    population.complete,
    population.proof,
    subjectCount ?? subjects.length,
    n.pass,
    n.fail,
    n.unknown,
    n.not_applicable,
    n.waived,
  ]);
}
export function requirementRows(run: Began, { requirements }: Told): readonly Row[] {
  return requirements.map(({ framework, id, title, standing, strength, covers, because }) => [
    ...began(run),
    framework,
    id,
    title,
    standing,
    strength,
    covers,
    because,
  ]);
}

/** A line of `runs`, as it is remembered between two exports: times as text. */
export const RUN_LINE = z.strictObject({
  run: z.int().nullable(),
  runId: z.string().nullable(),
  state: z.enum(['sealed', 'aborted', 'altered', 'missing', 'unread', 'lost', 'refused', 'unreadable']),
  detail: z.string().nullable(),
  toldBy: z.int().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  manifest: z.string().nullable(),
  sealing: z.string().nullable(),
  prunedAt: z.string().nullable(),
  period: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  principals: z.array(z.string()),
  tool: z.string().nullable(),
  policy: z.string().nullable(),
  configuration: z.string().nullable(),
  demo: z.string().nullable(),
  findings: count.nullable(),
  counts: z.strictObject(counts.shape).nullable(),
  requests: z.strictObject({ sent: count, retried: count }).nullable(),
  exit: z.int().nullable(),
});
export type RunLine = Readonly<z.infer<typeof RUN_LINE>>;

const NOTHING: Omit<RunLine, 'state'> = {
  run: null,
  runId: null,
  detail: null,
  toldBy: null,
  startedAt: null,
  finishedAt: null,
  manifest: null,
  sealing: null,
  prunedAt: null,
  period: null,
  principals: [],
  tool: null,
  policy: null,
  configuration: null,
  demo: null,
  findings: null,
  counts: null,
  requests: null,
  exit: null,
};

export function lineOf(manifest: Manifest, digest: Digest, { run }: Told): RunLine {
  const { counts: n, requests, principals, period, tool, status } = manifest;
  return {
    ...NOTHING,
    state: status,
    run: manifest.seq,
    runId: manifest.runId,
    startedAt: manifest.startedAt,
    finishedAt: manifest.finishedAt,
    manifest: digest,
    sealing: manifest.sealed,
    period: { from: period.from, to: period.to },
    principals: principals.map(({ source, name, principal }) =>
      isUnknown(principal) ? `${source}/${name}?${principal.$unknown.reason}` : `${source}/${name}=${principal.id}`,
    ),
    tool: `${tool.name} ${tool.version}`,
    policy: manifest.policyDigest,
    configuration: manifest.configDigest,
    demo: run.demo ?? null,
    findings: n.pass + n.fail + n.unknown + n.not_applicable,
    counts: { pass: n.pass, fail: n.fail, unknown: n.unknown, not_applicable: n.not_applicable, waived: n.waived },
    requests: { sent: requests.sent, retried: requests.retried },
    exit: run.exit,
  };
}
/** What lies there is not what was sealed: no word of it is taken. */
export const alteredLine = (run: number, detail: string): RunLine => ({ ...NOTHING, state: 'altered', run, detail });
/** Not to have been let in says nothing of what lies there. `exported`: as it was when it could be read. */
export const unreadLine = (run: number, why: string, exported: RunLine | undefined): RunLine => ({
  ...NOTHING,
  ...exported,
  state: 'unread',
  run,
  detail: exported === undefined ? `it could not be read: ${why}` : `it could not be read: ${why}; its rows are those of an earlier export`,
});
export const missingLine = (run: number, exported: boolean): RunLine => ({
  ...NOTHING,
  state: 'missing',
  run,
  detail: exported ? 'it was exported once, and the locker does not hold it any more' : 'the locker holds later runs and not this one',
});
/** Runs that left no manifest. `started` and what became of it are one line. */
export function attemptLines(attempts: readonly Attempt[], toldBy: number | null, committed: ReadonlySet<string>): readonly RunLine[] {
  const lost = new Map<string, RunLine>();
  const others: RunLine[] = [];
  for (const { runId, at, event, detail } of attempts) {
    if (committed.has(runId)) continue;
    const words = detail === '' ? event : `${event}: ${detail}`;
    if (event === 'locked') others.push({ ...NOTHING, state: 'refused', runId, detail: words, toldBy, startedAt: at });
    else if (event === 'unreadable') others.push({ ...NOTHING, state: 'unreadable', detail, toldBy, startedAt: at });
    else lost.set(runId, { ...NOTHING, state: 'lost', runId, detail: words, toldBy, startedAt: lost.get(runId)?.startedAt ?? at });
  }
  return [...lost.values(), ...others];
}

export function runRow(line: RunLine): Row {
  const { counts: n, period, requests } = line;
  return [
    line.run,
    line.runId,
    line.state,
    line.detail,
    line.toldBy,
    timeOrNone(line.startedAt),
    timeOrNone(line.finishedAt),
    line.manifest,
    line.sealing,
    timeOrNone(line.prunedAt),
    timeOrNone(period?.from),
    timeOrNone(period?.to),
    line.principals,
    line.tool,
    line.policy,
    line.configuration,
    line.demo,
    line.findings,
    n?.pass ?? null,
    n?.fail ?? null,
    n?.unknown ?? null,
    n?.not_applicable ?? null,
    n?.waived ?? null,
    requests?.sent ?? null,
    requests?.retried ?? null,
    line.exit,
  ];
}

function time(at: Instant): Cell {
  const parsed = new Date(at);
  if (Number.isNaN(parsed.getTime())) throw new Refusal('LOCKER_TAMPERED', `${JSON.stringify(at)} is no point in time`);
  return parsed;
}
const timeOrNone = (at: Instant | null | undefined): Cell => (at === null || at === undefined ? null : time(at));

/** Every verdict of a locker once more, from its raw bytes and sealed policy: offline, and compared row by row. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type Config, parseConfig } from '../config.ts';
import { Refusal, Refusals } from '../errors.ts';
import { version } from '../home.ts';
import { canonical, digestOf, type Locker, openLocker, type SealedRun } from '../locker/index.ts';
import { type Defect, Ledger } from '../locker/verify/codes.ts';
import type { Verification } from '../locker/verify/index.ts';
import type { FindingRow, Report, Waiver } from '../model.ts';
import { rowsOf } from '../pipeline.ts';
import type { Policy } from '../policy/load.ts';
import { TALLY_TYPE, talliesOf } from '../share/tally.ts';
import { readText } from '../yaml.ts';
import type { Edge } from './edge.ts';
import { judgeAgain } from './evaluate.ts';
import { configOptions, policyFor } from './setup.ts';

/** How many differing rows of a run are named; all are counted. */
const MOST_NAMED = 5;

/** How much was judged again; what was sealed otherwise, or could not be judged, is among the defects. */
export interface Judged {
  readonly runs: number;
  readonly findings: number;
  readonly checks: number;
  readonly requirements: number;
}
export interface ReEvaluation {
  readonly judged: Judged;
  readonly defects: readonly Defect[];
}

export async function reEvaluate(root: string, { runs }: Verification, edge: Edge): Promise<ReEvaluation> {
  const ledger = new Ledger(false);
  const judged = { runs: 0, findings: 0, checks: 0, requirements: 0 };
  const locker = runs.some(({ read }) => read) ? await openLocker(root) : undefined;
  for (const { seq, folder, read } of runs) {
    edge.signal.throwIfAborted();
    if (!read || locker === undefined) continue;
    try {
      const { results, requirements, findings } = await again(locker, await locker.run(seq), folder, ledger, edge);
      judged.runs += 1;
      judged.findings += findings;
      judged.checks += results.length;
      judged.requirements += requirements.length;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Refusals)) throw error;
      ledger.add('NOT_RE_EVALUATED', folder, error instanceof Refusal ? error.line : (error.all[0]?.line ?? error.message));
    }
  }
  return { judged, defects: ledger.all };
}

async function again(
  locker: Locker,
  sealed: SealedRun,
  folder: string,
  ledger: Ledger,
  edge: Edge,
): Promise<Pick<Report, 'results' | 'requirements'> & { readonly findings: number }> {
  const { config, env, waived } = await sealedConfig(locker, sealed, edge);
  const policy = await sealedPolicy(locker, sealed, config);
  const report = await judgeAgain(config, policy, locker, sealed, { ...edge, env });
  const by =
    sealed.manifest.tool.version === version()
      ? ''
      : `; sealed by claimcheck ${sealed.manifest.tool.version}, judged again by ${version()}`;
  const findings = await compareRows(report, sealed, waived, folder, by, ledger);
  const told = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  compareStandings(report, told, folder, by, ledger);
  await compareTallies(told, sealed, folder, ledger);
  return { results: report.results, requirements: report.requirements, findings };
}

/** What packs for outsiders are made of says what the report says. Runs from before there were packs have none. */
async function compareTallies(told: Report, { items }: SealedRun, folder: string, ledger: Ledger): Promise<void> {
  const sealed = new Map<string, string>();
  for await (const { mediaType, name, sha256 } of items()) if (mediaType === TALLY_TYPE) sealed.set(sha256, name);
  if (sealed.size === 0) return;
  const path = `${folder}/manifest.json`;
  for (const { bytes, about } of talliesOf(told))
    if (!sealed.delete(digestOf(bytes).slice('sha256:'.length)))
      ledger.add('VERDICT_NOT_REPRODUCIBLE', path, `no ${about.name} is sealed that says what report.json says`);
  for (const name of sealed.values())
    ledger.add('VERDICT_NOT_REPRODUCIBLE', path, `${name} is sealed and says something else than report.json`);
}

/** Waivers that were not sealed (before they were part of the configuration's object) are left out of the comparison. */
async function sealedConfig(
  locker: Locker,
  { manifest }: SealedRun,
  edge: Edge,
): Promise<{ config: Config; env: Edge['env']; waived: boolean }> {
  const { file, text, env, waivers } = JSON.parse(new TextDecoder().decode(await locker.get(manifest.configDigest))) as {
    file: string;
    text: string;
    env: Record<string, string>;
    waivers?: readonly Waiver[];
  };
  const config = parseConfig(text, resolve(edge.cwd, file), { ...configOptions(edge), sealed: true, waivers: waivers ?? [] });
  return { config, env: (name) => env[name], waived: waivers !== undefined };
}

/** Checks, frameworks, claims and pairs as they were sealed, and no others. Pairs of sources are held only where no check was chosen. */
async function sealedPolicy(locker: Locker, { manifest }: SealedRun, config: Config): Promise<Policy> {
  const { files } = JSON.parse(new TextDecoder().decode(await locker.get(manifest.policyDigest))) as {
    files: { name: string; text: string }[];
  };
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const names = [...texts.keys()];
  const ids = new Set(names.flatMap((name) => /^checks\/(.+)\.yaml$/.exec(name)?.[1]?.replaceAll('/', '.') ?? []));
  const chosen = names.some((name) => name.startsWith('contradictions/')) ? undefined : [...ids].join(',');
  const policy = policyFor(config, chosen, (path, shown = path) => texts.get(shown) ?? readText(path, shown));
  return { ...policy, checks: policy.checks.filter(({ check }) => ids.has(check.id)) };
}

/** How many sealed rows there are. */
async function compareRows(
  report: Report,
  sealed: SealedRun,
  waived: boolean,
  folder: string,
  by: string,
  ledger: Ledger,
): Promise<number> {
  const path = `${folder}/findings.jsonl`;
  const left = new Map<string, { count: number; row: FindingRow }>();
  for await (const row of rowsOf(report)) {
    const key = keyOf(row, waived);
    left.set(key, { count: (left.get(key)?.count ?? 0) + 1, row });
  }
  let differing = 0;
  let rows = 0;
  for await (const row of sealed.findings()) {
    rows += 1;
    const match = left.get(keyOf(row, waived));
    if (match !== undefined && match.count > 0) {
      match.count -= 1;
      continue;
    }
    differing += 1;
    if (differing <= MOST_NAMED)
      ledger.add(
        'VERDICT_NOT_REPRODUCIBLE',
        path,
        `${row.check} on ${row.resource.id} is sealed as ${row.verdict}; the recorded answers do not say so${by}`,
      );
  }
  const missing = [...left.values()].filter(({ count }) => count > 0);
  for (const { row } of missing.slice(0, MOST_NAMED))
    ledger.add(
      'VERDICT_NOT_REPRODUCIBLE',
      path,
      `${row.check} on ${row.resource.id} comes out as ${row.verdict}, and no such row is sealed${by}`,
    );
  if (differing + missing.length > 2 * MOST_NAMED)
    ledger.add('VERDICT_NOT_REPRODUCIBLE', path, `${differing} sealed rows and ${missing.length} recomputed ones have no counterpart`);
  return rows;
}

function keyOf({ waiver, ...row }: FindingRow, waived: boolean): string {
  const told = waived && waiver !== undefined ? { ...row, waiver } : row;
  return createHash('sha256')
    .update(canonical(JSON.parse(JSON.stringify(told))))
    .digest('base64');
}

/** What a reader sees first: each check's verdict, each requirement's standing. */
function compareStandings(now: Report, then: Report, folder: string, by: string, ledger: Ledger): void {
  const path = `${folder}/report.json`;
  const verdicts = new Map(now.results.map(({ check, verdict }) => [check, verdict]));
  for (const { check, verdict } of then.results)
    if (verdicts.get(check) !== verdict)
      ledger.add(
        'VERDICT_NOT_REPRODUCIBLE',
        path,
        `${check} is reported as ${verdict}; it comes out as ${verdicts.get(check) ?? 'nothing'}${by}`,
      );
  const standings = new Map(now.requirements.map(({ framework, id, standing }) => [`${framework} ${id}`, standing]));
  for (const { framework, id, standing } of then.requirements)
    if (standings.get(`${framework} ${id}`) !== standing)
      ledger.add(
        'VERDICT_NOT_REPRODUCIBLE',
        path,
        `${framework} ${id} is reported as ${standing}; it comes out as ${standings.get(`${framework} ${id}`) ?? 'nothing'}${by}`,
      );
}

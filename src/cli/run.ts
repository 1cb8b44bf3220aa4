import { resolve } from 'node:path';
import type { PaceName } from '../collect/pace.ts';
import { openWire } from '../collect/wire.ts';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import { version } from '../home.ts';
import { openLocker } from '../locker/index.ts';
import type { Bytes, FindingRow, Renderer, Report, SubjectRow } from '../model.ts';
import { type RunOptions as Execution, run as execute, type Sealed } from '../pipeline.ts';
import type { Policy } from '../policy/load.ts';
import { renderers } from '../registry.ts';
import type { Unsealed } from '../shard/journal.ts';
import { chosenRenderers, deliver, exitAfter, openOut, textOf } from './deliver.ts';
import type { Command, Edge } from './edge.ts';
import { checkedEdition, type EditionFlags, shownTo } from './edition.ts';
import { executionOf } from './execution.ts';
import { signReports } from './handed-out.ts';
import { type How, progress } from './progress.ts';
import { openSealing } from './sealing.ts';
import { policyFor, readUserConfig } from './setup.ts';

export interface RunOptions extends EditionFlags {
  readonly config: string;
  readonly out: string;
  readonly format: string;
  readonly checks?: string;
  readonly log?: How;
  readonly json?: boolean;
  readonly pace?: PaceName;
  /** `2/8` */
  readonly shard?: string;
  readonly segments?: string;
  readonly started?: string;
  readonly resume?: boolean;
}

export const run: Command<RunOptions> = async (options, edge) => {
  const config = readUserConfig(options.config, edge);
  if (options.shard !== undefined) return (await import('./shard.ts')).runShard(config, options.shard, options, edge);
  if (options.segments !== undefined || options.started !== undefined)
    throw new Refusal('USAGE', '--segments and --started go with --shard', { hint: 'claimcheck run --shard 1/4 --segments parts' });
  return runConfig(config, options, edge);
};

export function rendererOf(id: string): Renderer<Bytes> {
  const found = renderers.find((one) => one.id === id);
  if (!found) throw new Refusal('RENDERER_FAILED', `the ${id} renderer is not part of this build`);
  return found;
}

/** Everything refused is refused before the first question; then ask, seal, and write what was asked for. */
export async function runConfig(
  config: Config,
  options: RunOptions,
  edge: Edge,
  demo?: string,
  how: (execution: Execution) => Promise<Sealed> = execute,
): Promise<number> {
  checkedEdition(options);
  const chosen = chosenRenderers(options.format, renderers);
  const policy = policyFor(config, options.checks);
  const out = resolve(edge.cwd, options.out);
  await openOut(out);
  const { sealing, secrets, close } = await openSealing(config, edge);
  const resumes = await interruptedRun(config, policy, options, edge, demo);
  const wire = openWire();
  const shown = progress(edge, options.log);
  // the report itself is let go: it is read again, and one of the two is enough to hold
  const sealedRun = async (execution: Execution) => {
    const { report, seq, digest, signedBy, notes } = await how(execution);
    return { report: { run: { id: report.run.id } }, seq, digest, signedBy, notes };
  };
  try {
    const sealed = await sealedRun({
      ...executionOf(config, policy, edge, wire, options, shown.on, demo),
      render: async (report, rows) => (await rendererOf('json').render(report, rows)).bytes,
      secrets,
      ...(sealing && { sealing }),
      ...(resumes && { resumes }),
    });
    shown.end();
    for (const note of sealed.notes) edge.say(`note: ${note}`);
    edge.say(sealedHow(sealed));
    // what is shown is what was sealed: the same bytes as `claimcheck report` writes a year later
    const kept = await (await openLocker(config.locker)).run(sealed.seq);
    return await present(
      JSON.parse(new TextDecoder().decode(await kept.file('report.json'))) as Report,
      () => kept.findings(),
      chosen,
      out,
      options,
      edge,
      sealing && ((files) => signReports(out, files, sealed, sealing)),
      () => kept.subjects(),
    );
  } finally {
    close();
    wire.close();
  }
}

/** An interrupted run is offered, and gone on with where that is asked for. */
async function interruptedRun(config: Config, policy: Policy, { resume }: RunOptions, edge: Edge, demo?: string) {
  const { newestUnsealed, resumable } = await import('../shard/journal.ts');
  const unsealed = await newestUnsealed(config.locker);
  if (unsealed?.by) edge.say(underWay(unsealed.startedAt, unsealed.by));
  if (!resume) {
    if (unsealed && !unsealed.by)
      edge.say(`the run of ${unsealed.startedAt} was interrupted; \`claimcheck run --resume\` would go on with it, this one begins anew`);
    return undefined;
  }
  const found = await resumable({ config, policy, version: version(), ...(demo !== undefined && { demo }) });
  if (unsealed?.by?.state !== 'held') edge.say(`going on with the run of ${found.startedAt}: ${found.answers} answers are there already`);
  return found;
}

/** What holds the locker says itself whether another run may begin. */
function underWay(startedAt: string, { pid, host, state }: NonNullable<Unsealed['by']>): string {
  const who = `process ${pid} on ${host}`;
  if (state === 'held') return `the run of ${startedAt} is still under way: ${who}`;
  return `the run of ${startedAt} may still be under way: ${who}, which cannot be seen from here; if it was killed, --resume goes on with it`;
}

function sealedHow({ seq, signedBy }: { readonly seq: number; readonly signedBy: string | undefined }): string {
  if (signedBy !== undefined) return `sealed as run ${seq}, signed by key ${signedBy}`;
  return `sealed as run ${seq} with hashes only: no key is configured (claimcheck keys new)`;
}

/** Files to their folder, the summary (or the machine's copy) to stdout, talk to stderr. */
export async function present(
  sealed: Report,
  rows: () => AsyncIterable<FindingRow>,
  chosen: readonly Renderer<Bytes>[],
  out: string,
  options: EditionFlags & { readonly json?: boolean },
  edge: Edge,
  sign?: (files: readonly string[]) => Promise<string>,
  apart?: () => AsyncIterable<SubjectRow>,
): Promise<number> {
  const { report, findings, subjects } = shownTo(sealed, rows, options, apart);
  const { written, failed } = await deliver(out, chosen, report, findings, subjects);
  const said = await rendererOf(options.json ? 'json' : 'terminal').render(report, findings, subjects);
  for await (const text of textOf(said.bytes)) await edge.out(text);
  for (const path of written) edge.say(`written: ${path}`);
  if (sign !== undefined && written.length > 0) edge.say(`written: ${await sign(written)}`);
  for (const refusal of failed) edge.say(refusal.line);
  return exitAfter(failed, edge.interrupted() ?? report.run.exit);
}

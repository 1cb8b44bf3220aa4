import { resolve } from 'node:path';
import { compare } from '../compare/compare.ts';
import { sideOf } from '../compare/side.ts';
import { Refusal, Refusals } from '../errors.ts';
import type { Locker, SealedRun } from '../locker/index.ts';
import type { Beside, Bytes, DocumentSigner, Renderer, Report } from '../model.ts';
import { renderers } from '../registry.ts';
import { choose, deliver, exitAfter, openOut } from './deliver.ts';
import { beforeOf } from './diff.ts';
import { documentSigner, type SignFlags } from './document-signer.ts';
import type { Command, Edge } from './edge.ts';
import { checkedEdition, type EditionFlags, shownTo } from './edition.ts';
import { lockerOf } from './evaluate.ts';
import { checkedDays, type PeriodFlags, tableOf } from './period.ts';
import { untold } from './untold.ts';

export interface ReportOptions extends EditionFlags, SignFlags {
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly out: string;
  readonly format: string;
  /** Another run, to stand beside this one. */
  readonly compare?: string;
  /** `2026-06-01..2026-11-30` */
  readonly period?: string;
  readonly schedule?: string;
}

/** The report of a sealed run, from the locker alone. Its exit status is that of the run. What is no format keeps no other one back. */
export const report: Command<ReportOptions> = async (options, edge) => {
  checkedEdition(options);
  const { chosen, unknown } = choose(options.format, renderers);
  if (chosen.length === 0) throw new Refusals(unknown);
  const flags = periodFlags(options, edge);
  const signer = await documentSigner({ ...options, ...(options.signWith && { signWith: resolve(edge.cwd, options.signWith) }) }, edge);
  const rendering = signer === undefined ? chosen : signedBy(signer, chosen);
  const out = resolve(edge.cwd, options.out);
  const locker = await lockerOf(options, edge);
  const sealed = await locker.run(options.run);
  await openOut(out);
  const document = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const beside = await besideOf(locker, sealed, options.compare, flags, edge);
  const shown = shownTo(
    { ...document, ...beside },
    () => sealed.findings(),
    options,
    () => sealed.subjects(),
  );
  const { written, failed } = await deliver(out, rendering, shown.report, shown.findings, shown.subjects);
  for (const path of written) edge.say(`written: ${path}`);
  if (signer !== undefined && failed.length === 0) edge.say(saidOf(signer, chosen));
  for (const line of untold(chosen, beside)) edge.say(line);
  const refused = [...unknown, ...failed];
  for (const refusal of refused) edge.say(refusal.line);
  return exitAfter(refused, document.run.exit);
};

/** The same formats, those with a signature that carry one. */
function signedBy(signer: DocumentSigner, chosen: readonly Renderer<Bytes>[]): readonly Renderer<Bytes>[] {
  if (!chosen.some(({ signed }) => signed !== undefined))
    throw new Refusal('USAGE', `--sign-with says nothing with --format ${chosen.map(({ id }) => id).join(',')}`, {
      hint: 'the PDF carries a signature',
    });
  return chosen.map(
    (one) =>
      (one.signed === undefined ? one : { ...one, render: (report, findings) => one.signed?.(report, findings, signer) }) as typeof one,
  );
}
function saidOf({ by }: DocumentSigner, chosen: readonly Renderer<Bytes>[]): string {
  const listed = (carries: boolean) =>
    chosen
      .filter(({ signed }) => (signed !== undefined) === carries)
      .map(({ id }) => id)
      .join(', ');
  const without = listed(false);
  return `signed by ${by}: ${listed(true)}${without === '' ? '' : `; not signed, since they carry no signature: ${without}`}`;
}

/** What is known beyond the one run, from the locker's others. */
async function besideOf(
  locker: Locker,
  sealed: SealedRun,
  other: string | undefined,
  flags: PeriodFlags | undefined,
  edge: Edge,
): Promise<Pick<Report, Beside>> {
  const before = other === undefined ? undefined : await beforeOf(locker, sealed, other);
  return {
    ...(before && { comparison: await compare(await sideOf(locker, before), await sideOf(locker, sealed)) }),
    ...(flags && { overTime: await tableOf(locker, flags, edge) }),
  };
}

function periodFlags({ period, schedule }: ReportOptions, edge: Edge): PeriodFlags | undefined {
  if (period === undefined) {
    if (schedule !== undefined) throw new Refusal('USAGE', '--schedule says nothing without --period');
    return undefined;
  }
  const [from, to, ...more] = period.split('..');
  if (from === undefined || to === undefined || more.length > 0)
    throw new Refusal('USAGE', `--period \`${period}\` is not two days`, { hint: 'for example --period 2026-06-01..2026-11-30' });
  const flags = { from, ...(to !== '' && { to }), ...(schedule !== undefined && { schedule }) };
  checkedDays(flags, edge);
  return flags;
}

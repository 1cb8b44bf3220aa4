/** `claimcheck frameworks soa`: Annex A whole, with what somebody decided and what a sealed run found. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../../errors.ts';
import type { Listed } from '../../framework/ids.ts';
import { listedIn } from '../../framework/ids.ts';
import { type Decisions, readDecisions, type SoaRow, statementOf } from '../../framework/soa.ts';
import { home } from '../../home.ts';
import type { SealedRun } from '../../locker/index.ts';
import type { Digest, Report, RunSummary } from '../../model.ts';
import { parseYaml, readText } from '../../yaml.ts';
import type { Command, Edge } from '../edge.ts';
import { lockerOf } from '../evaluate.ts';
import { put } from '../put.ts';
import { formatNamed, shownAs, type Table } from '../table.ts';

const ANNEX = 'iso-27001-2022';
export interface SoaOptions {
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly decisions?: string;
  readonly format: string;
  readonly out?: string;
}

export const frameworksSoa: Command<SoaOptions> = async (options, edge) => {
  const as = formatNamed(options.format, ['csv', 'markdown']);
  const listed = listedIn(home, ANNEX) as readonly Listed[];
  const decisions = decided(options, listed, edge);
  const sealed = await (await lockerOf(options, edge)).run(options.run);
  const report = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const assessed = report.requirements.filter(({ framework }) => framework === ANNEX);
  if (assessed.length === 0)
    throw new Refusal('USAGE', `run ${sealed.seq} did not assess Annex A`, {
      hint: `name ${ANNEX} under \`frameworks\` and run again: a statement rests on what was sealed`,
    });
  const rows = statementOf(listed, decisions, new Map(assessed.map((one) => [one.id, one])), await evidenceByCheck(sealed));
  await put(shownAs(table(rows, report.run), as), options.out, edge);
  edge.say(tally(rows, report.run));
  return 0;
};

/** Named, or `soa.yaml` beside the configuration; without one, nothing is decided. */
function decided({ decisions, config }: SoaOptions, listed: readonly Listed[], edge: Edge): Decisions {
  const shown = decisions ?? join(dirname(config), 'soa.yaml');
  const path = resolve(edge.cwd, shown);
  if (decisions === undefined && !existsSync(path)) {
    edge.say(`there is no ${shown}: whether each control applies is still to be decided`);
    return new Map();
  }
  return readDecisions(parseYaml(readText(path, shown), shown), listed);
}

/** Read to the end, so that it is as it was sealed. */
export async function evidenceByCheck(sealed: SealedRun): Promise<ReadonlyMap<string, ReadonlySet<Digest>>> {
  const by = new Map<string, Set<Digest>>();
  for await (const { check, evidence } of sealed.findings()) {
    const known = by.get(check) ?? new Set<Digest>();
    for (const digest of evidence) known.add(digest);
    by.set(check, known);
  }
  return by;
}

const COLUMNS = [
  'control',
  'title',
  'theme',
  'applicable',
  'justification',
  'responsible',
  'implemented by',
  'standing in the run',
  'strength of evidence',
  'what was found',
  'recorded answers',
  'what no check covers',
  'remark',
  'run',
  'as of',
] as const;

function table(rows: readonly SoaRow[], run: RunSummary): Table {
  const name = `${run.seq}${run.demo === undefined ? '' : ' (demonstration estate, nothing real)'}${run.status === 'aborted' ? ' (aborted)' : ''}`;
  return {
    head: [
      `Statement of applicability, ISO/IEC 27001:2022 Annex A; evidence of run ${name}, ${run.finishedAt}.`,
      'What applies, and why, is decided by people. A standing says what the evidence shows of a part of a control, never that the control is met.',
    ],
    columns: COLUMNS,
    rows: rows.map((row) => [
      row.id,
      row.title,
      row.theme,
      row.applicable,
      row.justification,
      row.owner,
      row.how,
      row.standing ?? 'no check',
      row.strength,
      row.because,
      String(row.evidence),
      row.remainder,
      row.remark,
      name,
      run.finishedAt.slice(0, 10),
    ]),
  };
}

function tally(rows: readonly SoaRow[], run: RunSummary): string {
  const count = (what: SoaRow['applicable']) => rows.filter(({ applicable }) => applicable === what).length;
  const remarks = rows.filter(({ remark }) => remark !== '').length;
  const decidedSo = `${count('yes')} apply, ${count('no')} do not, ${count('to be decided')} to be decided`;
  return `${rows.length} controls: ${decidedSo}; evidence of run ${run.seq}, ${run.finishedAt.slice(0, 10)}${remarks > 0 ? `; ${remarks} with a remark` : ''}`;
}

/** `claimcheck frameworks coverage`: what of a standard any check speaks to. No run, no verdict. */
import { COVERS, type Coverage, type Covers, coverageOf } from '../../framework/coverage.ts';
import type { Command } from '../edge.ts';
import { formatNamed, shownAs, TABLE_FORMATS, type Table, type TableFormat } from '../table.ts';
import { checkNotes, fileNamed, frameworkFiles, knownChecks, read } from './named.ts';

export interface CoverageOptions {
  readonly id?: string;
  readonly config: string;
  readonly format: string;
  readonly json?: boolean;
}

export const COVERED: Readonly<Record<Covers, string>> = {
  machine: 'machine-checked',
  partly: 'partly',
  attested: 'attested',
  none: 'not covered',
};
const MEANS = [
  'machine-checked: checks look for themselves; attested: signed words alone; partly: some of each; not covered: no check speaks to it.',
  'A check is relevant to a part of a control and never says that the control is met: what is left over stands beside each.',
];

export const frameworksCoverage: Command<CoverageOptions> = async ({ id, config, format, json }, edge) => {
  const as = formatNamed(format, TABLE_FORMATS);
  const files = frameworkFiles(config, edge);
  const checks = new Set(knownChecks());
  const noteOf = checkNotes();
  const chosen = id === undefined ? files : [fileNamed(id, files, edge)];
  const all = chosen.map((file) => {
    const { framework, listed } = read(file, checks);
    return coverageOf(framework, listed, (check) => noteOf(check).evidence);
  });
  if (json) await edge.out(`${JSON.stringify(id === undefined ? all : all[0], null, 2)}\n`);
  else await edge.out(shownAs(id === undefined ? overview(all) : controls(all[0] as Coverage, as), as));
  return 0;
};

function overview(all: readonly Coverage[]): Table {
  return {
    head: MEANS,
    columns: ['framework', 'controls', ...COVERS.map((what) => COVERED[what]), 'title'],
    rows: all.map(({ framework, title, size, counts }) => [
      framework,
      size === undefined ? 'unknown' : String(size),
      ...COVERS.map((what) => `${counts[what]}${size === undefined && what === 'none' ? ' or more' : ''}`),
      title,
    ]),
  };
}

/** A terminal gets the number of checks: their names would push the rest out of sight. */
function controls({ framework, title, version, size, counts, unlisted, controls: rows }: Coverage, as: TableFormat): Table {
  const of = size === undefined ? 'its file does not say how many controls there are' : `${size} controls`;
  const tally = COVERS.map((what) => `${counts[what]} ${COVERED[what]}`).join(', ');
  return {
    head: [
      `${title}, ${version} (${framework}): ${of}: ${tally}`,
      ...(unlisted > 0 ? [`${unlisted} of those not covered are in no list here and have no row.`] : []),
      ...MEANS,
    ],
    columns: ['control', 'covered', 'title', 'checks', 'what no check covers'],
    rows: rows.map((row) => [
      row.id,
      COVERED[row.covered],
      row.title ?? '',
      as === 'text' ? (row.checks.length === 0 ? '' : String(row.checks.length)) : row.checks.join(' '),
      row.remainder ?? (row.covered === 'none' ? 'all of it' : ''),
    ]),
  };
}

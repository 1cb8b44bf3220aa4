/** `claimcheck frameworks crosswalk`: which controls of two standards the same checks are relevant to. */
import { Refusal } from '../../errors.ts';
import { type Crosswalk, crosswalk } from '../../framework/crosswalk.ts';
import type { Command } from '../edge.ts';
import { put } from '../put.ts';
import { formatNamed, shownAs, type Table } from '../table.ts';
import { fileNamed, frameworkFiles, knownChecks, read } from './named.ts';

export interface CrosswalkOptions {
  readonly from: string;
  readonly to: string;
  readonly config: string;
  readonly format: string;
  readonly out?: string;
}
const NOTE =
  'The same evidence is relevant to both controls. That makes neither of them the other, and neither is met by it: each asks for more than what these checks see.';

export const frameworksCrosswalk: Command<CrosswalkOptions> = async ({ from, to, config, format, out }, edge) => {
  const as = formatNamed(format, ['csv', 'markdown', 'json']);
  const files = frameworkFiles(config, edge);
  const checks = new Set(knownChecks());
  const [one, other] = [fileNamed(from, files, edge), fileNamed(to, files, edge)];
  if (one.path === other.path) throw new Refusal('USAGE', `--from and --to are both ${from}`);
  const walk = crosswalk(read(one, checks).framework, read(other, checks).framework);
  await put(as === 'json' ? `${JSON.stringify({ note: NOTE, ...walk }, null, 2)}\n` : shownAs(table(walk), as), out, edge);
  edge.say(
    `${walk.crossings.length} pairs; ${walk.alone.from.length} mapped controls of ${walk.from} and ${walk.alone.to.length} of ${walk.to} share no check`,
  );
  return 0;
};

function table({ from, to, crossings, alone }: Crosswalk): Table {
  return {
    head: [`${from} and ${to}, joined by the checks that both rest on.`, NOTE],
    columns: [from, 'title', 'relation', to, 'title', 'shared checks', 'checks'],
    rows: [
      ...crossings.map((one) => [
        one.from.id,
        one.from.title,
        'the same evidence is relevant to',
        one.to.id,
        one.to.title,
        String(one.checks.length),
        one.checks.join(' '),
      ]),
      ...alone.from.map((id) => [id, '', `no check of it is relevant to ${to}`, '', '', '0', '']),
      ...alone.to.map((id) => ['', '', `no check of ${from} is relevant to it`, id, '', '0', '']),
    ],
  };
}

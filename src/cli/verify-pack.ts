/** `verify` of a share pack: what it shows, what it withholds, and whether both are what was sealed. */
import { CODES, type Defect } from '../locker/verify/codes.ts';
import type { RunTally } from '../share/tally.ts';
import { type PackOptions, type PackVerification, verifyPack } from '../share/verify.ts';
import type { Edge } from './edge.ts';
import { visible } from './visible.ts';

export async function checkPack(path: string, options: PackOptions, json: boolean, edge: Edge): Promise<number> {
  const found = await verifyPack(path, options);
  await edge.out(json ? `${JSON.stringify(found, null, 2)}\n` : `${linesOf(found).map(visible).join('\n')}\n`);
  return found.exit;
}

function linesOf(found: PackVerification): readonly string[] {
  const { pack, tallies, leaves, defects, exit } = found;
  const of = (wanted: number) => defects.filter(({ code }) => CODES[code] === wanted);
  const whole = tallies.find((one): one is RunTally => one.kind === 'run');
  return [
    ...(pack === undefined ? [] : heading(found)),
    ...tallies.flatMap((one) => (one.kind === 'claim' ? [`  ${one.standing}  ${one.framework}/${one.id}  ${one.title}`] : [])),
    ...tallies.flatMap((one) =>
      one.kind === 'check'
        ? [
            `  ${one.verdict}  ${one.check}  ${one.counts.pass} pass, ${one.counts.fail} fail, ${one.counts.unknown} unknown${one.loosened.length > 0 ? `; loosened: ${one.loosened.join(', ')}` : ''}`,
          ]
        : [],
    ),
    ...(pack === undefined || whole === undefined ? [] : [withheld(found, whole)]),
    ...(pack === undefined
      ? []
      : [`${leaves.shown} leaves shown, ${leaves.withheld} withheld, of ${pack.run.treeSize} that were sealed`, '']),
    ...section('Altered or missing', of(5)),
    ...section('Not proven', of(6)),
    exit === 5
      ? 'NOT VERIFIED: something was altered or is missing'
      : exit === 6
        ? 'nothing was altered as far as can be seen, but not all is proven'
        : 'verified: what is shown is part of what was sealed, and how much is withheld is known',
  ];
}

function heading({ pack, key, stampedAt }: PackVerification): readonly string[] {
  if (pack === undefined) return [];
  const { run, audience, recipient, validUntil, madeAt } = pack;
  return [
    `run ${run.seq} of ${run.origin}, ${run.startedAt} to ${run.finishedAt} (${run.status})`,
    `sealed by ${key === null ? 'nobody whom you trust' : `key ${key}`}${stampedAt === undefined ? '' : `, time-stamped ${stampedAt}`}`,
    `pack for ${audience}${recipient === null ? '' : ` ${JSON.stringify(recipient)}`}, made ${madeAt}${validUntil === null ? '' : `, to be relied on until ${validUntil}`}`,
  ];
}

/** Also what is not shown is counted: a pack of the good ones alone says so. */
function withheld({ tallies }: PackVerification, { verdicts, checks, claims }: RunTally): string {
  const shown = tallies.filter((one) => one.kind === 'check');
  const rest = (verdict: 'pass' | 'fail' | 'unknown' | 'not_applicable') =>
    `${verdicts[verdict] - shown.filter((one) => one.verdict === verdict).length} ${verdict.replace('_', ' ')}`;
  const told = tallies.filter((one) => one.kind === 'claim').length;
  return `${told} of ${claims} claims and ${shown.length} of ${checks} checks are shown; withheld: ${rest('pass')}, ${rest('fail')}, ${rest('unknown')}, ${rest('not_applicable')}`;
}

function section(title: string, defects: readonly Defect[]): readonly string[] {
  if (defects.length === 0) return [];
  return [`${title}:`, ...defects.slice(0, 50).map(({ code, file, detail }) => `  ${code}  ${file}  ${detail}`), ''];
}

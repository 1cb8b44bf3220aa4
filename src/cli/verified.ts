/** What `verify` found, for people. */
import { CODES, type Defect } from '../locker/verify/codes.ts';
import type { Verification } from '../locker/verify/index.ts';
import type { Judged } from './re-evaluate.ts';

/** As many lines for one code; the rest is counted. */
const MOST = 20;

export function verdictLines(found: Verification & { readonly judged?: Judged }): readonly string[] {
  const { checked, levels, defects } = found;
  const of = (exit: number) => defects.filter(({ code }) => CODES[code] === exit);
  return [
    ...(found.runs.length === 0 ? [] : [heading(found)]),
    `checked: ${amount(checked.manifests, 'manifest')}, ${amount(checked.signatures, 'signature')}, ${amount(checked.links, 'link')}, ${amount(checked.files, 'file')}, ${amount(checked.objects, 'object')} (${size(checked.bytes)}), ${amount(checked.timestamps, 'time stamp')}`,
    ...(checked.pruned === undefined
      ? []
      : [
          `pruned: ${amount(checked.pruned.objects, 'object')} gone by ${amount(checked.pruned.tombstones, 'tombstone')}; what they said cannot be looked at any more`,
        ]),
    ...(found.judged === undefined ? [] : [judgedAgain(found.judged, found.runs.length)]),
    '',
    ...levels.map(({ level, what, reached, because }) => `${reached ? '[x]' : '[ ]'} ${level} ${what}: ${because}`),
    '',
    ...section('Altered or missing', of(5), found.dropped),
    ...section('Not proven', of(6), 0),
    ...section('Noted', of(0), 0),
    verdict(found),
  ];
}

/** Said also where nothing came out otherwise: what was not looked at must not look as if it had been. */
function judgedAgain({ runs, findings, checks, requirements }: Judged, all: number): string {
  const which = runs === all ? amount(runs, 'run') : `${runs} of ${amount(all, 'run')}`;
  return `judged again from the recorded answers: ${which}, ${amount(findings, 'finding')}, ${amount(checks, 'verdict')} of checks, ${amount(requirements, 'standing')}`;
}

function heading({ runs, origin }: Verification): string {
  const [first, last] = [runs[0], runs.at(-1)];
  const which = first?.seq === last?.seq ? `run ${first?.seq}` : `runs ${first?.seq} to ${last?.seq}`;
  return `${which} of ${origin ?? 'an unnamed locker'}`;
}

function section(title: string, defects: readonly Defect[], dropped: number): readonly string[] {
  if (defects.length === 0) return [];
  const lines: string[] = [];
  const told = new Map<string, number>();
  for (const { code, file, detail } of defects) {
    const before = told.get(code) ?? 0;
    told.set(code, before + 1);
    if (before < MOST) lines.push(`  ${code}  ${file}  ${detail}`);
  }
  const more = [...told].flatMap(([code, n]) => (n > MOST ? [`  ${code}  and ${n - MOST} more`] : []));
  return [`${title}:`, ...lines, ...more, ...(dropped > 0 ? [`  and ${dropped} more that are not listed`] : []), ''];
}

function verdict({ exit, levels }: Verification): string {
  if (exit === 5) return 'NOT VERIFIED: something was altered or is missing';
  const reached = levels.filter((one) => one.reached).map(({ level }) => level);
  const as = reached.length === 0 ? 'nothing' : reached.join(', ');
  return exit === 0 ? `verified: ${as}` : `nothing was altered as far as can be seen (${as}), but not all is proven`;
}

const amount = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

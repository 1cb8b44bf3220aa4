import type { Beside, Bytes, Renderer, Report } from '../model.ts';

const CALLED: Readonly<Record<Beside, string>> = { comparison: 'the comparison', overTime: 'the table of the period' };
/** A format without a place for what was asked for leaves it out; nobody should have to find that out. */
export function untold(chosen: readonly Pick<Renderer<Bytes>, 'id' | 'beside'>[], known: Pick<Report, Beside>): readonly string[] {
  return (['comparison', 'overTime'] as const).flatMap((what) => {
    if (known[what] === undefined) return [];
    const without = chosen.filter(({ beside = [] }) => !beside.includes(what)).map(({ id }) => id);
    if (without.length === 0) return [];
    return [
      `note: ${CALLED[what]} is not part of ${without.join(', ')}: ${without.length === 1 ? 'this format has' : 'these formats have'} no place for it`,
    ];
  });
}

import { compare } from '../compare/compare.ts';
import { sideOf } from '../compare/side.ts';
import { nearest, Refusal } from '../errors.ts';
import type { Locker, SealedRun } from '../locker/index.ts';
import type { Comparison, Renderer } from '../model.ts';
import { renderers } from '../registry.ts';
import type { Command } from './edge.ts';
import { lockerOf } from './evaluate.ts';

export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  readonly config: string;
  readonly locker?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** What changed between two runs, and why. 0 nothing is worse, 1 something is, 3 something is less known or no longer looked at, 4 both. */
export const diff: Command<DiffOptions> = async (options, edge) => {
  const show = comparisonFormat(options);
  const locker = await lockerOf(options, edge);
  const after = await locker.run(options.after);
  const before = await beforeOf(locker, after, options.before);
  const comparison = await compare(await sideOf(locker, before), await sideOf(locker, after));
  await edge.out(textOf(await show(comparison)));
  return comparison.exit;
};

/** `previous` is the run before the other one; anything else as the locker understands it. */
export async function beforeOf(locker: Locker, after: SealedRun, which: string): Promise<SealedRun> {
  if (which !== 'previous') return locker.run(which);
  const earlier = (await locker.runs()).filter((seq) => seq < after.seq).at(-1);
  if (earlier === undefined)
    throw new Refusal('RUN_UNKNOWN', `there is no run before run ${after.seq}`, {
      hint: 'a comparison needs two; name them: claimcheck diff 1 2',
    });
  return locker.run(earlier);
}

type Show = NonNullable<Renderer['comparison']>;
export function comparisonFormat({ format, json }: Pick<DiffOptions, 'format' | 'json'>): Show {
  if (json && format !== undefined && format !== 'json')
    throw new Refusal('USAGE', `--json and --format ${format} say two different things`);
  const id = json ? 'json' : (format ?? 'terminal');
  const able = renderers.filter((one) => one.comparison !== undefined);
  const found = able.find((one) => one.id === id)?.comparison;
  if (found) return found;
  const known = able.map((one) => one.id);
  const meant = nearest(id, known);
  throw new Refusal('USAGE', `a comparison has no format called \`${id}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${known.join(', ')}`,
  });
}

const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => new TextDecoder().decode(bytes);
export async function shownAs(format: string, comparison: Comparison): Promise<string> {
  return textOf(await comparisonFormat({ format })(comparison));
}

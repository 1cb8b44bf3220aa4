/** A side of a declared pair of sources, in words that every report for people uses. */
import type { ContradictionSide } from '../src/model.ts';
import { type Manner, shown } from './text.ts';

const VALUES = 5;

/** `14`, or `8, 12`: the first few values, and how many there are beside them. */
export function valuesOf(
  { values, size }: ContradictionSide,
  t: Pick<Manner, 'shown'> = { shown },
): { readonly text: string; readonly more: number } {
  const few = values.slice(0, VALUES);
  return { text: few.map((value) => t.shown(value, 60)).join(', '), more: size - few.length };
}

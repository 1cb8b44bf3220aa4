/** Which repositories are looked at. Whatever is left out is left out for a written reason, and the report names it. */
import { z } from 'zod';

/** `*` stands for any characters; capitals do not count, as in GitHub's own names. */
const Pattern = z.string().regex(/^[\w.*-]+$/, 'the name of a repository without its owner; `*` stands for any characters');
const because = z.string().trim().min(10, 'say why, in at least 10 characters: the report prints it');

export const Selection = z.strictObject({
  /** Only these are looked at. */
  include: z.strictObject({ match: z.array(Pattern).min(1), because }).optional(),
  /** These are not, whether included or not. */
  exclude: z
    .array(z.strictObject({ match: Pattern, because }))
    .min(1)
    .optional(),
});
export type Selection = z.infer<typeof Selection>;

const fits = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  ).test(name);

/** Why a repository of this name, given without its owner, is left out; undefined: it is looked at. */
export function becauseOf(selection: Selection | undefined, name: string): string | undefined {
  const excluded = selection?.exclude?.find(({ match }) => fits(match, name));
  if (excluded) return `${excluded.because} (exclude: ${excluded.match})`;
  const { include } = selection ?? {};
  return include && !include.match.some((pattern) => fits(pattern, name))
    ? `${include.because} (include: ${include.match.join(', ')})`
    : undefined;
}

/** Patterns that fit none of the names: a mistake, or yesterday's. */
export function idle(selection: Selection, names: readonly string[]): readonly { readonly pattern: string; readonly because: string }[] {
  const idly = (key: string, match: string, why: string) =>
    names.some((name) => fits(match, name))
      ? []
      : [{ pattern: `${key}: ${match}`, because: `fits no repository; it was written for: ${why}` }];
  return [
    ...(selection.include?.match ?? []).flatMap((match) => idly('include', match, selection.include?.because as string)),
    ...(selection.exclude ?? []).flatMap(({ match, because: why }) => idly('exclude', match, why)),
  ];
}

/** Which words of a sentence suggest which kind of claim and which checks: a table for people to read and correct, never a decision. */
import { z } from 'zod';
import { CLAIM_KINDS, type ClaimKind } from '../model.ts';
import { keysIn, parseYaml, strictly } from '../yaml.ts';

const Words = z.array(z.string().min(2)).min(1);
const WordsFile = z.strictObject({
  kinds: z.array(z.strictObject({ kind: z.enum(CLAIM_KINDS), words: Words, because: z.string().min(1) })),
  bindings: z.array(z.strictObject({ words: Words, checks: Words, because: z.string().min(1) })),
});
export type WordTable = z.infer<typeof WordsFile>;

export interface Suggested {
  readonly kind: ClaimKind;
  readonly kindBecause: string;
  readonly bindings: readonly { readonly check: string; readonly because: string }[];
}

export function readWords(text: string, shown: string): WordTable {
  return strictly(parseYaml(text, shown), WordsFile, keysIn(WordsFile), 'POLICY_INVALID');
}

/** The first kind whose words occur; `fact` where none does. Every check that some row names, once, with the first row's reason. */
export function suggest(sentence: string, { kinds, bindings }: WordTable, known: readonly string[]): Suggested {
  const [first] = kinds.flatMap((row) => {
    const word = row.words.find((one) => occurs(one, sentence));
    return word === undefined ? [] : [{ kind: row.kind, kindBecause: `"${word}": ${row.because}` }];
  });
  const found = new Map<string, string>();
  for (const row of bindings) {
    const word = row.words.find((one) => occurs(one, sentence));
    if (word === undefined) continue;
    for (const check of row.checks.flatMap((pattern) => idsOf(pattern, known)))
      if (!found.has(check)) found.set(check, `"${word}": ${row.because}`);
  }
  return {
    ...(first ?? { kind: 'fact', kindBecause: 'no word of the table says otherwise' }),
    bindings: [...found].map(([check, because]) => ({ check, because })),
  };
}

/** Whole words in any case; `encrypt*` for whatever goes on from there. */
function occurs(word: string, sentence: string): boolean {
  const pattern = word
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\/]/g, '\\$&'))
    .join('[\\p{L}\\p{N}-]*');
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'u').test(sentence.toLowerCase());
}

/** Ids that exist: a row may name checks of a family, `aws.rds.*`. */
export function idsOf(pattern: string, known: readonly string[]): readonly string[] {
  if (!pattern.includes('*')) return known.includes(pattern) ? [pattern] : [];
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
  const matching = new RegExp(`^${parts.join('.*')}$`);
  return known.filter((id) => matching.test(id));
}

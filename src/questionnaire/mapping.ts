/** Which claims, controls and checks a question rests on, as somebody argued it; and what is said by hand. Strict: a name that nothing has is refused. */
import { z } from 'zod';
import { nearest, Refusal, Refusals } from '../errors.ts';
import { keysIn, strictly, type YamlFile } from '../yaml.ts';

const Sentence = z.string().trim().min(1);
const Why = z.string().trim().min(20, 'say in at least 20 characters what it has to do with the question');
const Rest = z.union([
  z.strictObject({ check: z.string(), why: Why }),
  z.strictObject({ claim: z.string(), why: Why }),
  z.strictObject({ control: z.string(), why: Why }),
]);
export const HAND = ['yes', 'no', 'not applicable'] as const;
const Entry = z.strictObject({
  id: z.string().trim().min(1),
  about: Sentence,
  covers: z.enum(['whole', 'part']),
  remainder: Why.optional(),
  rests: z.array(Rest).default([]),
  answer: z.enum(HAND, 'an answer by hand is `yes`, `no` or `not applicable`').optional(),
  because: Sentence.optional(),
});
export const MappingFile = z.strictObject({
  title: Sentence,
  version: z.string(),
  publisher: Sentence,
  kind: z.literal('questionnaire'),
  size: z.int().positive().optional(),
  column: Sentence.optional(),
  /** Written for many companies: checks of sources that a run does not have are left out of an answer, and the answer names them. */
  anySource: z.boolean().default(false),
  questions: z.array(Entry).min(1),
});
export type Rests = z.infer<typeof Rest>;
export type Entry = z.infer<typeof Entry>;
export type Mapping = z.infer<typeof MappingFile>;

export interface Names {
  readonly checks: readonly string[];
  /** `best-practices/two-factor` */
  readonly claims: readonly string[];
  /** `iso-27001-2022/A.8.5` */
  readonly controls: readonly string[];
}

export function readMapping(yaml: YamlFile, names: Names): Mapping {
  const mapping = strictly(yaml, MappingFile, keysIn(MappingFile), 'POLICY_INVALID');
  const faults: Refusal[] = [];
  const fault = (message: string, path: readonly PropertyKey[], hint?: string) =>
    faults.push(new Refusal('POLICY_INVALID', message, { at: yaml.at(path), ...(hint !== undefined && { hint }) }));
  const seen = new Set<string>();
  mapping.questions.forEach(({ id, covers, remainder, rests, answer, because }, index) => {
    const at = ['questions', index];
    if (seen.has(id)) fault(`the question \`${id}\` occurs twice`, [...at, 'id']);
    seen.add(id);
    if (covers === 'part' && remainder === undefined)
      fault(`\`${id}\` is covered in part: \`remainder\` must say what the evidence does not show`, [...at, 'covers']);
    if (answer !== undefined && answer !== 'yes' && because === undefined)
      fault(`\`${id}\` is answered by hand: \`because\` must say why`, [...at, 'answer']);
    rests.forEach((rest, step) => {
      const [kind, name] = nameOf(rest);
      const known = names[`${kind}s`];
      if (known.includes(name)) return;
      const meant = nearest(name, known);
      fault(`no ${kind} is called \`${name}\``, [...at, 'rests', step, kind], meant ? `did you mean \`${meant}\`?` : LISTS[kind]);
    });
  });
  if (mapping.size !== undefined && mapping.size < seen.size)
    fault(`\`size\` is ${mapping.size}, and ${seen.size} questions are mapped`, ['size']);
  if (faults.length > 0) throw new Refusals(faults);
  return mapping;
}

const LISTS = {
  check: 'see `claimcheck list checks`',
  claim: 'a claim is written page/claim; see `claimcheck list claims`',
  control: 'a control is written framework/control; see `claimcheck list frameworks`',
} as const;

export function nameOf(rest: Rests): readonly [keyof typeof LISTS, string] {
  if ('check' in rest) return ['check', rest.check];
  return 'claim' in rest ? ['claim', rest.claim] : ['control', rest.control];
}

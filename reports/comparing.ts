/** Two runs in words, as the reports that show them side by side share them. */
import { type Cause, type CheckChange, type Comparison, EFFECTS, type Effect, type FindingChange, type Judged } from '../src/model.ts';
import { enTime } from './messages/en-time.ts';
import { number, plural, shown } from './text.ts';
import { STANDING_WORD, VERDICT_WORD } from './words.ts';

export const EFFECT_WORD = enTime.effectWord;

/** What comes first in every list. */
export const EFFECT_ORDER: readonly Effect[] = [
  'worse',
  'less-known',
  'not-looked-at',
  'asked-otherwise',
  'waived',
  'better',
  'known-again',
  'gone',
  'set-aside',
  'new',
  'same',
];
export const byEffect = (a: { readonly effect: Effect }, b: { readonly effect: Effect }): number =>
  EFFECT_ORDER.indexOf(a.effect) - EFFECT_ORDER.indexOf(b.effect);

export function verdictStep({ before, after }: Pick<CheckChange, 'before' | 'after'>): string {
  const word = (verdict: CheckChange['before']) => (verdict === null ? 'not asked' : VERDICT_WORD[verdict]);
  return before === after ? `${word(before)} as before` : `${word(before)} → ${word(after)}`;
}
export function standingStep({ before, after }: Comparison['requirements'][number]): string {
  const word = (standing: typeof before) => (standing === null ? 'not assessed' : STANDING_WORD[standing]);
  return `${word(before)} → ${word(after)}`;
}
export function findingStep({ before, after }: FindingChange): string {
  const word = (judged: Judged | null) => {
    if (judged === null) return 'not there';
    const reason = judged.reason === undefined ? '' : ` (${judged.reason})`;
    return `${VERDICT_WORD[judged.verdict]}${reason}${judged.waived ? ', waived' : ''}`;
  };
  return `${word(before)} → ${word(after)}`;
}

/** Fields of one line. */
const MOST_FIELDS = 3;
/** `permission lost: iam:ListUsers was refused; iam:ListUsers would help`. Holds names of the estate: escape it. */
export function causeSaid({ kind, because, fields, permission }: Cause): string {
  const steps = (fields ?? [])
    .slice(0, MOST_FIELDS)
    .map(({ field, before, after }) => `${field} ${shown(before, 60)} → ${shown(after, 60)}`);
  const more = (fields?.length ?? 0) - steps.length;
  const left = more > 0 ? ` and ${number(more)} more` : '';
  const told = steps.length > 0 ? `${steps.join(', ')}${left}` : because;
  const help = permission !== undefined && kind === 'permission_lost' ? `; ${permission} would help` : '';
  return `${kind.replaceAll('_', ' ')}: ${told}${help}`;
}

/** `2 worse, 1 less known, 3 fixed`; the empty text when there is nothing to say. */
export function tallied(effects: Readonly<Record<Effect, number>>): string {
  return EFFECT_ORDER.filter((effect) => effects[effect] > 0)
    .map((effect) => `${number(effects[effect])} ${EFFECT_WORD[effect].toLowerCase()}`)
    .join(', ');
}
export function countEffects(changes: readonly { readonly effect: Effect }[]): Readonly<Record<Effect, number>> {
  return Object.fromEntries(EFFECTS.map((effect) => [effect, changes.filter((one) => one.effect === effect).length])) as Record<
    Effect,
    number
  >;
}

/** The one line that is read by who reads no other. */
export function verdictOf({ exit, checks, requirements, findings, scope }: Comparison): string {
  const counted = countEffects([...checks.filter(({ before, after }) => before !== after), ...requirements]);
  if (exit === 0 && findings.total === 0 && checks.length + requirements.length + scope.length === 0) return 'Nothing changed.';
  const head = {
    0: 'Nothing is worse',
    1: 'Something is worse',
    3: 'Something is less known',
    4: 'Something is worse, and something is less known',
  };
  const told = tallied(counted);
  const rows = plural(findings.total, 'finding');
  const all = `${rows} changed`;
  return `${head[exit as 0 | 1 | 3 | 4]}${told === '' ? '' : `; checks, claims and controls: ${told}`}; ${all}.`;
}

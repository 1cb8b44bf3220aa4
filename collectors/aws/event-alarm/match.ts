/** Whether a pattern matches every event of a kind: certainly, certainly not, or nobody can tell. Pure. */
import type { Condition, Pattern } from './pattern.ts';

/** A text · any text but these (written as they would stand in a pattern) · the event has no such field. */
export type Fixed = string | OpenText | null;
export interface OpenText {
  readonly not: readonly string[];
}
/** Any text at all: there are such events for whatever stands here. */
export const ANY: OpenText = { not: [] };
/** What all events of a kind have in common, by path: `userIdentity.type`. Of a path that is not here nothing is known. */
export type EventKind = Readonly<Record<string, Fixed>>;

/** True: every event of the kind. False: there is one that it does not match. Undefined: neither is certain. */
export function matches(pattern: Pattern, kind: EventKind): boolean | undefined {
  return evaluate(pattern, kind) ?? (examples(pattern, kind).some((event) => evaluate(pattern, event) === false) ? false : undefined);
}

/** Events of the kind: one whose open texts are none that the pattern names, and one for each that it does name. */
function examples(pattern: Pattern, kind: EventKind): readonly EventKind[] {
  const open = Object.entries(kind).filter((entry): entry is [string, OpenText] => typeof entry[1] === 'object' && entry[1] !== null);
  const strange = { ...kind, ...Object.fromEntries(open.map(([field]) => [field, '\u0000'])) };
  const named = open.flatMap(([field, { not }]) =>
    literals(pattern, field)
      .filter((text) => !not.includes(text))
      .map((text) => ({ ...strange, [field]: text.replaceAll('*', '') })),
  );
  return [strange, ...named];
}
function literals(pattern: Pattern, field: string): readonly string[] {
  if ('of' in pattern) return pattern.of.flatMap((part) => literals(part, field));
  return pattern.kind === 'compare' && pattern.field === field ? [pattern.to] : [];
}

function evaluate(pattern: Pattern, kind: EventKind): boolean | undefined {
  switch (pattern.kind) {
    case 'all':
      return all(pattern.of.map((part) => evaluate(part, kind)));
    case 'any':
      return any(pattern.of.map((part) => evaluate(part, kind)));
    case 'term':
      // a word that is one of the texts stands in the event; any other may stand in what is not known of it
      return Object.values(kind).includes(pattern.text) ? pattern.wanted : undefined;
    default:
      return Object.hasOwn(kind, pattern.field) ? condition(pattern, kind[pattern.field] as Fixed) : undefined;
  }
}
function all(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}
function any(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

function condition(test: Condition, fixed: Fixed): boolean | undefined {
  if (test.kind === 'absent') return fixed === null;
  // a field that is not there equals nothing; whether it differs from something is documented nowhere
  if (fixed === null) return test.kind === 'compare' && test.by === '=' ? false : undefined;
  // texts are none of the three constants, unless they read like one
  if (test.kind === 'constant') return typeof fixed === 'string' && /^(?:true|false|null)$/i.test(fixed) ? undefined : false;
  if (test.by !== '=' && test.by !== '!=') return undefined;
  const equal = equals(fixed, test.to);
  return equal === undefined ? undefined : equal === (test.by === '=');
}
function equals(fixed: string | OpenText, wanted: string): boolean | undefined {
  if (typeof fixed === 'string') return like(fixed, wanted);
  return fixed.not.includes(wanted) ? false : undefined;
}

/** Case counts. `*` stands for any text at either end; what it does in the middle is not documented. */
function like(value: string, wanted: string): boolean | undefined {
  const inner = wanted.replace(/^\*|\*$/g, '');
  if (inner.includes('*')) return undefined;
  const [open, close] = [wanted.startsWith('*'), wanted.endsWith('*')];
  if (open && close) return value.includes(inner);
  if (open) return value.endsWith(inner);
  return close ? value.startsWith(inner) : value === wanted;
}

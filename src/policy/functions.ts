/** Named functions of the policy language: pure, total over their types, small. They extend the vocabulary, never the verdict. */
import { RE2JS } from '@bufbuild/re2';
import { Unread } from './shape.ts';

export interface PolicyFunction {
  /** As the language knows it: `daysSince(string): double`. */
  readonly signature: string;
  readonly docs: string;
  /** Its answer depends on the run's time: a check that uses it cannot be trusted on a wrong clock. */
  readonly timed?: true;
  /** `now` in ms since 1970. A throw means: this has no answer, so the verdict is unknown. */
  // biome-ignore lint/suspicious/noExplicitAny: arguments are typed by the signature
  call(now: number, ...args: any[]): unknown;
}

const DAY = 86_400_000;

function instant(text: string): number {
  // RFC 3339 section 5.6; Date.parse alone would take many other things for a date
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text))
    throw new RangeError(`not an RFC 3339 instant: ${text.slice(0, 40)}`);
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError(`no such instant: ${text}`);
  return at;
}

/** What was too old on the day of the approval was stated to be so. What has become too old since, somebody would have to state again. */
function inForce(now: number, at: number, approvedAt: number, span: number, written: string): boolean {
  if (approvedAt - at > span) return false;
  if (now - at <= span) return true;
  const detail = `what was approved rests on ${written}, which counts for ${Math.round(span / DAY)} days; nobody has stated anything since`;
  throw new Unread({ operation: '(attestation)', reason: 'attestation_expired', detail });
}

const patterns = new Map<string, RE2JS>();
/** RE2 has no backtracking: a hostile name costs time linear in its length. */
export function re2(text: string, pattern: string): boolean {
  const known = patterns.get(pattern);
  const compiled = known ?? RE2JS.compile(pattern);
  if (!known && patterns.size < 1000) patterns.set(pattern, compiled);
  return compiled.test(text);
}

export const functions: readonly PolicyFunction[] = [
  {
    signature: 'daysSince(string): double',
    docs: "Days from an RFC 3339 instant to the run's start; negative for the future.",
    timed: true,
    call: (now, at: string) => (now - instant(at)) / DAY,
  },
  {
    signature: 'daysUntil(string): double',
    docs: "Days from the run's start to an RFC 3339 instant; negative for the past.",
    timed: true,
    call: (now, at: string) => (instant(at) - now) / DAY,
  },
  {
    signature: 'hoursSince(string): double',
    docs: "Hours from an RFC 3339 instant to the run's start.",
    timed: true,
    call: (now, at: string) => ((now - instant(at)) / DAY) * 24,
  },
  {
    signature: 'inForce(string, string, int): bool',
    docs: 'Whether what a signed statement dates (first) was at most so many days old when it was approved (second). What has grown older since then has no answer: the verdict is unknown.',
    timed: true,
    call: (now, at: string, approvedAt: string, days: bigint) => inForce(now, instant(at), instant(approvedAt), Number(days) * DAY, at),
  },
  {
    signature: 'list<string>.isSubsetOf(list<string>): bool',
    docs: 'Every element on the left occurs on the right. An empty list is a subset of every list.',
    call: (_, some: string[], all: string[]) => some.every((one) => all.includes(one)),
  },
  {
    signature: 'list<string>.joined(string): string',
    docs: 'The elements with a separator between them, for messages.',
    call: (_, parts: string[], by: string) => parts.join(by),
  },
  {
    signature: 'string.re2(string): bool',
    docs: 'What `matches` means here: RE2 syntax, found anywhere in the text.',
    call: (_, text: string, pattern: string) => re2(text, pattern),
  },
];

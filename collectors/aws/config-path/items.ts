/** What AWS Config has recorded of a resource, as an advanced query gives it: JSON in strings, a hundred to a page. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** Some members are JSON within JSON: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html */
const Part = z.preprocess(
  (value, ctx) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      ctx.issues.push({ code: 'custom', message: 'not JSON', input: value });
      return z.NEVER;
    }
  },
  z.record(z.string(), z.unknown()),
);

export const Item = z.looseObject({
  resourceId: z.string().min(1),
  resourceType: z.string().min(1),
  arn: z.string().min(1).optional(),
  accountId: z.string().regex(/^\d{12}$/),
  awsRegion: z.string().min(1),
  configurationItemCaptureTime: z.iso.datetime({ offset: true }),
  configurationItemStatus: z.string().min(1),
  configuration: Part.optional(),
  supplementaryConfiguration: Part.optional(),
  tags: z.array(z.looseObject({ key: z.string(), value: z.string() })).optional(),
});
export type Item = z.infer<typeof Item>;

export interface ItemPage {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}
const Answered = z.looseObject({ Results: z.array(z.string()), NextToken: z.string().optional() });

/** Every reader of a page gets the same objects: a page is parsed once, however many questions it answers. */
const parsed = new WeakMap<object, ItemPage>();
export const Items: z.ZodType<ItemPage> = z
  .custom<object>((value) => typeof value === 'object' && value !== null)
  .transform((page, ctx) => {
    const known = parsed.get(page);
    if (known) return known;
    const answer = Answered.safeParse(page);
    const items = answer.success ? z.array(Row).safeParse(answer.data.Results) : undefined;
    const error = answer.error ?? items?.error;
    if (!answer.success || !items?.success) {
      for (const issue of error?.issues ?? []) ctx.issues.push({ ...issue, input: page } as z.core.$ZodRawIssue);
      return z.NEVER;
    }
    const token = answer.data.NextToken;
    const made = { items: items.data, next: token === '' ? undefined : token };
    parsed.set(page, made);
    return made;
  });
const Row = z
  .string()
  .transform((text, ctx) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      ctx.issues.push({ code: 'custom', message: 'a row that is not JSON', input: text });
      return z.NEVER;
    }
  })
  .pipe(Item);

/** Gone, as AWS Config knows it; a query gives such items no more, and who got one all the same must not judge it. */
const GONE = new Set(['ResourceDeleted', 'ResourceDeletedNotRecorded']);
/** Recorded as it is: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html */
const THERE = new Set(['OK', 'ResourceDiscovered']);
export const isGone = ({ configurationItemStatus: status }: Item): boolean => GONE.has(status);
export const isThere = ({ configurationItemStatus: status }: Item): boolean => THERE.has(status);

/** The few that are asked about live as well: those whose ids have the lowest digests, which nobody chooses. */
export function sampled(ids: readonly string[], most: number): ReadonlySet<string> {
  const digest = (id: string) => createHash('sha256').update(id).digest('hex');
  return new Set(
    ids
      .map((id) => [digest(id), id] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, most)
      .map(([, id]) => id),
  );
}

/** Whether the service says all that AWS Config says. It may say more: an item does not hold every member. */
export function agrees(recorded: unknown, live: unknown): boolean {
  if (Array.isArray(recorded)) {
    if (!Array.isArray(live) || live.length !== recorded.length) return false;
    const left = [...live];
    return recorded.every((one) => {
      const at = left.findIndex((other) => agrees(one, other));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  }
  if (typeof recorded === 'string' && typeof live === 'string') return recorded === live || sameJson(recorded, live);
  if (typeof recorded !== 'object' || recorded === null) return recorded === live;
  if (typeof live !== 'object' || live === null) return false;
  return Object.entries(recorded).every(([name, value]) => agrees(value, (live as Record<string, unknown>)[name]));
}
/** Policies are texts, and white space in them says nothing. */
function sameJson(recorded: string, live: string): boolean {
  if (!recorded.trimStart().startsWith('{')) return false;
  try {
    return isDeepStrictEqual(JSON.parse(recorded), JSON.parse(live));
  } catch {
    return false; // no JSON, and not the same text
  }
}

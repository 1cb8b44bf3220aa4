import { expect, it } from 'vitest';
import { and, not, or } from '../../../collectors/aws/kleene.ts';
import { isUnknown, type Known, unknown } from '../../../src/kit.ts';

const dark = unknown({ operation: 's3:GetPublicAccessBlock', reason: 'access_denied', detail: 'AccessDenied' });
/** Kleene's tables with truth as numbers: false 0, unknown ½, true 1; or is max, and is min, not is 1 − x. */
const VALUES: readonly Known<boolean>[] = [true, false, dark];
const rank = (value: Known<boolean>) => (isUnknown(value) ? 0.5 : Number(value));

it.each(VALUES.flatMap((a) => VALUES.map((b) => [a, b] as const)))('Kleene: %o and %o', (a, b) => {
  expect(rank(or(a, b))).toBe(Math.max(rank(a), rank(b)));
  expect(rank(and(a, b))).toBe(Math.min(rank(a), rank(b)));
  expect(rank(not(a))).toBe(1 - rank(a));
});

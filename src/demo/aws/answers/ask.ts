/** What every answer is given beside its input, and the few things that all answers do. */

import type { AwsRefusal } from '../wire-errors.ts';
import type { Account, Age, Region, Tags, World } from '../world.ts';

export interface Ask {
  readonly world: World;
  readonly account: Account;
  readonly region: Region;
  readonly regionName: string;
  readonly now: Date;
  /** ARN of the user or of the assumed role. */
  readonly caller: string;
  /** What the server remembers between requests: how far a credential report is. */
  readonly memory: Map<string, string>;
}
/** Takes the SDK's input type and gives its output type; each answer names its own. */
export type Answer = (input: never, ask: Ask) => object;

const DAY = 86_400_000;
/** Whole seconds, as most services answer. */
export function ago(age: Age, { now }: Ask): Date {
  return new Date(Math.floor((now.getTime() - age * DAY) / 1000) * 1000);
}
export function maybeAgo(age: Age | null, ask: Ask): Date | undefined {
  return age === null ? undefined : ago(age, ask);
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next: string | undefined;
}
/** One page, no longer than the world's page size nor than asked. `bad` makes the service's own refusal of a foreign token. */
export function page<T>(
  all: readonly T[],
  ask: Ask,
  want: { size?: number | undefined; token?: string | undefined },
  bad: () => AwsRefusal,
): Page<T> {
  const start = want.token === undefined ? 0 : startOf(want.token, bad);
  const end = start + Math.min(want.size ?? ask.world.pageSize, ask.world.pageSize);
  return { items: all.slice(start, end), next: end < all.length ? tokenOf(end) : undefined };
}
/** Opaque on purpose: a collector that computes tokens, or reads them, must break here. */
const tokenOf = (start: number) => Buffer.from(`page-from:${start}`).toString('base64url');
function startOf(token: string, bad: () => AwsRefusal): number {
  const [, start] = /^page-from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (start === undefined) throw bad();
  return Number(start);
}

export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Listings of the query services: a page's list must be there, and the last page is the one that points to no other. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';

interface Turning<T> {
  /** Member of the answer that holds the items: `Volumes`. */
  readonly list: string;
  /** Member that points to the next page: `NextToken`, `Marker`. */
  readonly token: string;
  readonly item: z.ZodType<T>;
  key(item: T): string;
  send(token: Readonly<Record<string, string>>): Promise<unknown>;
}

/**
 * The SDK keeps "none" and "not there" apart: an empty element (`<volumeSet/>`) becomes `[]`, a lacking one `undefined`
 * (readSchema in XmlShapeDeserializer.js of @aws-sdk/core). EC2 and RDS send the element even when it is empty, so a page
 * without it is `missing_member` and not an empty estate. The SDK's `[]` for an element with strange children is refused
 * before, in verify.
 * The last page's token is left out, or empty: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html
 */
export function turning<T>({ list, token, item, key, send }: Turning<T>): Paging<Record<string, unknown>, T> {
  return {
    page: z.looseObject({ [list]: z.array(item), [token]: z.string().optional() }),
    send: (next) => send(next === undefined ? {} : { [token]: next }),
    items: (page) => page[list] as readonly T[],
    next: (page) => (page[token] === '' ? undefined : (page[token] as string | undefined)),
    key,
  };
}

/** For what can only be said once all of a listing has been seen. */
export async function gather<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

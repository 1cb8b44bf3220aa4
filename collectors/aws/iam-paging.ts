/** IAM's listings say on every page whether there is another: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';

const turned = { IsTruncated: z.boolean(), Marker: z.string().min(1).optional() };
const CUT = 'a page that is not the last does not say where the next one begins';

export interface MarkedPage {
  readonly IsTruncated: boolean;
  readonly Marker?: string | undefined;
}
/** A page with these lists; all of them must be there, the empty ones too: IAM sends `<Policies/>`, which the SDK reads as `[]`. */
export function markedPage<T extends z.ZodRawShape>(lists: T) {
  return z
    .looseObject({ ...lists, ...turned })
    .refine(({ IsTruncated, Marker }) => IsTruncated === false || Marker !== undefined, { message: CUT, path: ['Marker'] });
}
/** "IAM might return fewer than the MaxItems number of results even when there are more": IsTruncated alone marks the last page. */
export function nextMarker({ IsTruncated, Marker }: MarkedPage): string | undefined {
  return IsTruncated ? Marker : undefined;
}

interface Marked<T> {
  /** Member of the answer that holds the items: `MFADevices`. */
  readonly list: string;
  readonly item: z.ZodType<T>;
  key(item: T): string;
  send(marker: { readonly Marker?: string }): Promise<unknown>;
}
export function marked<T>({ list, item, key, send }: Marked<T>): Paging<MarkedPage & Readonly<Record<string, unknown>>, T> {
  return {
    page: markedPage({ [list]: z.array(item) }) as unknown as z.ZodType<MarkedPage & Readonly<Record<string, unknown>>>,
    send: (Marker) => send(Marker === undefined ? {} : { Marker }),
    items: (page) => page[list] as readonly T[],
    next: nextMarker,
    key,
  };
}

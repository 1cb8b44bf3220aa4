/** Which images are a server's backups, and when the newest was made. Pure. */
import { z } from 'zod';
import { isUnknown, settled, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Item } from '../client.ts';
import { addTo, member } from '../member.ts';

const OPERATION = CALLS.images.operation;

/** Whose image this is; null: of no server. Backups are bound to their server, snapshots remember where they came from. */
function ownerOf(image: Item): Known<number | null> {
  const type = member(image, 'type', z.string(), OPERATION);
  if (isUnknown(type)) return type;
  if (type === 'backup') return member(image, 'bound_to', z.int().nullable(), OPERATION);
  const from = member(image, 'created_from', z.looseObject({ id: z.int() }).nullable(), OPERATION);
  return isUnknown(from) ? from : (from?.id ?? null);
}

/** Images by server; `stray` are those that do not tell whose they are, and so may be anybody's. */
export interface Owned {
  readonly byServer: ReadonlyMap<number, readonly Item[]>;
  readonly stray: readonly Item[];
}
export function byOwner(images: readonly Item[]): Owned {
  const byServer = new Map<number, Item[]>();
  const stray: Item[] = [];
  for (const image of images) {
    const owner = ownerOf(image);
    if (isUnknown(owner)) stray.push(image);
    else if (owner !== null) addTo(byServer, owner, image);
  }
  return { byServer, stray };
}

/** RFC 3339 instant of the newest image that could be restored today; null: all images were read and there is none. */
export function newestAvailable(images: readonly Item[], stray: readonly Item[]): Known<string | null> {
  const hidden = stray.map(ownerOf).find(isUnknown);
  if (hidden) return hidden;
  let newest: string | null = null;
  for (const image of images) {
    const created = madeAt(image);
    if (isUnknown(created)) return created;
    if (created !== null && (newest === null || Date.parse(created) > Date.parse(newest))) newest = created;
  }
  return newest;
}

/** Null: not `available`, so nothing that one could restore. */
function madeAt(image: Item): Known<string | null> {
  const status = member(image, 'status', z.string(), OPERATION);
  const created = member(image, 'created', z.string(), OPERATION);
  return settled<[string, string], string | null>([status, created], (state, at) => {
    if (state !== 'available') return null;
    if (Number.isNaN(Date.parse(at)))
      return unknown({
        operation: OPERATION,
        reason: 'malformed_response',
        detail: `${OPERATION}: \`created\` of image ${image.id} is no date`,
      });
    return at;
  });
}

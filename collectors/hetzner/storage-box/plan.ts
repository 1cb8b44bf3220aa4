/** When a Storage Box makes snapshots of itself, and when it last did. Pure. */
import { z } from 'zod';
import { isUnknown, missing, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { BOX_CALLS, CALLS } from '../calls.ts';
import type { Item } from '../client.ts';
import { member } from '../member.ts';

const BOXES = CALLS.storage_boxes.operation;
const SNAPSHOTS = BOX_CALLS.snapshots.operation;
const Plan = z.looseObject({ day_of_week: z.int().nullable(), day_of_month: z.int().nullable() });
const DAY = 24;

/** Hours between two runs of the plan: a month counts as its longest, 31 days. Null: no plan. */
export function planInterval(box: Item): Known<number | null> {
  const plan = member(box, 'snapshot_plan', Plan.nullable(), BOXES);
  if (isUnknown(plan)) return plan;
  if (plan !== null) return plan.day_of_month !== null ? 31 * DAY : plan.day_of_week !== null ? 7 * DAY : DAY;
  // "Not available if the `status` is `initializing`": then null is no word about the plan
  const status = member(box, 'status', z.string(), BOXES);
  if (isUnknown(status)) return status;
  return status === 'initializing' ? missing(BOXES, 'snapshot_plan') : null;
}

/** RFC 3339 instant; null: the list was read and is empty. */
export function newestSnapshot(snapshots: Answer<readonly Item[]>): Known<string | null> {
  return settle<readonly Item[], string | null>(snapshots, { some: newestOf, none: missing(SNAPSHOTS, 'snapshots') });
}
function newestOf(snapshots: readonly Item[]): Known<string | null> {
  let newest: string | null = null;
  for (const snapshot of snapshots) {
    const created = member(snapshot, 'created', z.iso.datetime({ offset: true }), SNAPSHOTS);
    if (isUnknown(created)) return created;
    if (newest === null || Date.parse(created) > Date.parse(newest)) newest = created;
  }
  return newest;
}

/** The trails that see a bucket's region, and what each takes of its buckets. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { and, or } from '../kleene.ts';
import { TRAILS, TRAILS_INPUT, trailPages } from '../trails.ts';
import { type Recorded, recordedAccess, Selectors } from './data-events.ts';

const STATUS = 'cloudtrail:GetTrailStatus';
const SELECTORS = 'cloudtrail:GetEventSelectors';
export const trailCalls = [
  call('cloudtrail', 'DescribeTrails'),
  call('cloudtrail', 'GetTrailStatus'),
  call('cloudtrail', 'GetEventSelectors'),
];

const Status = z.looseObject({ IsLogging: z.boolean() });
interface Recorder {
  readonly status: Answer<z.infer<typeof Status>>;
  readonly selectors: Answer<Selectors>;
}
export type Recorders = Known<{ readonly partition: string; readonly trails: readonly Recorder[] }>;

/** A trail of one region stands in no other region's list, so the bucket's own region is asked. */
export async function askRecorded(location: Known<string>, aws: Aws, ask: Ask): Promise<Recorders> {
  if (isUnknown(location)) return location;
  const input = location === aws.home ? TRAILS_INPUT : { ...TRAILS_INPUT, region: location };
  const trails = (await ask.list(TRAILS, input, trailPages(aws, location))) ?? missing(TRAILS, 'trailList');
  if (isUnknown(trails)) return trails;
  const asked = trails.map(async ({ TrailARN: arn, HomeRegion: region }) => {
    const [status, selectors] = await Promise.all([
      ask(STATUS, { arn }, Status, () => aws.send('cloudtrail', 'GetTrailStatus', { Name: arn }, region)),
      ask(SELECTORS, { arn }, Selectors, () => aws.send('cloudtrail', 'GetEventSelectors', { TrailName: arn }, region)),
    ]);
    return { status, selectors };
  });
  return { partition: aws.partition, trails: await Promise.all(asked) };
}

/** Reads may be in one trail and writes in another. */
export function recordedBy(recorders: Recorders, bucket: string): Known<boolean> {
  if (isUnknown(recorders)) return recorders;
  const { partition, trails } = recorders;
  const some = (which: keyof Recorded) =>
    trails.reduce<Known<boolean>>((found, { status, selectors }) => {
      const logs: Known<boolean> = settle(status, { some: ({ IsLogging }) => IsLogging, none: missing(STATUS, 'IsLogging') });
      const takes: Known<boolean> = settle(selectors, {
        some: (answer) => recordedAccess(answer, partition, bucket)[which],
        none: missing(SELECTORS, 'EventSelectors'),
      });
      return or(found, and(logs, takes));
    }, false);
  return and(some('reads'), some('writes'));
}

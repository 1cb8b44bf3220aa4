/** GuardDuty's detector in one region: there is one at most. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing } from '../../src/kit.ts';
import type { Ask, Call } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

const LIST = call('guardduty', 'ListDetectors');
const GET = call('guardduty', 'GetDetector');
export const DETECTOR_CALLS: readonly Call[] = [LIST, GET];

/** `Features` may be lacking; `DataSources` is what it was before, and is not read. */
const Detector = z.looseObject({
  Status: z.string().min(1),
  Features: z.array(z.looseObject({ Name: z.string().min(1), Status: z.string().min(1) })).optional(),
});
export interface Detectors {
  /** Those listed; an empty list means that GuardDuty is off here. */
  readonly ids: Known<readonly string[]>;
  readonly detectors: readonly { readonly id: string; readonly settings: Known<z.infer<typeof Detector>> }[];
}

export async function detectorsIn(aws: Aws, ask: Ask, region: string | undefined): Promise<Detectors> {
  const listed: Answer<readonly string[]> = await ask.list(
    LIST.operation,
    {},
    turning({
      list: 'DetectorIds',
      token: 'NextToken',
      item: z.string().min(1),
      key: (id) => id,
      send: (token) => aws.send('guardduty', 'ListDetectors', token, region),
    }),
  );
  const ids = listed ?? missing(LIST.operation, 'DetectorIds');
  if (isUnknown(ids)) return { ids, detectors: [] };
  const detectors = ids.map(async (id) => {
    const input = { DetectorId: id };
    const settings = await ask(GET.operation, input, Detector, () => aws.send('guardduty', 'GetDetector', input, region));
    return { id, settings: settings ?? missing(GET.operation, 'Status') };
  });
  return { ids, detectors: await Promise.all(detectors) };
}
export const isOn = ({ settings }: Detectors['detectors'][number]): Known<boolean> =>
  isUnknown(settings) ? settings : settings.Status === 'ENABLED';

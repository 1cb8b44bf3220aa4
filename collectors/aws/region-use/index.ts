import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, unknown } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import {
  coverageOf,
  isRecording,
  isServiceLinked,
  RECORDERS,
  RECORDERS_CALL,
  type Recorder,
  type RecorderStatuses,
  recorderPages,
  recorderStatuses,
  STATUS,
  STATUS_CALL,
} from '../config-recorder/recorders.ts';
import { and } from '../kleene.ts';
import { turning } from '../paging.ts';

const COUNTS = 'config:GetDiscoveredResourceCounts';

const Count = z.looseObject({ resourceType: z.string().min(1), count: z.int().nonnegative() });
type Count = z.infer<typeof Count>;

const Resource = z.object({
  id: z.string().describe('Account and region'),
  name: z.string().describe('The region'),
  types: known(z.array(z.string())).describe(
    'resourceCounts[].resourceType of what AWS Config has discovered in the region; unknown while no recorder of the customer runs',
  ),
  seesAll: known(z.boolean()).describe('The recorder records every type; where it does not, what else there is is unknown'),
});

interface Raw {
  readonly id: string;
  readonly region: string;
  readonly counts: Answer<readonly Count[]>;
  readonly recorders: Answer<readonly Recorder[]>;
  readonly statuses: Known<RecorderStatuses>;
}

export default defineCollector({
  id: 'aws/region-use',
  title: 'Regions, and the types of resources that AWS Config has discovered there',
  scope: 'region',
  calls: [call('config-service', 'GetDiscoveredResourceCounts'), RECORDERS_CALL, STATUS_CALL],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { id, region = aws.home } }): AsyncIterable<Raw> {
    const countPages = turning({
      list: 'resourceCounts',
      token: 'nextToken',
      item: Count,
      key: ({ resourceType }) => resourceType,
      send: (token) => aws.send('config-service', 'GetDiscoveredResourceCounts', { limit: 100, ...token }, region),
    });
    const [counts, recorders, statuses] = await Promise.all([
      ask.list(COUNTS, {}, countPages),
      ask.list(RECORDERS, {}, recorderPages(aws, region)),
      recorderStatuses(aws, ask, region),
    ]);
    ask.proof('one region, which is this one');
    yield { id, region, counts, recorders, statuses };
  },
  normalise({ id, region, counts, recorders, statuses }) {
    const found = settle(counts, {
      some: (all): Known<string[]> => all.filter(({ count }) => count > 0).map(({ resourceType }) => resourceType),
      none: missing(COUNTS, 'resourceCounts'),
    });
    return {
      id,
      name: region,
      types: isUnknown(found) ? found : recorded(found.sort(), isRecording(statuses)),
      seesAll: settle(recorders, { some: recordsAll, none: missing(RECORDERS, 'ConfigurationRecorders') }),
    };
  },
});

/** With the recorder off the list is empty, whatever there is: https://docs.aws.amazon.com/config/latest/APIReference/API_GetDiscoveredResourceCounts.html */
function recorded(types: string[], recording: Known<boolean>): Known<string[]> {
  if (recording === true) return types;
  if (isUnknown(recording)) return recording;
  return unknown({
    operation: STATUS,
    reason: 'stale_evidence',
    detail: `${STATUS}: no configuration recorder of the account runs in this region, so that nobody knows what is in it`,
  });
}

/** Never false: that a recorder leaves types out does not say that there are any. */
function recordsAll(recorders: readonly Recorder[]): Known<boolean> {
  const gap = unknown({
    operation: RECORDERS,
    reason: 'population_incomplete',
    detail: `${RECORDERS}: no recorder of the account records all types in this region; what else there is is not known`,
  });
  const complete = recorders
    .filter((recorder) => !isServiceLinked(recorder))
    .map((recorder): Known<boolean> => {
      const { everything, leftOutTypes } = coverageOf(recorder);
      return and(everything, settle(leftOutTypes, { some: (types): Known<boolean> => types.length === 0, none: gap }));
    });
  if (complete.includes(true)) return true;
  return complete.find(isUnknown) ?? gap;
}

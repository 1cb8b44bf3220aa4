import { z } from 'zod';
import { defineCollector, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { TRAILS, TRAILS_INPUT, trailPages } from '../trails.ts';
import { managementEvents, Selectors } from './selectors.ts';

const LIST = TRAILS;
const STATUS = 'cloudtrail:GetTrailStatus';
const SELECTORS = 'cloudtrail:GetEventSelectors';

const Status = z.looseObject({
  IsLogging: z.boolean().optional(),
  LatestDeliveryTime: z.date().optional(),
  LatestDeliveryError: z.string().optional(),
});

const Resource = z.object({
  id: z.string().describe('TrailARN'),
  name: z.string().describe('Name'),
  homeRegion: z.string().describe('HomeRegion'),
  multiRegion: known(z.boolean()).describe('IsMultiRegionTrail'),
  organization: known(z.boolean()).describe("IsOrganizationTrail: made by the organisation's management account"),
  logFileValidation: known(z.boolean()).describe('LogFileValidationEnabled'),
  logging: known(z.boolean()).describe('GetTrailStatus.IsLogging'),
  lastDelivery: known(z.string().nullable()).describe(
    'GetTrailStatus.LatestDeliveryTime: when log files last reached the bucket; null: never',
  ),
  deliveryError: known(z.string().nullable()).describe('GetTrailStatus.LatestDeliveryError, which the latest attempt met; null: none'),
  managementReads: known(z.boolean()).describe('A selector takes management events that only read'),
  managementWrites: known(z.boolean()).describe('A selector takes management events that change something'),
  leftOutSources: known(z.array(z.string())).describe('Services whose management events are left out, such as kms.amazonaws.com'),
});

export default defineCollector({
  id: 'aws/cloudtrail-trail',
  title: "CloudTrail trails seen from an account's first region: its own, and all that cover every region",
  scope: 'account',
  calls: [call('cloudtrail', 'DescribeTrails'), call('cloudtrail', 'GetTrailStatus'), call('cloudtrail', 'GetEventSelectors')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask) {
    const trails = ask.pages(TRAILS, TRAILS_INPUT, trailPages(aws, aws.home));
    yield* parallel(trails, async (trail) => {
      const { TrailARN: arn, HomeRegion: region } = trail;
      const [status, selectors] = await Promise.all([
        ask(STATUS, { arn }, Status, () => aws.send('cloudtrail', 'GetTrailStatus', { Name: arn }, region)),
        ask(SELECTORS, { arn }, Selectors, () => aws.send('cloudtrail', 'GetEventSelectors', { TrailName: arn }, region)),
      ]);
      return { trail, status, selectors };
    });
  },
  normalise({ trail, status, selectors }) {
    const noStatus = missing(STATUS, '(the answer)');
    const noSelectors = missing(SELECTORS, '(the answer)');
    return {
      id: trail.TrailARN,
      name: trail.Name,
      homeRegion: trail.HomeRegion,
      multiRegion: trail.IsMultiRegionTrail ?? missing(LIST, 'trailList[].IsMultiRegionTrail'),
      organization: trail.IsOrganizationTrail ?? missing(LIST, 'trailList[].IsOrganizationTrail'),
      logFileValidation: trail.LogFileValidationEnabled ?? missing(LIST, 'trailList[].LogFileValidationEnabled'),
      logging: settle(status, { some: ({ IsLogging }) => IsLogging ?? missing(STATUS, 'IsLogging'), none: noStatus }),
      lastDelivery: settle(status, {
        some: (answer) => whole(answer, answer.LatestDeliveryTime?.toISOString()),
        none: noStatus,
      }),
      deliveryError: settle(status, {
        some: (answer) => whole(answer, answer.LatestDeliveryError === '' ? undefined : answer.LatestDeliveryError),
        none: noStatus,
      }),
      managementReads: settle(selectors, { some: (answer) => managementEvents(answer).reads, none: noSelectors }),
      managementWrites: settle(selectors, { some: (answer) => managementEvents(answer).writes, none: noSelectors }),
      leftOutSources: settle(selectors, { some: (answer) => [...managementEvents(answer).leftOut], none: noSelectors }),
    };
  },
});

/** A status without IsLogging, which every status has, is a piece of one: what else it lacks proves nothing. */
function whole(status: z.infer<typeof Status>, value: string | undefined): Known<string | null> {
  if (status.IsLogging === undefined) return missing(STATUS, 'IsLogging');
  return value === undefined ? null : value;
}

import { z } from 'zod';
import { defineCollector, type Known, known, missing, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import {
  coverageOf,
  isServiceLinked,
  RECORDERS,
  RECORDERS_CALL,
  recorderMember,
  recorderPages,
  recorderStatuses,
  STATUS_CALL,
  statusOf,
} from './recorders.ts';

const DELIVERY = 'config:DescribeDeliveryChannelStatus';

const Channels = z.looseObject({
  DeliveryChannelsStatus: z.array(
    z.looseObject({ configHistoryDeliveryInfo: z.looseObject({ lastStatus: z.string().optional() }).optional() }),
  ),
});

const Resource = z.object({
  id: z.string().describe('Account, region and name'),
  name: z.string().describe('name'),
  serviceLinked: z.boolean().describe('servicePrincipal is set: an AWS service made it for itself'),
  everything: known(z.boolean()).describe('It records all supported types: allSupported, or a strategy of all types, or of all but some'),
  leftOutTypes: known(z.array(z.string())).describe('exclusionByResourceTypes.resourceTypes: the types it leaves out'),
  globalTypes: known(z.boolean()).describe("includeGlobalResourceTypes: whether IAM's types are recorded in this region"),
  recording: known(z.boolean()).describe('DescribeConfigurationRecorderStatus.recording'),
  lastStatus: known(z.string()).describe('DescribeConfigurationRecorderStatus.lastStatus, in capitals: `SUCCESS`, `PENDING`, `FAILURE`'),
  historyDelivery: known(z.string().nullable()).describe(
    'configHistoryDeliveryInfo.lastStatus of the delivery channel, in capitals; null: there is no channel',
  ),
});

export default defineCollector({
  id: 'aws/config-recorder',
  title: 'What AWS Config records in a region, and whether it delivers',
  scope: 'region',
  calls: [RECORDERS_CALL, STATUS_CALL, call('config-service', 'DescribeDeliveryChannelStatus')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { id, region } }) {
    const recorders = ask.pages(RECORDERS, {}, recorderPages(aws, region));
    const [statuses, channels] = await Promise.all([
      recorderStatuses(aws, ask, region),
      ask(DELIVERY, {}, Channels, () => aws.send('config-service', 'DescribeDeliveryChannelStatus', {}, region)),
    ]);
    for await (const recorder of recorders) yield { id: `${id}/${recorder.name}`, recorder, statuses, channels };
  },
  normalise({ id, recorder, statuses, channels }) {
    return {
      id,
      name: recorder.name,
      serviceLinked: isServiceLinked(recorder),
      ...coverageOf(recorder),
      globalTypes: recorder.recordingGroup?.includeGlobalResourceTypes ?? recorderMember('recordingGroup.includeGlobalResourceTypes'),
      ...statusOf(statuses, recorder.name),
      historyDelivery: settle(channels, {
        some: ({ DeliveryChannelsStatus }) => delivery(DeliveryChannelsStatus),
        none: missing(DELIVERY, 'DeliveryChannelsStatus'),
      }),
    };
  },
});

/** A region has one channel at most. */
function delivery(channels: z.infer<typeof Channels>['DeliveryChannelsStatus']): Known<string | null> {
  if (channels.length === 0) return null;
  return (
    channels[0]?.configHistoryDeliveryInfo?.lastStatus?.toUpperCase() ??
    missing(DELIVERY, 'DeliveryChannelsStatus[].configHistoryDeliveryInfo.lastStatus')
  );
}

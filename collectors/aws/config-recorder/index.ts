import { z } from 'zod';
import { defineCollector, type Known, known, missing, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { recorderStatuses, STATUS_CALL, statusOf } from './recorders.ts';

const LIST = 'config:DescribeConfigurationRecorders';
const DELIVERY = 'config:DescribeDeliveryChannelStatus';

const Group = z.looseObject({
  allSupported: z.boolean().optional(),
  includeGlobalResourceTypes: z.boolean().optional(),
  exclusionByResourceTypes: z.looseObject({ resourceTypes: z.array(z.string()).optional() }).optional(),
  recordingStrategy: z.looseObject({ useOnly: z.string().optional() }).optional(),
});
const Recorder = z.looseObject({ name: z.string().min(1), recordingGroup: Group.optional(), servicePrincipal: z.string().optional() });
const Page = z.looseObject({ ConfigurationRecorders: z.array(Recorder) });
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
  calls: [call('config-service', 'DescribeConfigurationRecorders'), STATUS_CALL, call('config-service', 'DescribeDeliveryChannelStatus')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { id, region } }) {
    const recorders = ask.pages(
      LIST,
      {},
      {
        page: Page,
        send: () => aws.send('config-service', 'DescribeConfigurationRecorders', {}, region),
        items: (page) => page.ConfigurationRecorders,
        next: () => undefined,
      },
    );
    const [statuses, channels] = await Promise.all([
      recorderStatuses(aws, ask, region),
      ask(DELIVERY, {}, Channels, () => aws.send('config-service', 'DescribeDeliveryChannelStatus', {}, region)),
    ]);
    for await (const recorder of recorders) yield { id: `${id}/${recorder.name}`, recorder, statuses, channels };
  },
  normalise({ id, recorder, statuses, channels }) {
    const group = recorder.recordingGroup;
    return {
      id,
      name: recorder.name,
      serviceLinked: recorder.servicePrincipal !== undefined && recorder.servicePrincipal !== '',
      ...(group ? coverage(group) : notSaid('recordingGroup')),
      globalTypes: group?.includeGlobalResourceTypes ?? member('recordingGroup.includeGlobalResourceTypes'),
      ...statusOf(statuses, recorder.name),
      historyDelivery: settle(channels, {
        some: ({ DeliveryChannelsStatus }) => delivery(DeliveryChannelsStatus),
        none: missing(DELIVERY, 'DeliveryChannelsStatus'),
      }),
    };
  },
});

function member(path: string) {
  return missing(LIST, `ConfigurationRecorders[].${path}`);
}
function notSaid(path: string) {
  return { everything: member(path), leftOutTypes: member(path) };
}

/** Recorders from before strategies have allSupported alone: https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingStrategy.html */
function coverage({ allSupported, recordingStrategy, exclusionByResourceTypes }: z.infer<typeof Group>): {
  everything: Known<boolean>;
  leftOutTypes: Known<string[]>;
} {
  const strategy = recordingStrategy?.useOnly;
  if (strategy === 'EXCLUSION_BY_RESOURCE_TYPES') {
    return {
      everything: true,
      leftOutTypes: exclusionByResourceTypes?.resourceTypes ?? member('recordingGroup.exclusionByResourceTypes.resourceTypes'),
    };
  }
  if (strategy === 'ALL_SUPPORTED_RESOURCE_TYPES') return { everything: true, leftOutTypes: [] };
  if (strategy === 'INCLUSION_BY_RESOURCE_TYPES') return { everything: false, leftOutTypes: [] };
  return allSupported === undefined ? notSaid('recordingGroup.allSupported') : { everything: allSupported, leftOutTypes: [] };
}

/** A region has one channel at most. */
function delivery(channels: z.infer<typeof Channels>['DeliveryChannelsStatus']): Known<string | null> {
  if (channels.length === 0) return null;
  return (
    channels[0]?.configHistoryDeliveryInfo?.lastStatus?.toUpperCase() ??
    missing(DELIVERY, 'DeliveryChannelsStatus[].configHistoryDeliveryInfo.lastStatus')
  );
}

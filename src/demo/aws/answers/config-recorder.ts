/** https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html, the part about recording. */
import type * as Config from '@aws-sdk/client-config-service';
import { type Answer, type Ask, ago } from './ask.ts';

function DescribeConfigurationRecorders(_: object, ask: Ask): Config.DescribeConfigurationRecordersResponse {
  const { recorder } = ask.region;
  if (recorder === null) return { ConfigurationRecorders: [] };
  return {
    ConfigurationRecorders: [
      {
        name: recorder.name,
        arn: `arn:aws:config:${ask.regionName}:${ask.account.id}:configuration-recorder/${recorder.name}/a1b2c3d4e5f6`,
        roleARN: `arn:aws:iam::${ask.account.id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
        recordingGroup: {
          allSupported: recorder.allSupported,
          includeGlobalResourceTypes: recorder.globalTypes,
          resourceTypes: [],
          exclusionByResourceTypes: { resourceTypes: [] },
          recordingStrategy: { useOnly: recorder.allSupported ? 'ALL_SUPPORTED_RESOURCE_TYPES' : 'INCLUSION_BY_RESOURCE_TYPES' },
        },
        recordingMode: { recordingFrequency: 'CONTINUOUS', recordingModeOverrides: [] },
        recordingScope: 'PAID',
      },
    ],
  };
}

/**
 * The reference and the SDK's types say `Success`; the service says `SUCCESS`, as in the examples of
 * https://docs.aws.amazon.com/cli/latest/reference/configservice/describe-configuration-recorder-status.html and in recorded answers.
 */
function DescribeConfigurationRecorderStatus(_: object, ask: Ask): Config.DescribeConfigurationRecorderStatusResponse {
  const { recorder } = ask.region;
  if (recorder === null) return { ConfigurationRecordersStatus: [] };
  const changed = ago(recorder.changed, ask);
  const { recording, name } = recorder;
  const lastStatus = recorder.lastStatus as Config.RecorderStatus;
  const times = recording ? { lastStartTime: changed } : { lastStartTime: ago(recorder.changed + 300, ask), lastStopTime: changed };
  return {
    ConfigurationRecordersStatus: [{ name, recording, lastStatus, ...times, lastStatusChangeTime: ago(recorder.delivery.age, ask) }],
  };
}

function DescribeDeliveryChannelStatus(_: object, ask: Ask): Config.DescribeDeliveryChannelStatusResponse {
  const { recorder } = ask.region;
  if (recorder === null) return { DeliveryChannelsStatus: [] };
  const at = ago(recorder.delivery.age, ask);
  const status = recorder.delivery.status as Config.DeliveryStatus;
  return {
    DeliveryChannelsStatus: [
      {
        name: recorder.name,
        configHistoryDeliveryInfo: {
          lastStatus: status,
          lastAttemptTime: at,
          ...(recorder.delivery.status === 'SUCCESS' ? { lastSuccessfulTime: at } : {}),
        },
        configStreamDeliveryInfo: { lastStatus: status, lastStatusChangeTime: at },
      },
    ],
  };
}

export const configRecorder = {
  DescribeConfigurationRecorders,
  DescribeConfigurationRecorderStatus,
  DescribeDeliveryChannelStatus,
} satisfies Record<string, Answer>;

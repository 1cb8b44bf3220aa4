/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import { AwsRefusal } from '../wire-errors.ts';
import type { Trail } from '../world.ts';
import { type Answer, type Ask, ago } from './ask.ts';

interface Seen {
  readonly trail: Trail;
  readonly home: string;
  readonly arn: string;
}
/**
 * A trail of all regions shows as its own shadow in every other one:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
 */
function seenFrom({ account, regionName }: Ask): Seen[] {
  return Object.entries(account.regions).flatMap(([home, { trails }]) =>
    trails
      .filter((trail) => home === regionName || trail.multiRegion)
      .map((trail) => ({ trail, home, arn: `arn:aws:cloudtrail:${home}:${account.id}:trail/${trail.name}` })),
  );
}
/** By ARN from anywhere, by name at home only. */
function find(name: string | undefined, ask: Ask): Seen {
  const found = seenFrom(ask).find(({ trail, home, arn }) => arn === name || (trail.name === name && home === ask.regionName));
  if (!found) throw new AwsRefusal('TrailNotFoundException', `Unknown trail: ${name} for the user: ${ask.account.id}`);
  return found;
}

function DescribeTrails(input: CloudTrail.DescribeTrailsRequest, ask: Ask): CloudTrail.DescribeTrailsResponse {
  const { trailNameList: names, includeShadowTrails = true } = input;
  const seen = seenFrom(ask)
    .filter(({ home }) => includeShadowTrails || home === ask.regionName)
    .filter(({ trail, arn }) => !names?.length || names.includes(arn) || names.includes(trail.name));
  return { trailList: seen.map(describe) };
}
function describe({ trail, home, arn }: Seen): CloudTrail.Trail {
  const [, , , , account] = arn.split(':');
  return {
    Name: trail.name,
    TrailARN: arn,
    HomeRegion: home,
    S3BucketName: trail.bucket,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: trail.multiRegion,
    IsOrganizationTrail: trail.organization,
    LogFileValidationEnabled: trail.logFileValidation,
    KmsKeyId: trail.kmsKey ?? undefined,
    ...(trail.logGroup !== undefined && {
      CloudWatchLogsLogGroupArn: `arn:aws:logs:${home}:${account}:log-group:${trail.logGroup}:*`,
      CloudWatchLogsRoleArn: `arn:aws:iam::${account}:role/CloudTrailToCloudWatchLogs`,
    }),
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
  };
}

function GetTrailStatus({ Name }: CloudTrail.GetTrailStatusRequest, ask: Ask): CloudTrail.GetTrailStatusResponse {
  const { logging, delivered, logGroup } = find(Name, ask).trail;
  if (delivered === null) return { IsLogging: logging };
  const at = ago(delivered, ask);
  const text = at.toISOString().replace('.000Z', 'Z');
  return {
    IsLogging: logging,
    LatestDeliveryTime: at,
    LatestDeliveryAttemptTime: text,
    LatestDeliveryAttemptSucceeded: text,
    ...(logGroup !== undefined && { LatestCloudWatchLogsDeliveryTime: at }),
  };
}

/** What a trail has unless told otherwise: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
function GetEventSelectors({ TrailName }: CloudTrail.GetEventSelectorsRequest, ask: Ask): CloudTrail.GetEventSelectorsResponse {
  const { trail, arn } = find(TrailName, ask);
  const selector: CloudTrail.EventSelector = {
    ReadWriteType: trail.managementEvents ?? 'All',
    IncludeManagementEvents: trail.managementEvents !== null,
    DataResources: [],
    ExcludeManagementEventSources: [],
  };
  return { TrailARN: arn, EventSelectors: [selector] };
}

export const cloudtrail = { DescribeTrails, GetTrailStatus, GetEventSelectors } satisfies Record<string, Answer>;

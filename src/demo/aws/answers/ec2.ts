/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query.html */
import type * as Ec2 from '@aws-sdk/client-ec2';
import { AwsRefusal } from '../wire-errors.ts';
import type { Snapshot, Volume } from '../world.ts';
import { type Answer, type Ask, ago, page, tagList } from './ask.ts';

const badToken = () => new AwsRefusal('InvalidNextToken', 'The token is invalid.', 400);

/**
 * Without `AllRegions`, those only that the account has enabled:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
function DescribeRegions(input: Ec2.DescribeRegionsRequest, { account }: Ask): Ec2.DescribeRegionsResult {
  const regions = Object.entries(account.regions)
    .filter(([name, { optIn }]) => (input.AllRegions || optIn !== 'not-opted-in') && (input.RegionNames?.includes(name) ?? true))
    .map(([RegionName, { optIn }]) => ({ RegionName, Endpoint: `ec2.${RegionName}.amazonaws.com`, OptInStatus: optIn }));
  return { Regions: regions };
}

function GetEbsEncryptionByDefault(_: object, { region }: Ask): Ec2.GetEbsEncryptionByDefaultResult {
  return { EbsEncryptionByDefault: region.ebsDefaultEncryption };
}

function DescribeVolumes(input: Ec2.DescribeVolumesRequest, ask: Ask): Ec2.DescribeVolumesResult {
  refuseFilters(input);
  const wanted = byIds(ask.region.volumes, input.VolumeIds, 'InvalidVolume.NotFound');
  const { items, next } = page(wanted, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return { Volumes: items.map((volume) => describeVolume(volume, ask)), NextToken: next };
}
function describeVolume(volume: Volume, ask: Ask): Ec2.Volume {
  const { id, zone, sizeGiB, encrypted, age, attachedTo, tags } = volume;
  const attachment: Ec2.VolumeAttachment[] =
    attachedTo === null
      ? []
      : [
          {
            VolumeId: id,
            InstanceId: attachedTo,
            Device: '/dev/xvda',
            State: 'attached',
            AttachTime: ago(age, ask),
            DeleteOnTermination: true,
          },
        ];
  return {
    VolumeId: id,
    AvailabilityZone: zone,
    Size: sizeGiB,
    Encrypted: encrypted,
    KmsKeyId: encrypted ? ebsKey(ask) : undefined,
    State: attachedTo === null ? 'available' : 'in-use',
    VolumeType: 'gp3',
    CreateTime: ago(age, ask),
    Attachments: attachment,
    Tags: tagList(tags),
  };
}
const ebsKey = ({ account, regionName }: Ask) => `arn:aws:kms:${regionName}:${account.id}:key/0eb50000-0000-4000-8000-000000000001`;

function DescribeSnapshots(input: Ec2.DescribeSnapshotsRequest, ask: Ask): Ec2.DescribeSnapshotsResult {
  refuseFilters(input);
  const own = input.OwnerIds?.some((owner) => owner === 'self' || owner === ask.account.id);
  // Asked without an owner, EC2 gives every public snapshot of everybody as well:
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
  const strangers = input.OwnerIds === undefined ? [STRANGER] : [];
  const visible = [...(own === false ? [] : ask.region.snapshots.map((snapshot) => describeSnapshot(snapshot, ask))), ...strangers];
  const everyones = new Set([...ask.region.snapshots.filter((snapshot) => snapshot.public).map(({ id }) => id), STRANGER.SnapshotId]);
  const wanted = input.RestorableByUserIds?.includes('all') ? visible.filter(({ SnapshotId }) => everyones.has(SnapshotId)) : visible;
  const { items, next } = page(wanted, ask, { size: input.MaxResults, token: input.NextToken }, badToken);
  return { Snapshots: [...items], NextToken: next };
}
const STRANGER: Ec2.Snapshot = {
  SnapshotId: 'snap-0ffffffffffffffff',
  OwnerId: '999999999999',
  OwnerAlias: 'amazon',
  Encrypted: false,
  State: 'completed',
};

function describeSnapshot({ id, volume, encrypted, age }: Snapshot, ask: Ask): Ec2.Snapshot {
  return {
    SnapshotId: id,
    VolumeId: volume,
    OwnerId: ask.account.id,
    Encrypted: encrypted,
    KmsKeyId: encrypted ? ebsKey(ask) : undefined,
    State: 'completed',
    Progress: '100%',
    StartTime: ago(age, ask),
    StorageTier: 'standard',
  };
}

function byIds(all: readonly Volume[], ids: readonly string[] | undefined, code: string): readonly Volume[] {
  if (ids === undefined) return all;
  return ids.map((id) => {
    const found = all.find((each) => each.id === id);
    if (!found) throw new AwsRefusal(code, `The volume '${id}' does not exist.`, 400);
    return found;
  });
}
/** Better no answer than one that ignores half the question. */
function refuseFilters({ Filters }: { Filters?: readonly unknown[] | undefined }): void {
  if (Filters?.length) throw new AwsRefusal('InvalidParameterValue', 'The simulator knows no filters.', 400);
}

export const ec2 = { DescribeRegions, GetEbsEncryptionByDefault, DescribeVolumes, DescribeSnapshots } satisfies Record<string, Answer>;

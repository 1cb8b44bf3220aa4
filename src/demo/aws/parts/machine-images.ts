/** Machine images of the account's own, and what the region lets be shared with everyone. Snapshots stand in the world itself. */
import type * as Ec2 from '@aws-sdk/client-ec2';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { ec2Page, wanted } from './ec2-input.ts';
import { type Holding, type Part, see } from './part.ts';

export interface MachineImage {
  readonly id: string;
  readonly name: string;
  readonly public: boolean;
  readonly age: Age;
}
interface InRegion {
  readonly images: readonly MachineImage[];
  readonly snapshotSharing: 'block-all-sharing' | 'block-new-sharing' | 'unblocked';
  readonly imageSharing: 'block-new-sharing' | 'unblocked';
}
type Held = Holding<null, InRegion>;
/** New accounts may not share images; snapshots they may: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html */
const EMPTY: InRegion = { images: [], snapshotSharing: 'unblocked', imageSharing: 'block-new-sharing' };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
function DescribeImages(input: Ec2.DescribeImagesRequest, ask: Ask): Ec2.DescribeImagesResult {
  // asked without an owner, EC2 lists the images of all the world
  if (!input.Owners?.every((owner) => owner === 'self' || owner === ask.account.id))
    throw new AwsRefusal('InvalidParameterValue', 'The simulator lists the images of the caller alone.', 400);
  const all = wanted(here(ask).images, input.ImageIds, ({ id }) => id, 'InvalidAMIID.NotFound');
  const { items, next } = ec2Page(all, input, ask, input.ImageIds);
  return { Images: items.map((image) => describe(image, ask)), NextToken: next };
}
function describe({ id, name, public: everyone, age }: MachineImage, ask: Ask): Ec2.Image {
  return {
    ImageId: id,
    Name: name,
    OwnerId: ask.account.id,
    Public: everyone,
    State: 'available',
    Architecture: 'arm64',
    ImageType: 'machine',
    RootDeviceType: 'ebs',
    CreationDate: ago(age, ask).toISOString(),
    Tags: [],
  };
}
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html */
function GetSnapshotBlockPublicAccessState(_: object, ask: Ask): Ec2.GetSnapshotBlockPublicAccessStateResult {
  return { State: here(ask).snapshotSharing, ManagedBy: 'account' };
}
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetImageBlockPublicAccessState.html */
function GetImageBlockPublicAccessState(_: object, ask: Ask): Ec2.GetImageBlockPublicAccessStateResult {
  return { ImageBlockPublicAccessState: here(ask).imageSharing, ManagedBy: 'account' };
}
const here = (ask: Ask) => see(ask, machineImages.id, nothing).region;

const image = (n: number, name: string, age: Age): MachineImage => ({
  id: `ami-0${String(n).padStart(16, '0')}`,
  name,
  public: false,
  age,
});
const blocked = (images: readonly MachineImage[]): InRegion => ({
  images,
  snapshotSharing: 'block-all-sharing',
  imageSharing: 'block-new-sharing',
});
const frankfurt = [image(1, 'base-2026-06', 20), image(2, 'base-2026-03', 110), image(3, 'base-2025-12', 200)];
function held(inFrankfurt: InRegion): Held {
  return { account: null, regions: { 'eu-central-1': inFrankfurt, 'us-east-1': blocked([image(11, 'edge', 60)]) }, elsewhere: blocked([]) };
}
const leaked = frankfurt.map((one) => (one.name === 'base-2025-12' ? { ...one, public: true } : one));

export const machineImages: Part<null, InRegion> = {
  id: 'machine-images',
  answers: { ec2: { DescribeImages, GetSnapshotBlockPublicAccessState, GetImageBlockPublicAccessState } },
  nothing,
  clean: { [PRODUCTION]: held(blocked(frankfurt)) },
  drifted: { [PRODUCTION]: held(blocked(frankfurt)) },
  drift: [],
  checks: ['aws.ec2.snapshots-amis-not-public'],
  broken: { [PRODUCTION]: held({ images: leaked, snapshotSharing: 'unblocked', imageSharing: 'unblocked' }) },
  refusals: [],
};

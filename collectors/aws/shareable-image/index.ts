import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { and } from '../kleene.ts';
import { turning } from '../paging.ts';

const SNAPSHOTS = 'ec2:DescribeSnapshots';
const IMAGES = 'ec2:DescribeImages';
const SNAPSHOT_BLOCK = 'ec2:GetSnapshotBlockPublicAccessState';
const IMAGE_BLOCK = 'ec2:GetImageBlockPublicAccessState';

const Snapshot = z.looseObject({ SnapshotId: z.string().min(1) });
const Image = z.looseObject({ ImageId: z.string().min(1), Public: z.boolean().optional() });
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html */
const SnapshotBlock = z.looseObject({ State: z.enum(['block-all-sharing', 'block-new-sharing', 'unblocked']) });
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetImageBlockPublicAccessState.html */
const ImageBlock = z.looseObject({ ImageBlockPublicAccessState: z.enum(['block-new-sharing', 'unblocked']) });

const Resource = z.object({
  id: z.string().describe('SnapshotId or ImageId'),
  name: z.string().describe('SnapshotId or ImageId'),
  kind: z.enum(['snapshot', 'image']).describe('An EBS snapshot, or a machine image (AMI)'),
  sharedWithAll: known(z.boolean()).describe(
    "Its permissions name everyone: it is listed when snapshots that 'all' may restore are asked for; of an image: Public",
  ),
  blockPublicAccess: known(z.string()).describe(
    'Block public access of the account in this region, for this kind: block-all-sharing, block-new-sharing or unblocked',
  ),
  public: known(z.boolean()).describe(
    'Everyone can use it: sharedWithAll, unless it is a snapshot and block-all-sharing makes its permissions moot',
  ),
});

type Raw =
  | {
      readonly snapshot: z.infer<typeof Snapshot>;
      readonly shared: Answer<readonly z.infer<typeof Snapshot>[]>;
      readonly block: Answer<z.infer<typeof SnapshotBlock>>;
    }
  | { readonly image: z.infer<typeof Image>; readonly block: Answer<z.infer<typeof ImageBlock>> };

export default defineCollector({
  id: 'aws/shareable-image',
  title: "EBS snapshots and machine images of the account's own, and whether everyone can use them",
  scope: 'region',
  calls: [
    call('ec2', 'DescribeSnapshots'),
    call('ec2', 'DescribeImages'),
    call('ec2', 'GetSnapshotBlockPublicAccessState'),
    call('ec2', 'GetImageBlockPublicAccessState'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const own = { OwnerIds: ['self'] };
    const snapshots = ask.pages(SNAPSHOTS, own, snapshotPages(aws, own, region));
    // one listing of those that are shared, in place of one question about each snapshot:
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
    const everyones = { ...own, RestorableByUserIds: ['all'] };
    const shared = ask.list(SNAPSHOTS, everyones, snapshotPages(aws, everyones, region));
    const images = ask.pages(IMAGES, { Owners: ['self'] }, imagePages(aws, region));
    const blocks = blocksOf(aws, ask, region);
    for await (const snapshot of snapshots) yield { snapshot, shared: await shared, block: await blocks.snapshots };
    for await (const image of images) yield { image, block: await blocks.images };
    // asked in any case: what is not there yet can only be shared where nothing blocks it
    await Promise.all([shared, blocks.snapshots, blocks.images]);
  },
  normalise(raw) {
    return 'snapshot' in raw ? ofSnapshot(raw) : ofImage(raw);
  },
});

function snapshotPages(aws: Aws, input: object, region: string | undefined) {
  const send = (token: object) => aws.send('ec2', 'DescribeSnapshots', { ...input, MaxResults: 1000, ...token }, region);
  return turning({ list: 'Snapshots', token: 'NextToken', item: Snapshot, key: ({ SnapshotId }) => SnapshotId, send });
}
/** Deprecated ones are listed to their owner; disabled ones are not, and are private: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html */
function imagePages(aws: Aws, region: string | undefined) {
  const send = (token: object) => aws.send('ec2', 'DescribeImages', { Owners: ['self'], MaxResults: 1000, ...token }, region);
  return turning({ list: 'Images', token: 'NextToken', item: Image, key: ({ ImageId }) => ImageId, send });
}
function blocksOf(aws: Aws, ask: Ask, region: string | undefined) {
  return {
    snapshots: ask(SNAPSHOT_BLOCK, {}, SnapshotBlock, () => aws.send('ec2', 'GetSnapshotBlockPublicAccessState', {}, region)),
    images: ask(IMAGE_BLOCK, {}, ImageBlock, () => aws.send('ec2', 'GetImageBlockPublicAccessState', {}, region)),
  };
}

/** "Snapshots that were already publicly shared are treated as private" under block-all-sharing, although their permissions stay. */
function ofSnapshot({ snapshot: { SnapshotId: id }, shared, block }: Extract<Raw, { snapshot: unknown }>) {
  const sharedWithAll = settle<readonly z.infer<typeof Snapshot>[], boolean>(shared, {
    some: (all) => all.some(({ SnapshotId }) => SnapshotId === id),
    none: missing(SNAPSHOTS, 'Snapshots'),
  });
  const noState = missing(SNAPSHOT_BLOCK, 'State');
  const open: Known<boolean> = settle(block, { some: ({ State }) => State !== 'block-all-sharing', none: noState });
  const blockPublicAccess: Known<string> = settle(block, { some: ({ State }) => State, none: noState });
  return { id, name: id, kind: 'snapshot' as const, sharedWithAll, blockPublicAccess, public: and(sharedWithAll, open) };
}
/** Of images only new sharing can be blocked; "AMIs that are already public remain public": API_EnableImageBlockPublicAccess.html. */
function ofImage({ image: { ImageId: id, Public }, block }: Extract<Raw, { image: unknown }>) {
  const sharedWithAll: Known<boolean> = Public ?? missing(IMAGES, 'Images[].Public');
  const blockPublicAccess: Known<string> = settle(block, {
    some: ({ ImageBlockPublicAccessState: state }) => state,
    none: missing(IMAGE_BLOCK, 'ImageBlockPublicAccessState'),
  });
  return { id, name: id, kind: 'image' as const, sharedWithAll, blockPublicAccess, public: sharedWithAll };
}

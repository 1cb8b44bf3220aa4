import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const OPERATION = 'ec2:DescribeSnapshots';
const Snapshot = z.looseObject({ SnapshotId: z.string().min(1), Encrypted: z.boolean().optional() });

const Resource = z.object({
  id: z.string().describe('SnapshotId: `snap-…`'),
  name: z.string().describe('SnapshotId'),
  encrypted: known(z.boolean()).describe('Encrypted'),
});

export default defineCollector({
  id: 'aws/ebs-snapshot',
  title: "The account's own EBS snapshots",
  scope: 'region',
  calls: [call('ec2', 'DescribeSnapshots')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    // without an owner EC2 lists what strangers share: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
    const send = (token: object) => aws.send('ec2', 'DescribeSnapshots', { OwnerIds: ['self'], MaxResults: 1000, ...token }, region);
    const paging = turning({ list: 'Snapshots', token: 'NextToken', item: Snapshot, key: (snapshot) => snapshot.SnapshotId, send });
    yield* ask.pages(OPERATION, { OwnerIds: ['self'] }, paging);
  },
  normalise({ SnapshotId, Encrypted }) {
    return { id: SnapshotId, name: SnapshotId, encrypted: Encrypted ?? missing(OPERATION, 'Snapshots[].Encrypted') };
  },
});

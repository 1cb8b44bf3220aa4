import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const OPERATION = 'ec2:DescribeVolumes';
const Volume = z.looseObject({ VolumeId: z.string().min(1), Encrypted: z.boolean().optional(), State: z.string().optional() });

const Resource = z.object({
  id: z.string().describe('VolumeId: `vol-…`'),
  name: z.string().describe('VolumeId'),
  encrypted: known(z.boolean()).describe('Encrypted'),
  state: known(z.string()).describe('State: `in-use` when attached, `available` when not'),
});

export default defineCollector({
  id: 'aws/ebs-volume',
  title: 'EBS volumes, attached or not',
  scope: 'region',
  calls: [call('ec2', 'DescribeVolumes')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const send = (token: object) => aws.send('ec2', 'DescribeVolumes', { MaxResults: 500, ...token }, region);
    yield* ask.pages(OPERATION, {}, turning({ list: 'Volumes', token: 'NextToken', item: Volume, key: (volume) => volume.VolumeId, send }));
  },
  normalise({ VolumeId, Encrypted, State }) {
    return {
      id: VolumeId,
      name: VolumeId,
      encrypted: Encrypted ?? missing(OPERATION, 'Volumes[].Encrypted'),
      state: State ?? missing(OPERATION, 'Volumes[].State'),
    };
  },
});

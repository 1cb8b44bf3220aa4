import { z } from 'zod';
import { known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { VOLUMES, volumePages } from '../volumes.ts';

const Resource = z.object({
  id: z.string().describe('VolumeId: `vol-…`'),
  name: z.string().describe('VolumeId'),
  encrypted: known(z.boolean()).describe('Encrypted'),
  state: known(z.string()).describe('State: `in-use` when attached, `available` when not'),
});

export default throughConfig({
  id: 'aws/ebs-volume',
  title: 'EBS volumes, attached or not',
  scope: 'region',
  calls: [call('ec2', 'DescribeVolumes')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    yield* ask.pages(VOLUMES, {}, volumePages(aws, region));
  },
  normalise({ VolumeId, Encrypted, State }) {
    return {
      id: VolumeId,
      name: VolumeId,
      encrypted: Encrypted ?? missing(VOLUMES, 'Volumes[].Encrypted'),
      state: State ?? missing(VOLUMES, 'Volumes[].State'),
    };
  },
});

/** The EBS volumes of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

export const VOLUMES = 'ec2:DescribeVolumes';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html */
export const Volume = z.looseObject({
  VolumeId: z.string().min(1),
  Encrypted: z.boolean().optional(),
  State: z.string().optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string().optional() })).optional(),
});
export type Volume = z.infer<typeof Volume>;

/** `ask.pages(VOLUMES, {}, volumePages(aws, region))` */
export function volumePages(aws: Aws, region: string | undefined): Paging<Record<string, unknown>, Volume> {
  const send = (token: object) => aws.send('ec2', 'DescribeVolumes', { MaxResults: 500, ...token }, region);
  return turning({ list: 'Volumes', token: 'NextToken', item: Volume, key: ({ VolumeId }) => VolumeId, send });
}

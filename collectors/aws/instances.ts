/** The EC2 instances of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';

export const INSTANCES = 'ec2:DescribeInstances';

const Tags = z.array(z.looseObject({ Key: z.string(), Value: z.string().optional() }));
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html */
export const Instance = z.looseObject({
  InstanceId: z.string().min(1),
  State: z.looseObject({ Name: z.string().min(1) }).optional(),
  Placement: z.looseObject({ AvailabilityZone: z.string().min(1).optional() }).optional(),
  MetadataOptions: z
    .looseObject({ State: z.string().optional(), HttpTokens: z.string().min(1).optional(), HttpEndpoint: z.string().min(1).optional() })
    .optional(),
  Tags: Tags.optional(),
});
export type Instance = z.infer<typeof Instance>;
const Page = z.looseObject({
  Reservations: z.array(z.looseObject({ Instances: z.array(Instance) })),
  NextToken: z.string().optional(),
});

/** `ask.pages(INSTANCES, {}, instancePages(aws, region))`. Terminated instances are among them for about an hour. */
export function instancePages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, Instance> {
  return {
    page: Page,
    send: (token) => aws.send('ec2', 'DescribeInstances', { MaxResults: 1000, ...(token !== undefined && { NextToken: token }) }, region),
    items: ({ Reservations }) => Reservations.flatMap(({ Instances }) => Instances),
    next: ({ NextToken: token }) => (token === '' ? undefined : token),
    key: ({ InstanceId }) => InstanceId,
  };
}

/** The CloudTrail trails that a region sees, as every collector that needs them asks for them: one listing per subject, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import type { Aws } from './client.ts';

export const TRAILS = 'cloudtrail:DescribeTrails';
/** A trail of all regions, the organisation's too, stands in every region's list as a shadow. */
export const TRAILS_INPUT = { includeShadowTrails: true };

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html */
export const Trail = z.looseObject({
  TrailARN: z.string().min(1),
  Name: z.string().min(1),
  HomeRegion: z.string().min(1),
  IsMultiRegionTrail: z.boolean().optional(),
  IsOrganizationTrail: z.boolean().optional(),
  LogFileValidationEnabled: z.boolean().optional(),
  S3BucketName: z.string().min(1).optional(),
  KmsKeyId: z.string().optional(),
  CloudWatchLogsLogGroupArn: z.string().optional(),
});
export type Trail = z.infer<typeof Trail>;
const Page = z.looseObject({ trailList: z.array(Trail) });

/** `ask.pages(TRAILS, TRAILS_INPUT, trailPages(aws, region))`. It is one page: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
export function trailPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, Trail> {
  return {
    page: Page,
    send: () => aws.send('cloudtrail', 'DescribeTrails', TRAILS_INPUT, region),
    items: ({ trailList }) => trailList,
    next: () => undefined,
    key: ({ TrailARN }) => TrailARN,
  };
}

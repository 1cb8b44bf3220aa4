/** What AWS Backup has copied, as every collector that needs it asks for it: one listing per region and run. */
import { z } from 'zod';
import type { Answer, Ask } from '../../src/model.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

export const COPY_JOBS = 'backup:ListCopyJobs';

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html */
const CopyJob = z.looseObject({
  CopyJobId: z.string().min(1),
  ResourceArn: z.string().min(1).optional(),
  DestinationBackupVaultArn: z.string().min(1).optional(),
  CompletionDate: z.date().optional(),
  CreatedBy: z.looseObject({ BackupPlanId: z.string().min(1).optional() }).optional(),
});
export type CopyJob = z.infer<typeof CopyJob>;

export function completedCopies(aws: Aws, ask: Ask, region: string | undefined): Promise<Answer<readonly CopyJob[]>> {
  const input = { ByState: 'COMPLETED' };
  return ask.list(
    COPY_JOBS,
    input,
    turning({
      list: 'CopyJobs',
      token: 'NextToken',
      item: CopyJob,
      key: ({ CopyJobId }) => CopyJobId,
      send: (token) => aws.send('backup', 'ListCopyJobs', { ...input, MaxResults: 1000, ...token }, region),
    }),
  );
}

/** `eu-west-1` of `arn:aws:backup:eu-west-1:123456789012:backup-vault:far`. Empty: the ARN names none. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
/** The latest of them; null: there are none. A moment that was left out is not the latest. */
export function latest(moments: readonly (Date | undefined)[]): string | null {
  const told = moments.flatMap((moment) => (moment === undefined ? [] : [moment.getTime()]));
  return told.length === 0 ? null : new Date(told.reduce((a, b) => Math.max(a, b))).toISOString();
}

import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { latest } from '../copy-jobs.ts';
import { turning } from '../paging.ts';
import { PROTECTED, protectedPages } from '../protected-resources.ts';

const JOBS = 'backup:ListRestoreJobs';
/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreJobsListMember.html */
export const RestoreJob = z.looseObject({
  RestoreJobId: z.string().min(1),
  ResourceType: z.string().min(1),
  Status: z.string().min(1),
  CreationDate: z.date().optional(),
  CompletionDate: z.date().optional(),
  ValidationStatus: z.string().optional(),
  CreatedBy: z.looseObject({ RestoreTestingPlanArn: z.string().min(1).optional() }).optional(),
});
type RestoreJob = z.infer<typeof RestoreJob>;
/** `jobs`: of all types, so that it shows how far back they are listed. */
export interface Raw {
  readonly type: string;
  readonly where: string;
  readonly jobs: Answer<readonly RestoreJob[]>;
}

const Resource = z.object({
  id: z.string().describe('Account, region and ResourceType'),
  name: z.string().describe('ResourceType of what AWS Backup has backed up: `RDS`, `EBS`, …'),
  lastRestored: known(z.string().nullable()).describe(
    'CompletionDate of the latest restore job that is COMPLETED, and validated as SUCCESSFUL where a restore testing plan made it; null: none is listed',
  ),
  listedSince: known(z.string()).describe("CreationDate of the oldest restore job that is listed, of any type; none: the run's start"),
  restoredEarlier: known(z.boolean()).describe('Whether a restore succeeded before that. AWS Backup does not tell: always unknown'),
});

export default defineCollector({
  id: 'aws/backup-resource-type',
  title: 'The types of resources that AWS Backup backs up, and when one was last restored',
  scope: 'region',
  calls: [call('backup', 'ListProtectedResources'), call('backup', 'ListRestoreJobs')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const types = new Set<string>();
    for await (const { ResourceType } of ask.pages(PROTECTED, {}, protectedPages(aws, region))) types.add(ResourceType);
    if (types.size === 0) return;
    const jobs = await restoreJobs(aws, ask, region);
    for (const type of [...types].sort()) yield { type, where: `${aws.account}/${region}`, jobs };
  },
  normalise({ type, where, jobs }, { now }) {
    const none = missing(JOBS, 'RestoreJobs');
    return {
      id: `${where}/${type}`,
      name: type,
      lastRestored: settle<readonly RestoreJob[], string | null>(jobs, { some: (all) => lastRestored(all, type), none }),
      listedSince: settle<readonly RestoreJob[], string>(jobs, { some: (all) => oldest(all) ?? now, none }),
      restoredEarlier: isUnknown(jobs)
        ? jobs
        : unknown({
            operation: JOBS,
            reason: 'truncated',
            detail: `${JOBS}: no successful restore of ${type} is listed for the period, and AWS Backup lists restore jobs for a limited time only`,
          }),
    };
  },
});

function restoreJobs(aws: Aws, ask: Ask, region: string | undefined): Promise<Answer<readonly RestoreJob[]>> {
  const send = (token: object) => aws.send('backup', 'ListRestoreJobs', { MaxResults: 1000, ...token }, region);
  return ask.list(JOBS, {}, turning({ list: 'RestoreJobs', token: 'NextToken', item: RestoreJob, key: (job) => job.RestoreJobId, send }));
}

/** What a testing plan restored counts when somebody looked at it: https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-validation.html */
function lastRestored(all: readonly RestoreJob[], type: string): Known<string | null> {
  const completed = all.filter(({ ResourceType, Status }) => ResourceType === type && Status === 'COMPLETED');
  const tested = ({ CreatedBy }: RestoreJob) => CreatedBy?.RestoreTestingPlanArn !== undefined;
  const good = completed.filter((job) => !tested(job) || job.ValidationStatus === 'SUCCESSFUL');
  const at = latest(good.map(({ CompletionDate }) => CompletionDate));
  const unsaid = completed.filter((job) => tested(job) && job.ValidationStatus === undefined);
  const unsaidAt = latest(unsaid.map(({ CompletionDate }) => CompletionDate));
  if (unsaid.length > 0 && (at === null || unsaidAt === null || unsaidAt > at)) return missing(JOBS, 'RestoreJobs[].ValidationStatus');
  return at === null && good.length > 0 ? missing(JOBS, 'RestoreJobs[].CompletionDate') : at;
}
function oldest(all: readonly RestoreJob[]): string | undefined {
  return all
    .flatMap(({ CreationDate }) => (CreationDate === undefined ? [] : [CreationDate.toISOString()]))
    .sort()
    .at(0);
}

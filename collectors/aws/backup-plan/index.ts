import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, parallel, settle, settled } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { accountOf, COPY_JOBS, type CopyJob, completedCopies, latest, regionOf } from '../copy-jobs.ts';
import { turning } from '../paging.ts';

const PLANS = 'backup:ListBackupPlans';
const PLAN = 'backup:GetBackupPlan';

const Listed = z.looseObject({
  BackupPlanArn: z.string().min(1),
  BackupPlanId: z.string().min(1),
  BackupPlanName: z.string().min(1).optional(),
});
/** A rule without CopyActions copies nothing: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html */
const Plan = z.looseObject({
  BackupPlan: z.looseObject({
    Rules: z.array(
      z.looseObject({
        RuleName: z.string(),
        CopyActions: z.array(z.looseObject({ DestinationBackupVaultArn: z.string().min(1) })).optional(),
      }),
    ),
  }),
});
interface Raw {
  readonly listed: z.infer<typeof Listed>;
  readonly plan: Answer<z.infer<typeof Plan>>;
  readonly copies: Answer<readonly CopyJob[]>;
}

const Resource = z.object({
  id: z.string().describe('BackupPlanArn'),
  name: z.string().describe('BackupPlanName, or BackupPlanId'),
  destinations: known(z.array(z.string())).describe('DestinationBackupVaultArn of the copy actions of its rules'),
  copiesToAnotherRegion: known(z.boolean()).describe('One of the destinations lies in another region'),
  copiesToAnotherAccount: known(z.boolean()).describe('One of the destinations lies in another account'),
  lastCopy: known(z.string().nullable()).describe(
    'CompletionDate of the latest copy job that this plan made to one of its destinations in another region, RFC 3339; null: none is listed',
  ),
});

export default defineCollector({
  id: 'aws/backup-plan',
  title: 'Backup plans, where their rules copy to, and when they last did',
  scope: 'region',
  calls: [call('backup', 'ListBackupPlans'), call('backup', 'GetBackupPlan'), call('backup', 'ListCopyJobs')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const send = (token: object) => aws.send('backup', 'ListBackupPlans', { MaxResults: 1000, ...token }, region);
    const plans = ask.pages(
      PLANS,
      {},
      turning({ list: 'BackupPlansList', token: 'NextToken', item: Listed, key: (one) => one.BackupPlanId, send }),
    );
    yield* parallel(plans, async (listed) => {
      const input = { BackupPlanId: listed.BackupPlanId };
      const plan = await ask(PLAN, input, Plan, () => aws.send('backup', 'GetBackupPlan', input, region));
      const copies = away(destinationsOf(plan), region).length > 0 ? await completedCopies(aws, ask, region) : [];
      return { listed, plan, copies: isUnknown(copies) ? copies : ofPlan(copies, listed) };
    });
  },
  normalise({ listed, plan, copies }, { subject: { region } }) {
    const destinations = destinationsOf(plan);
    const some = (holds: (arn: string) => boolean) => settled<[string[]], boolean>([destinations], (arns) => arns.some(holds));
    return {
      id: listed.BackupPlanArn,
      name: listed.BackupPlanName ?? listed.BackupPlanId,
      destinations,
      copiesToAnotherRegion: some((arn) => regionOf(arn) !== region),
      copiesToAnotherAccount: some((arn) => accountOf(arn) !== accountOf(listed.BackupPlanArn)),
      // without the destinations nobody knows which copies are meant
      lastCopy: isUnknown(destinations) ? destinations : lastCopyOf(copies, away(destinations, region)),
    };
  },
});

function destinationsOf(plan: Raw['plan']): Known<string[]> {
  return settle<z.infer<typeof Plan>, string[]>(plan, {
    some: ({ BackupPlan: { Rules } }) =>
      Rules.flatMap(({ CopyActions }) => CopyActions?.map((copy) => copy.DestinationBackupVaultArn) ?? []),
    none: missing(PLAN, 'BackupPlan'),
  });
}
function away(destinations: Known<string[]>, region: string | undefined): readonly string[] {
  return isUnknown(destinations) ? [] : destinations.filter((arn) => regionOf(arn) !== region);
}
/** Copies that somebody asked for by hand name no plan. */
function ofPlan(copies: readonly CopyJob[] | null, { BackupPlanId }: Raw['listed']): readonly CopyJob[] | null {
  return copies === null ? null : copies.filter(({ CreatedBy }) => CreatedBy?.BackupPlanId === BackupPlanId);
}
function lastCopyOf(copies: Raw['copies'], destinations: readonly string[]): Known<string | null> {
  return settle<readonly CopyJob[], string | null>(copies, {
    some: (jobs) => lastCopy(jobs, destinations),
    none: missing(COPY_JOBS, 'CopyJobs'),
  });
}
function lastCopy(jobs: readonly CopyJob[], destinations: readonly string[]): Known<string | null> {
  const there = jobs.filter(({ DestinationBackupVaultArn: vault }) => vault !== undefined && destinations.includes(vault));
  const at = latest(there.map(({ CompletionDate }) => CompletionDate));
  if (at !== null) return at;
  if (there.length > 0) return missing(COPY_JOBS, 'CopyJobs[].CompletionDate');
  return jobs.some(({ DestinationBackupVaultArn: vault }) => vault === undefined)
    ? missing(COPY_JOBS, 'CopyJobs[].DestinationBackupVaultArn')
    : null;
}

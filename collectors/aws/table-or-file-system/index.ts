import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { askTableTags, TABLES, type TableTags, tableArn, tableCalls, tablePages, tableTags } from '../dynamodb.ts';
import { FILE_SYSTEMS, type FileSystem, fileSystemPages, fileSystemsCall, nameOf } from '../efs.ts';
import { PROTECTED, type Protected, protectedCall, protectedPages } from '../protected-resources.ts';

/** `PolicyNotFound`: nobody set one: https://docs.aws.amazon.com/efs/latest/ug/API_DescribeBackupPolicy.html */
const policyCall = call('efs', 'DescribeBackupPolicy', { absentOn: ['PolicyNotFound'] });
const CONTINUOUS = 'dynamodb:DescribeContinuousBackups';

const Status = z.string().min(1).optional();
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ContinuousBackupsDescription.html */
const Continuous = z.looseObject({
  ContinuousBackupsDescription: z.looseObject({
    PointInTimeRecoveryDescription: z
      .looseObject({ PointInTimeRecoveryStatus: Status, LatestRestorableDateTime: z.date().optional() })
      .optional(),
  }),
});
type Continuous = z.infer<typeof Continuous>;
const Policy = z.looseObject({ BackupPolicy: z.looseObject({ Status: z.string().min(1) }) });

const Resource = z.object({
  id: z.string().describe('TableArn or FileSystemId'),
  name: z.string().describe('TableName; or Name, or FileSystemId of a file system without one'),
  kind: z.enum(['table', 'file-system']).describe('A DynamoDB table, or an EFS file system'),
  backups: known(z.string()).describe(
    'Of a table PointInTimeRecoveryStatus, of a file system BackupPolicy.Status (none set counts as DISABLED): ENABLED, ENABLING, DISABLED, …',
  ),
  lastBackup: known(z.string().nullable()).describe(
    'Of a file system LastBackupTime in AWS Backup, RFC 3339; null: AWS Backup has none of it, or it is a table',
  ),
  tags: known(z.record(z.string(), z.string())).describe('Tags, as key to value'),
});

type Raw =
  | { readonly id: string; readonly table: string; readonly continuous: Answer<Continuous>; readonly tags: TableTags }
  | {
      readonly system: FileSystem;
      readonly arn: string;
      readonly policy: Answer<z.infer<typeof Policy>>;
      readonly backedUp: Answer<readonly Protected[]>;
    };

export default defineCollector({
  id: 'aws/table-or-file-system',
  title: 'DynamoDB tables and EFS file systems, and whether they can be recovered',
  scope: 'region',
  calls: [...tableCalls, call('dynamodb', 'DescribeContinuousBackups'), fileSystemsCall, policyCall, protectedCall],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const tables = ask.pages(TABLES, {}, tablePages(aws, region));
    const systems = ask.pages(FILE_SYSTEMS, {}, fileSystemPages(aws, region));
    yield* parallel(tables, (name) => tableOf(aws, ask, name, region));
    yield* parallel(systems, (system) => systemOf(aws, ask, system, region));
  },
  normalise(raw) {
    return 'table' in raw ? ofTable(raw) : ofSystem(raw);
  },
});

async function tableOf(aws: Aws, ask: Ask, table: string, region: string | undefined) {
  const id = tableArn(aws, region, table);
  const input = { TableName: table };
  const [continuous, tags] = await Promise.all([
    ask(CONTINUOUS, input, Continuous, () => aws.send('dynamodb', 'DescribeContinuousBackups', input, region)),
    askTableTags(aws, ask, id, region),
  ]);
  return { id, table, continuous, tags };
}
async function systemOf(aws: Aws, ask: Ask, system: FileSystem, region: string | undefined) {
  const input = { FileSystemId: system.FileSystemId };
  const [policy, backedUp] = await Promise.all([
    ask(policyCall.operation, input, Policy, () => aws.send('efs', 'DescribeBackupPolicy', input, region)),
    // asked once for all of the region
    ask.list(PROTECTED, {}, protectedPages(aws, region)),
  ]);
  const arn = `arn:${aws.partition}:elasticfilesystem:${region}:${aws.account}:file-system/${system.FileSystemId}`;
  return { system, arn, policy, backedUp };
}

function ofTable({ id, table, continuous, tags }: Extract<Raw, { table: unknown }>) {
  const status = 'ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus';
  const backups: Known<string> = settle(continuous, {
    some: ({ ContinuousBackupsDescription: { PointInTimeRecoveryDescription: recovery } }) =>
      recovery?.PointInTimeRecoveryStatus ?? missing(CONTINUOUS, status),
    none: missing(CONTINUOUS, status),
  });
  return { id, name: table, kind: 'table' as const, backups, lastBackup: null, tags: tableTags(tags) };
}
function ofSystem({ system, arn, policy, backedUp }: Extract<Raw, { system: unknown }>) {
  const { FileSystemId: id, Tags } = system;
  return {
    id,
    name: nameOf(system),
    kind: 'file-system' as const,
    backups: settle<z.infer<typeof Policy>, string>(policy, { some: ({ BackupPolicy: { Status } }) => Status, none: 'DISABLED' }),
    lastBackup: settle<readonly Protected[], string | null>(backedUp, {
      some: (all) => lastOf(all.find(({ ResourceArn }) => ResourceArn === arn)),
      none: missing(PROTECTED, 'Results'),
    }),
    tags: Tags ? Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) : missing(FILE_SYSTEMS, 'FileSystems[].Tags'),
  };
}
function lastOf(found: Protected | undefined): Known<string | null> {
  return found === undefined ? null : (found.LastBackupTime?.toISOString() ?? missing(PROTECTED, 'Results[].LastBackupTime'));
}

/** DynamoDB tables and EFS file systems. */
import type * as DynamoDb from '@aws-sdk/client-dynamodb';
import type * as Efs from '@aws-sdk/client-efs';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page, tagList } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age, Tags } from '../world.ts';
import { keyArn, keyId } from './kms.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Table {
  readonly name: string;
  /** The id of a key of KMS; null: the one that DynamoDB owns. */
  readonly key: string | null;
  readonly pointInTime: boolean;
  readonly age: Age;
  readonly tags: Tags;
}
export interface FileSystem {
  readonly id: string;
  readonly name: string;
  readonly encrypted: boolean;
  /** Null: nobody set one. */
  readonly backups: 'ENABLED' | 'DISABLED' | null;
  readonly age: Age;
  readonly tags: Tags;
}
interface InRegion {
  readonly tables: readonly Table[];
  readonly systems: readonly FileSystem[];
}
type Held = Holding<null, InRegion>;
const EMPTY: InRegion = { tables: [], systems: [] };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };
const here = (ask: Ask) => see(ask, stores.id, nothing).region;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html: names are their own page tokens. */
function ListTables(input: DynamoDb.ListTablesInput, ask: Ask): DynamoDb.ListTablesOutput {
  const { Limit: limit = 100, ExclusiveStartTableName: after } = input;
  if (limit < 1 || limit > 100) throw new AwsRefusal('ValidationException', 'Limit must be between 1 and 100');
  const names = here(ask)
    .tables.map(({ name }) => name)
    .sort();
  const rest = after === undefined ? names : names.filter((name) => name > after);
  const TableNames = rest.slice(0, Math.min(limit, ask.world.pageSize));
  return { TableNames, LastEvaluatedTableName: TableNames.length < rest.length ? TableNames.at(-1) : undefined };
}
function table(name: string | undefined, ask: Ask): Table {
  const found = here(ask).tables.find((one) => one.name === name || arnOf(one, ask) === name);
  if (!found) throw new AwsRefusal('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  return found;
}
const arnOf = ({ name }: Table, { regionName, account }: Ask) => `arn:aws:dynamodb:${regionName}:${account.id}:table/${name}`;

/** No word of encryption under DynamoDB's own key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
function DescribeTable(input: DynamoDb.DescribeTableInput, ask: Ask): DynamoDb.DescribeTableOutput {
  const one = table(input.TableName, ask);
  const { name, key, age } = one;
  const sse =
    key === null ? undefined : { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: keyArn(ask.account.id, ask.regionName, key) };
  return {
    Table: {
      TableName: name,
      TableArn: arnOf(one, ask),
      TableStatus: 'ACTIVE',
      CreationDateTime: ago(age, ask),
      SSEDescription: sse as DynamoDb.SSEDescription | undefined,
    },
  };
}
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
function DescribeContinuousBackups(input: DynamoDb.DescribeContinuousBackupsInput, ask: Ask): DynamoDb.DescribeContinuousBackupsOutput {
  const { pointInTime, age } = table(input.TableName, ask);
  const recovery = pointInTime
    ? {
        PointInTimeRecoveryStatus: 'ENABLED',
        LatestRestorableDateTime: ago(0.004, ask),
        EarliestRestorableDateTime: ago(Math.min(age, 35), ask),
      }
    : { PointInTimeRecoveryStatus: 'DISABLED' };
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery as DynamoDb.PointInTimeRecoveryDescription,
    },
  };
}
function ListTagsOfResource(input: DynamoDb.ListTagsOfResourceInput, ask: Ask): DynamoDb.ListTagsOfResourceOutput {
  return { Tags: tagList(table(input.ResourceArn, ask).tags) };
}

const badMarker = () => new AwsRefusal('BadRequest', 'Invalid Marker', 400);
/** https://docs.aws.amazon.com/efs/latest/ug/API_DescribeFileSystems.html */
function DescribeFileSystems(input: Efs.DescribeFileSystemsRequest, ask: Ask): Efs.DescribeFileSystemsResponse {
  if (input.FileSystemId !== undefined || input.CreationToken !== undefined)
    throw new AwsRefusal('BadRequest', 'The simulator lists all file systems.', 400);
  const { items, next } = page(here(ask).systems, ask, { size: input.MaxItems, token: input.Marker }, badMarker);
  return { FileSystems: items.map((system) => describe(system, ask)), NextMarker: next };
}
function describe({ id, name, encrypted, age, tags }: FileSystem, ask: Ask): Efs.FileSystemDescription {
  return {
    OwnerId: ask.account.id,
    CreationToken: `token-${id}`,
    FileSystemId: id,
    FileSystemArn: `arn:aws:elasticfilesystem:${ask.regionName}:${ask.account.id}:file-system/${id}`,
    CreationTime: ago(age, ask),
    LifeCycleState: 'available',
    Name: name,
    NumberOfMountTargets: 2,
    SizeInBytes: { Value: 6144 },
    PerformanceMode: 'generalPurpose',
    Encrypted: encrypted,
    KmsKeyId: encrypted ? keyArn(ask.account.id, ask.regionName, keyId('ef5')) : undefined,
    Tags: tagList({ Name: name, ...tags }),
  };
}
/** https://docs.aws.amazon.com/efs/latest/ug/API_DescribeBackupPolicy.html */
function DescribeBackupPolicy(input: Efs.DescribeBackupPolicyRequest, ask: Ask): Efs.BackupPolicyDescription {
  const system = here(ask).systems.find(({ id }) => id === input.FileSystemId);
  if (!system) throw new AwsRefusal('FileSystemNotFound', `File system '${input.FileSystemId}' does not exist.`, 404);
  if (system.backups === null) throw new AwsRefusal('PolicyNotFound', 'The file system has no backup policy.', 404);
  return { BackupPolicy: { Status: system.backups } };
}

const production: Tags = { environment: 'production' };
const frankfurt: InRegion = {
  tables: [
    { name: 'customers', key: keyId('53'), pointInTime: true, age: 700, tags: { ...production, data: 'personal' } },
    { name: 'rate-limits', key: null, pointInTime: true, age: 400, tags: production },
    { name: 'sessions', key: null, pointInTime: true, age: 650, tags: production },
  ],
  systems: [
    { id: 'fs-00000000000000001', name: 'uploads', encrypted: true, backups: 'ENABLED', age: 600, tags: production },
    { id: 'fs-00000000000000002', name: 'build-cache', encrypted: true, backups: 'ENABLED', age: 90, tags: {} },
    { id: 'fs-00000000000000003', name: 'reports', encrypted: true, backups: 'ENABLED', age: 300, tags: production },
  ],
};
function held(inFrankfurt: InRegion): Held {
  return { account: null, regions: { 'eu-central-1': inFrankfurt }, elsewhere: EMPTY };
}
const broken: InRegion = {
  tables: frankfurt.tables.map((one) => (one.name === 'customers' ? { ...one, key: keyId('0eb5'), pointInTime: false } : one)),
  systems: frankfurt.systems.map((one) => (one.name === 'build-cache' ? { ...one, encrypted: false } : one)),
};

export const stores: Part<null, InRegion> = {
  id: 'stores',
  answers: {
    dynamodb: { ListTables, DescribeTable, DescribeContinuousBackups, ListTagsOfResource },
    elasticfilesystem: { DescribeFileSystems, DescribeBackupPolicy },
  },
  nothing,
  clean: { [PRODUCTION]: held(frankfurt) },
  drifted: { [PRODUCTION]: held(frankfurt) },
  drift: [],
  // aws.dynamodb.kms looks at kms as well, aws.dynamodb-efs.backup at what AWS Backup has
  checks: ['aws.efs.encrypted'],
  broken: { [PRODUCTION]: held(broken) },
  refusals: [{ operation: 'dynamodb:DescribeContinuousBackups', how: 'denied' }],
};

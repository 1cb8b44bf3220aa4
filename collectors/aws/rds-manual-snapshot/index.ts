import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { or } from '../kleene.ts';
import { turning } from '../paging.ts';
import { isRds } from '../rds-database/answers.ts';
import { encryptedAlone, encryptionType } from '../rds-database/normalise.ts';

const SNAPSHOTS = 'rds:DescribeDBSnapshots';
const CLUSTER_SNAPSHOTS = 'rds:DescribeDBClusterSnapshots';
const ATTRIBUTES = 'rds:DescribeDBSnapshotAttributes';
const CLUSTER_ATTRIBUTES = 'rds:DescribeDBClusterSnapshotAttributes';

const common = { Engine: z.string().min(1), StorageEncryptionType: z.string().optional() };
const Snapshot = z.looseObject({
  ...common,
  DBSnapshotArn: z.string().min(1),
  DBSnapshotIdentifier: z.string().min(1),
  Encrypted: z.boolean().optional(),
});
const ClusterSnapshot = z.looseObject({
  ...common,
  DBClusterSnapshotArn: z.string().min(1),
  DBClusterSnapshotIdentifier: z.string().min(1),
  StorageEncrypted: z.boolean().optional(),
});
const Attribute = z.looseObject({ AttributeName: z.string().optional(), AttributeValues: z.array(z.string()).optional() });
const Attributes = z.looseObject({ DBSnapshotAttributesResult: z.looseObject({ DBSnapshotAttributes: z.array(Attribute) }) });
const ClusterAttributes = z.looseObject({
  DBClusterSnapshotAttributesResult: z.looseObject({ DBClusterSnapshotAttributes: z.array(Attribute) }),
});
type Raw =
  | { readonly snapshot: z.infer<typeof Snapshot>; readonly attributes: Answer<z.infer<typeof Attributes>> }
  | { readonly clusterSnapshot: z.infer<typeof ClusterSnapshot>; readonly attributes: Answer<z.infer<typeof ClusterAttributes>> };

const Resource = z.object({
  id: z.string().describe('DBSnapshotArn or DBClusterSnapshotArn'),
  name: z.string().describe('DBSnapshotIdentifier or DBClusterSnapshotIdentifier'),
  engine: z.string().describe('Engine'),
  encrypted: known(z.boolean()).describe('Encrypted or StorageEncrypted, or StorageEncryptionType says sse-rds or sse-kms'),
  sharedWith: known(z.array(z.string())).describe('AttributeValues of `restore`: account ids, or `all` when anybody may restore it'),
});

export default defineCollector({
  id: 'aws/rds-manual-snapshot',
  title: "The account's own manual RDS snapshots, of instances and of clusters",
  scope: 'region',
  calls: [
    call('rds', 'DescribeDBSnapshots'),
    call('rds', 'DescribeDBSnapshotAttributes'),
    call('rds', 'DescribeDBClusterSnapshots'),
    call('rds', 'DescribeDBClusterSnapshotAttributes'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const snapshots = ask.pages(SNAPSHOTS, { SnapshotType: 'manual' }, snapshotPages(aws, region));
    const clusterSnapshots = ask.pages(CLUSTER_SNAPSHOTS, { SnapshotType: 'manual' }, clusterSnapshotPages(aws, region));
    yield* parallel(snapshots, async (snapshot) => ({ snapshot, attributes: await attributesOf(aws, ask, snapshot, region) }));
    yield* parallel(ours(clusterSnapshots), async (clusterSnapshot) => ({
      clusterSnapshot,
      attributes: await clusterAttributesOf(aws, ask, clusterSnapshot, region),
    }));
  },
  normalise(raw) {
    return 'snapshot' in raw ? ofInstance(raw) : ofCluster(raw);
  },
});

// without `IncludeShared` and `IncludePublic` those of strangers are left out: API_DescribeDBSnapshots.html
function snapshotPages(aws: Aws, region: string | undefined) {
  const send = (token: object) => aws.send('rds', 'DescribeDBSnapshots', { SnapshotType: 'manual', MaxRecords: 100, ...token }, region);
  return turning({ list: 'DBSnapshots', token: 'Marker', item: Snapshot, key: (one) => one.DBSnapshotArn, send });
}
function clusterSnapshotPages(aws: Aws, region: string | undefined) {
  const send = (token: object) =>
    aws.send('rds', 'DescribeDBClusterSnapshots', { SnapshotType: 'manual', MaxRecords: 100, ...token }, region);
  return turning({ list: 'DBClusterSnapshots', token: 'Marker', item: ClusterSnapshot, key: (one) => one.DBClusterSnapshotArn, send });
}
async function* ours<T extends { readonly Engine: string }>(snapshots: AsyncIterable<T>): AsyncIterable<T> {
  for await (const snapshot of snapshots) if (isRds(snapshot)) yield snapshot;
}
function attributesOf(aws: Aws, ask: Ask, { DBSnapshotIdentifier }: z.infer<typeof Snapshot>, region: string | undefined) {
  const input = { DBSnapshotIdentifier };
  return ask(ATTRIBUTES, input, Attributes, () => aws.send('rds', 'DescribeDBSnapshotAttributes', input, region));
}
function clusterAttributesOf(
  aws: Aws,
  ask: Ask,
  { DBClusterSnapshotIdentifier }: z.infer<typeof ClusterSnapshot>,
  region: string | undefined,
) {
  const input = { DBClusterSnapshotIdentifier };
  return ask(CLUSTER_ATTRIBUTES, input, ClusterAttributes, () => aws.send('rds', 'DescribeDBClusterSnapshotAttributes', input, region));
}

function ofInstance({ snapshot, attributes }: Extract<Raw, { snapshot: unknown }>) {
  return {
    id: snapshot.DBSnapshotArn,
    name: snapshot.DBSnapshotIdentifier,
    engine: snapshot.Engine,
    encrypted: encryptedAlone(SNAPSHOTS, snapshot.Encrypted ?? missing(SNAPSHOTS, 'DBSnapshots[].Encrypted'), snapshot),
    sharedWith: settle<z.infer<typeof Attributes>, string[]>(attributes, {
      some: (found) => restorers(ATTRIBUTES, found.DBSnapshotAttributesResult.DBSnapshotAttributes),
      none: missing(ATTRIBUTES, 'DBSnapshotAttributesResult'),
    }),
  };
}
function ofCluster({ clusterSnapshot: snapshot, attributes }: Extract<Raw, { clusterSnapshot: unknown }>) {
  const member = (name: string) => missing(CLUSTER_SNAPSHOTS, `DBClusterSnapshots[].${name}`);
  // as of a cluster itself, `false` may stand for a key that AWS owns: only the type tells (API_DBCluster.html)
  const byType = encryptionType(CLUSTER_SNAPSHOTS, snapshot) ?? member('StorageEncryptionType');
  return {
    id: snapshot.DBClusterSnapshotArn,
    name: snapshot.DBClusterSnapshotIdentifier,
    engine: snapshot.Engine,
    encrypted: or(snapshot.StorageEncrypted ?? member('StorageEncrypted'), byType),
    sharedWith: settle<z.infer<typeof ClusterAttributes>, string[]>(attributes, {
      some: (found) => restorers(CLUSTER_ATTRIBUTES, found.DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes),
      none: missing(CLUSTER_ATTRIBUTES, 'DBClusterSnapshotAttributesResult'),
    }),
  };
}
/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshotAttribute.html */
function restorers(operation: string, attributes: readonly z.infer<typeof Attribute>[]): Known<string[]> {
  const restore = attributes.find(({ AttributeName }) => AttributeName === 'restore');
  return restore?.AttributeValues ?? missing(operation, 'the values of the attribute `restore`');
}

/** Recorded answers about databases, tables and secrets: who hears them, and what should come of it. */
import exposure from '../../collectors/aws/database-exposure/index.ts';
import table from '../../collectors/aws/dynamodb-table/index.ts';
import fileSystem from '../../collectors/aws/efs-file-system/index.ts';
import key from '../../collectors/aws/kms-key/index.ts';
import manualSnapshot from '../../collectors/aws/rds-manual-snapshot/index.ts';
import tls from '../../collectors/aws/rds-tls/index.ts';
import searchCache from '../../collectors/aws/search-cache/index.ts';
import secret from '../../collectors/aws/secret/index.ts';
import store from '../../collectors/aws/table-or-file-system/index.ts';
import { byId, type Fields, instant, type Json, MISSING, nameless, or, type Said, tags, whole } from './recorded-readings.ts';
import { ACCOUNT, bare, each, HERE, listed, production, type Scene, with_ } from './recorded-worlds.ts';

const nothing = bare();
const stores = bare('stores');
const keys = bare('kms');
const snapshots = bare('rds');
/** The databases of the world, and nothing else. */
const databases = { ...with_({ buckets: [], regions: production.regions }), parts: snapshots.parts ?? {} };
const arn = (service: string, rest: string) => `arn:aws:${service}:${HERE}:${ACCOUNT}:${rest}`;

/** Tables that the world does not have: what they are is asked, and nobody knows. */
const tableNames =
  (fields: Fields) =>
  ({ TableNames }: Json): Said =>
    whole(Object.fromEntries(TableNames.map((name: string) => [arn('dynamodb', `table/${name}`), { name, ...fields }])));
/** Without SSEDescription it is under the key that DynamoDB owns. */
const described = ({ Table: { SSEDescription: sse } }: Json): Fields => ({ sseType: sse === undefined ? null : or(sse.SSEType) });
const words = ({ Tags }: Json): Fields => ({ tags: Tags.flatMap(({ Key, Value }: Json) => [Key, `${Key}=${Value}`]) });
const ofTables =
  (read: (data: Json) => Fields) =>
  (data: Json) =>
  ({ kind }: Fields): Fields =>
    kind === 'table' ? read(data) : {};
const recovery = ({ ContinuousBackupsDescription: { PointInTimeRecoveryDescription: one } }: Json): Fields => ({
  backups: or(one?.PointInTimeRecoveryStatus),
});

const systems = (read: (one: Json) => Fields) => (data: Json) =>
  whole(
    byId(
      data.FileSystems,
      (one: Json) => one.FileSystemId,
      (one) => ({ name: one.Name || one.FileSystemId, ...read(one) }),
    ),
  );
const groups = ({ ReplicationGroups }: Json): Said =>
  whole(
    byId(
      ReplicationGroups,
      (one: Json) => arn('elasticache', `replicationgroup:${one.ReplicationGroupId}`),
      ({ AtRestEncryptionEnabled: atRest, TransitEncryptionEnabled: on, TransitEncryptionMode: mode }) => ({
        service: 'elasticache',
        encryptedAtRest: or(atRest),
        // before there was a mode, answers did not tell whether plain connections were let in beside
        requiresTls: on === true ? (mode === undefined ? MISSING : mode === 'required') : or(on),
      }),
    ),
  );
const domains = ({ DomainNames }: Json): Said => {
  const rows = DomainNames.map(({ DomainName: name }: Json) => [
    arn('es', `domain/${name}`),
    { name, requiresTls: '?changed_during_collection' },
  ]);
  return whole(Object.fromEntries(rows));
};
const warehouses = (read: (one: Json) => Fields) => (data: Json) =>
  whole(
    byId(
      data.Clusters,
      (one: Json) => arn('redshift', `cluster:${one.ClusterIdentifier}`),
      (one) => ({ name: one.ClusterIdentifier, ...read(one) }),
    ),
  );

const secrets = ({ SecretList }: Json): Said =>
  whole(
    byId(
      SecretList,
      (one: Json) => one.ARN,
      (one) => ({
        name: one.Name,
        owningService: one.OwningService ?? null,
        rotationEnabled: one.RotationEnabled ?? false,
        lastChanged: instant(one.LastChangedDate, MISSING),
        lastRotated: instant(one.LastRotatedDate, null),
        lastAccessed: instant(one.LastAccessedDate, null),
      }),
    ),
  );

/** Keys that the world does not have: they are gone by the time they are asked about; in a region that is not switched on, nobody answers. */
const gone = ({ KeyArn }: Json) => (KeyArn.split(':')[3] === 'af-south-1' ? '?credentials_invalid' : '?changed_during_collection');
const listedKeys = ({ Keys }: Json): Said =>
  whole(
    byId(
      Keys,
      (one: Json) => one.KeyArn,
      (one) => ({ name: one.KeyId, keyState: gone(one), rotationEnabled: gone(one) }),
    ),
  );
const keyFields = ({ KeyMetadata: one, Error: refused }: Json): Fields => {
  if (refused) return { keyState: '?changed_during_collection' };
  const { KeyManager, KeyState, KeySpec, Origin, DeletionDate } = one;
  const fields = { keyManager: or(KeyManager), keyState: or(KeyState), keySpec: or(KeySpec), origin: or(Origin) };
  return { ...fields, deletionDate: instant(DeletionDate, null) };
};
/** Asked of those keys alone that KMS would rotate. */
const rotation =
  ({ KeyRotationEnabled: on }: Json) =>
  (row: Fields): Fields => {
    const may = [row['keyManager'], row['keyState'], row['keySpec'], row['origin']].join() === 'CUSTOMER,Enabled,SYMMETRIC_DEFAULT,AWS_KMS';
    return { rotationEnabled: may ? on : null };
  };

/** The parameter that decides, as it is or as the first page has it; MySQL alone says what its own default means. */
const NAMES: Readonly<Record<string, string>> = { postgres: 'rds.force_ssl', mysql: 'require_secure_transport' };
const enforced =
  (clusters: boolean) =>
  ({ Parameters }: Json) =>
  ({ id, engine, parameter }: Fields): Fields => {
    if (String(id).includes(':cluster:') !== clusters) return {};
    const due = NAMES[String(engine).includes('postgres') ? 'postgres' : 'mysql'];
    const found = Parameters.find(({ ParameterName }: Json) => ParameterName === due);
    const value = found?.ParameterValue?.toLowerCase();
    const unsaid = due === 'require_secure_transport' && found?.Source === 'engine-default' ? false : MISSING;
    return { parameter: parameter === due ? due : 'another', enforced: found ? (value ? ['1', 'on'].includes(value) : unsaid) : false };
  };

/** RDS alone: DocumentDB and Neptune answer through the same API. */
const ofRds = (one: Json) => !['neptune', 'docdb'].includes(one.Engine);
const manual = ({ DBSnapshots }: Json): Said =>
  nameless(DBSnapshots, 'DBSnapshotArn', 'Engine') ??
  whole(
    byId(
      DBSnapshots,
      (one: Json) => one.DBSnapshotArn,
      (one) => ({ name: one.DBSnapshotIdentifier, engine: one.Engine, encrypted: or(one.Encrypted), sharedWith: '?provider_error' }),
    ),
  );
const manualOfClusters = ({ DBClusterSnapshots }: Json): Said =>
  nameless(DBClusterSnapshots, 'DBClusterSnapshotArn', 'Engine') ??
  whole(
    byId(
      DBClusterSnapshots.filter(ofRds),
      (one: Json) => one.DBClusterSnapshotArn,
      // without StorageEncryptionType "false" is half an answer
      (one) => ({
        name: one.DBClusterSnapshotIdentifier,
        encrypted: one.StorageEncrypted === true ? true : MISSING,
        sharedWith: '?provider_error',
      }),
    ),
  );
const restorers = (all: readonly Json[]): Fields => {
  const found = all.find(({ AttributeName }) => AttributeName === 'restore');
  return { sharedWith: or(found?.AttributeValues) };
};
const ofKind = (clusters: boolean, read: (data: Json) => Fields) => (data: Json) => (row: Fields) =>
  String(row['id']).includes(':cluster-snapshot:') === clusters ? read(data) : {};

export const DATA: Readonly<Record<string, readonly Scene[]>> = {
  'dynamodb:ListTables': [
    { collector: table, world: () => nothing, says: listed(tableNames({ sseType: '?provider_error', tags: '?provider_error' })) },
    { collector: store, world: () => nothing, says: listed(tableNames({ kind: 'table', backups: '?provider_error' })) },
  ],
  'dynamodb:DescribeTable': [{ collector: table, world: () => stores, says: each(described) }],
  'dynamodb:ListTagsOfResource': [
    { collector: table, world: () => stores, says: each(words) },
    { collector: store, world: () => stores, says: each(ofTables(({ Tags }) => ({ tags: tags(Tags) }))) },
  ],
  'dynamodb:DescribeContinuousBackups': [{ collector: store, world: () => stores, says: each(ofTables(recovery)) }],
  'elasticfilesystem:DescribeFileSystems': [
    { collector: fileSystem, world: () => nothing, says: listed(systems(({ Encrypted }) => ({ encrypted: or(Encrypted) }))) },
    { collector: store, world: () => nothing, says: listed(systems(({ Tags }) => ({ kind: 'file-system', tags: or(tags(Tags)) }))) },
  ],
  'elasticache:DescribeReplicationGroups': [{ collector: searchCache, world: () => nothing, says: listed(groups) }],
  'es:ListDomainNames': [{ collector: searchCache, world: () => nothing, says: listed(domains) }],
  'redshift:DescribeClusters': [
    {
      collector: exposure,
      world: () => nothing,
      says: listed(warehouses(({ PubliclyAccessible: shown }) => ({ kind: 'redshift', publiclyAccessible: or(shown) }))),
    },
    { collector: searchCache, world: () => nothing, says: listed(warehouses(({ Encrypted }) => ({ encryptedAtRest: or(Encrypted) }))) },
  ],
  'rds:DescribeDBParameters': [{ collector: tls, world: () => databases, says: each(enforced(false)) }],
  'rds:DescribeDBClusterParameters': [{ collector: tls, world: () => databases, says: each(enforced(true)) }],
  'rds:DescribeDBSnapshots': [{ collector: manualSnapshot, world: () => nothing, says: listed(manual) }],
  'rds:DescribeDBClusterSnapshots': [{ collector: manualSnapshot, world: () => nothing, says: listed(manualOfClusters) }],
  'rds:DescribeDBSnapshotAttributes': [
    {
      collector: manualSnapshot,
      world: () => snapshots,
      says: each(ofKind(false, ({ DBSnapshotAttributesResult: found }) => restorers(found.DBSnapshotAttributes))),
    },
  ],
  'rds:DescribeDBClusterSnapshotAttributes': [
    {
      collector: manualSnapshot,
      world: () => snapshots,
      says: each(ofKind(true, ({ DBClusterSnapshotAttributesResult: found }) => restorers(found.DBClusterSnapshotAttributes))),
    },
  ],
  'secretsmanager:ListSecrets': [{ collector: secret, world: () => nothing, says: listed(secrets) }],
  'kms:ListKeys': [{ collector: key, world: () => nothing, says: listed(listedKeys) }],
  'kms:DescribeKey': [
    {
      collector: key,
      world: () => keys,
      says: (data) =>
        data.Error && data.Error.Code !== 'NotFoundException' ? undefined : { rows: {}, gaps: [], each: () => keyFields(data) },
    },
  ],
  'kms:GetKeyRotationStatus': [{ collector: key, world: () => keys, says: each(rotation) }],
};

import { describe, expect, it } from 'vitest';
import { Cluster, Instance } from '../../../collectors/aws/rds-database/answers.ts';
import databases from '../../../collectors/aws/rds-database/index.ts';
import { normaliseCluster, normaliseInstance } from '../../../collectors/aws/rds-database/normalise.ts';
import type { Region, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { unknown } from '../../../src/kit.ts';
import { ask, byName, setOf } from './estate.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';
const QUIET = 'eu-west-1';

function estate(change: (region: Region) => Partial<Region>): World {
  return {
    ...clean,
    accounts: clean.accounts.map((one, i) => {
      const region = one.regions[FRANKFURT] as Region;
      return i > 0 ? one : { ...one, regions: { ...one.regions, [FRANKFURT]: { ...region, ...change(region) } } };
    }),
  };
}
const moved = (id: string, zone: string) =>
  estate(({ databases: all }) => ({ databases: all.map((one) => (one.id === id ? { ...one, zone } : one)) }));
const onlyFrankfurt = async (world: World, more: Partial<Parameters<typeof ask>[1]> = {}) =>
  ask(databases, { world, regions: [FRANKFURT], ...more });

describe('databases', () => {
  it('are instances of their own, and clusters in place of their members', async () => {
    const { sets } = await onlyFrankfurt(clean);
    const found = byName(sets, FRANKFURT);
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: true, gaps: [] });
    expect(Object.keys(found).sort()).toEqual(['accounts', 'invoices', 'orders', 'orders-replica']);
    const { latestRestorableTime, ...orders } = found['orders'] ?? {};
    expect(orders).toEqual({
      id: 'arn:aws:rds:eu-central-1:123456789012:db:orders',
      name: 'orders',
      kind: 'instance',
      engine: 'postgres',
      replica: false,
      encrypted: true,
      backupRetentionPeriod: 14,
      multiAz: true,
      tags: { environment: 'production' },
    });
    expect(latestRestorableTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(found['accounts']).toMatchObject({
      kind: 'cluster',
      engine: 'aurora-postgresql',
      replica: false,
      multiAz: true,
      backupRetentionPeriod: 14,
    });
    expect(found['orders-replica']).toMatchObject({
      replica: true,
      backupRetentionPeriod: 0,
      latestRestorableTime: { $unknown: { reason: 'missing_member' } },
    });
  });

  it('show what drifted', async () => {
    const { sets } = await ask(databases, { world: drifted });
    expect(byName(sets, FRANKFURT)['invoices']).toMatchObject({ encrypted: false });
    expect(byName(sets, VIRGINIA)['edge-sessions']).toMatchObject({ backupRetentionPeriod: 1 });
  });

  it('are none in a region without any', async () => {
    const { sets } = await ask(databases, { world: clean, regions: [QUIET] });
    expect(setOf(sets, QUIET)).toMatchObject({ complete: true, resources: [] });
  });

  it.each(['DBInstances', 'DBClusters'])('are unknown in number when an answer has no <%s>', async (list) => {
    const { sets } = await ask(databases, {
      world: clean,
      regions: [QUIET],
      spoil: (xml) => xml.replace(new RegExp(`<${list}\\s*/>|<${list}>\\s*</${list}>`), ''),
    });
    expect(setOf(sets, QUIET)).toMatchObject({
      complete: false,
      resources: [],
      gaps: [{ reason: 'missing_member', detail: expect.stringContaining(list) }],
    });
  });

  it.each(['neptune', 'docdb'])("of the engine %s are another service's", async (engine) => {
    const world = estate(({ databases: all, clusters }) => ({
      clusters: clusters.map((one) => ({ ...one, engine })),
      databases: all.map((one) => (one.cluster === undefined ? one : { ...one, engine })),
    }));
    const { sets } = await onlyFrankfurt(world);
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: true });
    expect(Object.keys(byName(sets, FRANKFURT)).sort()).toEqual(['invoices', 'orders', 'orders-replica']);
  });

  it('are still listed as clusters when instances are refused; nobody knows how many instances there are', async () => {
    const { sets } = await onlyFrankfurt(denied);
    expect(setOf(sets, FRANKFURT)).toMatchObject({
      complete: false,
      gaps: [{ operation: 'rds:DescribeDBInstances', reason: 'unexpected_content_type' }],
    });
    expect(byName(sets, FRANKFURT)['accounts']).toMatchObject({
      encrypted: true,
      multiAz: { $unknown: { operation: 'rds:DescribeDBInstances' } },
    });
  });

  it('are still listed as instances when clusters are refused; members do not stand in for their cluster', async () => {
    const { sets } = await onlyFrankfurt(clean, { faults: [{ operation: 'rds:DescribeDBClusters', kind: 'denied' }] });
    expect(setOf(sets, FRANKFURT)).toMatchObject({
      complete: false,
      gaps: [{ operation: 'rds:DescribeDBClusters', reason: 'access_denied' }],
    });
    expect(Object.keys(byName(sets, FRANKFURT)).sort()).toEqual(['invoices', 'orders', 'orders-replica']);
  });

  it('are not all there when a member names a cluster that no complete list has', async () => {
    const { sets } = await onlyFrankfurt(estate(() => ({ clusters: [] })));
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'changed_during_collection' }, {}] });
  });

  it('are asked once per page, however often the code looks at them', async () => {
    const { asked } = await onlyFrankfurt(clean);
    expect(asked.filter((one) => one.startsWith('rds:DescribeDBInstances'))).toHaveLength(3);
    expect(asked.filter((one) => one.startsWith('rds:DescribeDBClusters'))).toHaveLength(1);
  });
});

describe('an Aurora cluster', () => {
  it('in one zone is not spread, whatever its own MultiAZ says', async () => {
    const { sets } = await onlyFrankfurt(moved('accounts-2', 'eu-central-1a'));
    expect(byName(sets, FRANKFURT)['accounts']).toMatchObject({ multiAz: false });
  });

  it('is unknown when the page with one of its members is refused', async () => {
    // sorted by nothing but the world: orders, invoices | orders-replica, accounts-1 | accounts-2
    const { sets } = await onlyFrankfurt(clean, { faults: [{ operation: 'rds:DescribeDBInstances', kind: 'denied', after: 2 }] });
    expect(byName(sets, FRANKFURT)['accounts']).toMatchObject({ multiAz: { $unknown: { reason: 'access_denied' } } });
    expect(Object.keys(byName(sets, FRANKFURT)).sort()).toEqual(['accounts', 'invoices', 'orders', 'orders-replica']);
  });

  const aurora = { DBClusterArn: 'arn:aws:rds:eu-central-1:123456789012:cluster:a', DBClusterIdentifier: 'a', Engine: 'aurora-mysql' };
  const gone = unknown({ operation: 'rds:DescribeDBInstances', reason: 'changed_during_collection', detail: 'a member is not listed' });
  const spread = (ids: string[], zones: Record<string, string | undefined>) =>
    normaliseCluster({
      cluster: Cluster.parse({ ...aurora, DBClusterMembers: ids.map((DBInstanceIdentifier) => ({ DBInstanceIdentifier })) }),
      members: Object.entries(zones).map(([id, AvailabilityZone]) =>
        Instance.parse({ DBInstanceIdentifier: id, DBInstanceArn: id, Engine: 'aurora-mysql', AvailabilityZone }),
      ),
      unlisted: gone,
    }).multiAz;

  it.each<[string, string[], Record<string, string | undefined>, unknown]>([
    ['two members in two zones', ['x', 'y'], { x: 'a', y: 'b' }, true],
    ['two zones and a member that nobody lists', ['x', 'y', 'z'], { x: 'a', y: 'b' }, true],
    ['two members in one zone', ['x', 'y'], { x: 'a', y: 'a' }, false],
    ['one zone and a member that nobody lists', ['x', 'y'], { x: 'a' }, gone],
    ['one zone and a member whose zone RDS leaves out', ['x', 'y'], { x: 'a', y: undefined }, { $unknown: { reason: 'missing_member' } }],
    ['one member, wherever it is', ['x'], {}, false],
    ['no member', [], {}, false],
  ])('with %s', (_, ids, zones, verdict) => {
    if (typeof verdict === 'object') expect(spread(ids, zones)).toMatchObject(verdict as object);
    else expect(spread(ids, zones)).toBe(verdict);
  });

  it('whose members RDS leaves out is unknown', () => {
    expect(normaliseCluster({ cluster: Cluster.parse(aurora), members: [], unlisted: gone }).multiAz).toMatchObject({
      $unknown: { reason: 'missing_member' },
    });
  });

  it('that is none, but a Multi-AZ cluster of RDS, is what MultiAZ says', () => {
    const cluster = Cluster.parse({ ...aurora, Engine: 'mysql', MultiAZ: true, DBClusterMembers: [] });
    expect(normaliseCluster({ cluster, members: [], unlisted: gone }).multiAz).toBe(true);
  });
});

describe('encryption at rest', () => {
  const instance = { DBInstanceIdentifier: 'i', DBInstanceArn: 'arn:i', Engine: 'postgres' };
  const cluster = { DBClusterIdentifier: 'c', DBClusterArn: 'arn:c', Engine: 'aurora-mysql' };
  const unlisted = unknown({ operation: 'x', reason: 'access_denied', detail: '' });
  const ofInstance = (more: object) => normaliseInstance(Instance.parse({ ...instance, ...more })).encrypted;
  const ofCluster = (more: object) =>
    normaliseCluster({ cluster: Cluster.parse({ ...cluster, ...more }), members: [], unlisted }).encrypted;

  it.each<[object, boolean | 'unknown', boolean | 'unknown']>([
    // [what RDS says, for an instance, for a cluster]
    [{ StorageEncrypted: true }, true, true],
    [{ StorageEncrypted: true, StorageEncryptionType: 'sse-kms' }, true, true],
    [{ StorageEncrypted: false, StorageEncryptionType: 'none' }, false, false],
    [{ StorageEncrypted: false, StorageEncryptionType: 'sse-rds' }, true, true],
    // the documentation calls this ambiguous for clusters, and for them alone
    [{ StorageEncrypted: false }, false, 'unknown'],
    [{ StorageEncrypted: false, StorageEncryptionType: 'sse-tomorrow' }, 'unknown', 'unknown'],
    [{ StorageEncryptionType: 'sse-rds' }, true, true],
    [{}, 'unknown', 'unknown'],
  ])('%o', (said, forInstance, forCluster) => {
    for (const [got, due] of [
      [ofInstance(said), forInstance],
      [ofCluster(said), forCluster],
    ]) {
      if (due === 'unknown') expect(got).toHaveProperty('$unknown');
      else expect(got).toBe(due);
    }
  });

  it('is read from the real wire, type and all', async () => {
    const spoil = (xml: string) =>
      xml.replace(
        /(<DBInstanceIdentifier>invoices<.*?)<StorageEncrypted>true</s,
        '$1<StorageEncryptionType>sse-rds</StorageEncryptionType><StorageEncrypted>false<',
      );
    const { sets } = await onlyFrankfurt(clean, { spoil });
    expect(byName(sets, FRANKFURT)['invoices']).toMatchObject({ encrypted: true });
  });
});

it('an empty identifier is none: such an instance is no replica and no member', () => {
  const plain = Instance.parse({
    DBInstanceIdentifier: 'i',
    DBInstanceArn: 'arn:i',
    Engine: 'postgres',
    DBClusterIdentifier: '',
    ReadReplicaSourceDBInstanceIdentifier: '',
  });
  expect(plain.DBClusterIdentifier).toBeUndefined();
  expect(normaliseInstance(plain).replica).toBe(false);
});

it.each([
  ['rds:DescribeDBInstances', 'ReadReplicaSourceDBInstanceIdentifier'],
  ['rds:DescribeDBInstances', 'ReadReplicaSourceDBClusterIdentifier'],
])('%s: %s makes a replica', (_, member) => {
  expect(
    normaliseInstance(Instance.parse({ DBInstanceIdentifier: 'i', DBInstanceArn: 'arn:i', Engine: 'postgres', [member]: 'source' }))
      .replica,
  ).toBe(true);
});

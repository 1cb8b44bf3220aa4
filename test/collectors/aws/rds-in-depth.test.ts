import { describe, expect, it } from 'vitest';
import exposure from '../../../collectors/aws/database-exposure/index.ts';
import protection from '../../../collectors/aws/deletion-protection/index.ts';
import snapshots from '../../../collectors/aws/rds-manual-snapshot/index.ts';
import remote from '../../../collectors/aws/rds-remote-backup/index.ts';
import { enforcedBy, inForce, parameterFor } from '../../../collectors/aws/rds-tls/enforced.ts';
import tls from '../../../collectors/aws/rds-tls/index.ts';
import { brokenParts, cleanParts } from '../../../src/demo/aws/parts/index.ts';
import { rds } from '../../../src/demo/aws/parts/rds/index.ts';
import type { RdsHeld, RdsRegion } from '../../../src/demo/aws/parts/rds/state.ts';
import type { Region, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import { unknown } from '../../../src/kit.ts';
import type { Finding } from '../../../src/model.ts';
import { ask, byName, setOf } from './estate.ts';
import { bare, fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';

/** A new account: no part, and no database. */
const nothing: World = {
  ...bare,
  accounts: bare.accounts.map((one) => ({
    ...one,
    regions: Object.fromEntries(
      Object.entries(one.regions).map(([name, region]): [string, Region] => [
        name,
        { ...region, databases: [], clusters: [], volumes: [] },
      ]),
    ),
  })),
};
const ruined: World = { ...clean, parts: brokenParts };
const DATABASES = ['orders', 'invoices', 'orders-replica', 'accounts', 'edge-sessions'];
const PRIMARIES = ['orders', 'invoices', 'accounts', 'edge-sessions'];
const SNAPSHOTS = ['orders-before-16', 'invoices-audit-2025', 'orders-before-gdpr-export', 'accounts-before-16'];
const none = { whenNone: 'not_applicable' as const, nothing, broken: ruined };

fourWorlds({
  check: 'aws.rds.not-public',
  collector: exposure,
  fails: [...DATABASES, 'reports'],
  passes: [...DATABASES, 'reports'],
  ...none,
});
fourWorlds({ check: 'aws.rds.tls-enforced', collector: tls, fails: DATABASES, passes: DATABASES, ...none });
fourWorlds({ check: 'aws.rds.snapshots-private-encrypted', collector: snapshots, fails: SNAPSHOTS, passes: SNAPSHOTS, ...none });
fourWorlds({ check: 'aws.rds.backup-other-region', collector: remote, fails: PRIMARIES, passes: PRIMARIES, ...none });
fourWorlds({
  check: 'aws.rds.deletion-protection',
  collector: protection,
  fails: [...DATABASES, 'web', 'orders', 'edge'],
  passes: [...DATABASES, 'web', 'edge'],
  spare: { 'elasticloadbalancing:DescribeTags': 'no tag decides unless productionTag is given' },
  ...none,
});

/** The clean estate with something else in one region of RDS's part. */
function where(change: (region: RdsRegion) => Partial<RdsRegion>, more: Partial<RdsHeld> = {}, region = FRANKFURT): World {
  const held = rds.clean[PRODUCTION] as RdsHeld;
  const before = held.regions[region] as RdsRegion;
  return withPart(rds as never, {
    [PRODUCTION]: { ...held, ...more, regions: { ...held.regions, [region]: { ...before, ...change(before) } } },
  });
}
const of = (findings: readonly Finding[], name: string) => findings.find(({ resource }) => resource.name === name);

describe('TLS', () => {
  it('is asked of each parameter group once, and of the deciding parameter alone', async () => {
    const shared = where(({ settings }) => ({
      settings: { ...settings, orders: { group: 'pg' }, 'orders-replica': { group: 'pg' } },
      groups: { ...groupsOf(FRANKFURT), pg: { 'rds.force_ssl': '1' } },
    }));
    const { asked, exchanges } = await ask(tls, { world: shared, regions: [FRANKFURT] });
    expect(asked.filter((one) => one.startsWith('rds:DescribeDBParameters'))).toHaveLength(2);
    expect(asked.filter((one) => one.startsWith('rds:DescribeDBClusterParameters'))).toHaveLength(1);
    const forms = exchanges.map(({ request }) => String(request.body)).filter((form) => form.includes('Parameters'));
    expect(forms.length).toBeGreaterThan(0);
    for (const form of forms) expect(form).toMatch(/parameter-name.*(?:rds\.force_ssl|require_secure_transport)/);
  });

  it('is a default of PostgreSQL from 15 on, and nobody needs to have set it', async () => {
    const { sets } = await ask(tls, { world: clean, regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)['orders']).toMatchObject({ group: 'default.postgres16', enforced: true });
    const aurora = where(({ settings }) => ({ settings: { ...settings, accounts: {} } }));
    expect(byName((await ask(tls, { world: aurora, regions: [FRANKFURT] })).sets, FRANKFURT)['accounts']).toMatchObject({
      group: 'default.aurora-postgresql16',
      enforced: false,
    });
  });

  it("is not MySQL's default", async () => {
    const { rows } = await judge('aws.rds.tls-enforced', tls, {
      world: where(({ settings }) => ({ settings: { ...settings, invoices: {} } })),
    });
    expect(rows.filter((row) => row.startsWith('fail'))).toEqual(['fail invoices']);
  });

  it.each(['pending-reboot', 'applying'] as const)('set in a group that is %s is not known to be in force', async (status) => {
    const world = where(({ settings }) => ({
      settings: { ...settings, invoices: { group: 'mysql-tls', status }, accounts: { group: 'aurora-tls', status } },
    }));
    const { rows, reasons } = await judge('aws.rds.tls-enforced', tls, { world });
    expect(rows.filter((row) => !row.startsWith('pass')).sort()).toEqual(['unknown accounts', 'unknown invoices']);
    expect(reasons).toEqual(['missing_member']);
  });

  it('cannot be forced on Oracle, which is left out and says why', async () => {
    const world: World = {
      ...clean,
      accounts: clean.accounts.map((one) => ({
        ...one,
        regions: {
          ...one.regions,
          [VIRGINIA]: {
            ...(one.regions[VIRGINIA] as Region),
            databases: one.regions[VIRGINIA]?.databases.map((db) => ({ ...db, engine: 'oracle-ee' })) ?? [],
          },
        },
      })),
    };
    const { verdict, findings, asked } = await judge('aws.rds.tls-enforced', tls, { world, regions: [VIRGINIA] });
    expect(verdict).toBe('not_applicable');
    expect(of(findings, 'edge-sessions')).toMatchObject({ verdict: 'not_applicable', because: expect.stringContaining('oracle-ee') });
    expect(asked.filter((one) => one.includes('Parameters'))).toEqual([]);
  });

  it('of a group that is gone is unknown', async () => {
    const { rows } = await judge('aws.rds.tls-enforced', tls, { world: where(() => ({ groups: {} })), regions: [FRANKFURT] });
    expect(rows.filter((row) => row.startsWith('unknown')).sort()).toEqual(['unknown accounts', 'unknown invoices']);
  });

  it.each([
    ['postgres', 'rds.force_ssl'],
    ['aurora-postgresql', 'rds.force_ssl'],
    ['sqlserver-se', 'rds.force_ssl'],
    ['mysql', 'require_secure_transport'],
    ['mariadb', 'require_secure_transport'],
    ['aurora-mysql', 'require_secure_transport'],
    ['oracle-ee', undefined],
    ['db2-se', undefined],
    ['custom-sqlserver-ee', undefined],
  ])('on %s is %s', (engine, parameter) => expect(parameterFor(engine)).toBe(parameter));

  const P = 'require_secure_transport';
  it.each<[string, string | undefined, string | undefined, unknown]>([
    ['mysql', '1', 'user', true],
    ['mysql', 'ON', 'user', true],
    ['mysql', '0', 'user', false],
    ['mysql', 'off', 'user', false],
    ['mysql', undefined, 'engine-default', false],
    ['aurora-mysql', '', 'engine-default', false],
    ['mysql', undefined, undefined, 'missing_member'],
    ['mariadb', undefined, 'engine-default', 'missing_member'],
    ['postgres', undefined, 'engine-default', 'missing_member'],
    ['mysql', 'maybe', 'user', 'malformed_response'],
  ])('%s, value %s from %s: %s', (engine, ParameterValue, Source, due) => {
    const said = enforcedBy('op', engine, P, [{ ParameterName: P, ParameterValue, Source }]);
    if (typeof due === 'boolean') expect(said).toBe(due);
    else expect(said).toMatchObject({ $unknown: { reason: due } });
  });
  it('is not forced by a version that has no such parameter', () => expect(enforcedBy('op', 'mysql', P, [])).toBe(false));
  it('is unknown of a group without an answer, and of one without a status', () => {
    const gap = unknown({ operation: 'x', reason: 'access_denied', detail: '' });
    expect(enforcedBy('op', 'mysql', P, gap)).toBe(gap);
    expect(enforcedBy('op', 'mysql', P, null)).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(inForce(true, 'op', [undefined])).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(inForce(true, 'op', ['in-sync', 'pending-reboot'])).toHaveProperty('$unknown');
    expect(inForce(false, 'op', ['in-sync'])).toBe(false);
    expect(inForce(gap, 'op', ['pending-reboot'])).toBe(gap);
  });
});
function groupsOf(region: string): RdsRegion['groups'] {
  return (rds.clean[PRODUCTION] as RdsHeld).regions[region]?.groups ?? {};
}

describe('a public address', () => {
  it('of any member makes its cluster public, and nothing is said of members one by one', async () => {
    const world = where(({ settings }) => ({ settings: { ...settings, 'accounts-2': { public: true } } }));
    const { rows } = await judge('aws.rds.not-public', exposure, { world });
    expect(rows.filter((row) => row.startsWith('fail'))).toEqual(['fail accounts']);
  });
  it.each([
    [
      'an instance',
      'rds:DescribeDBInstances',
      /<PubliclyAccessible>\w+<\/PubliclyAccessible>/g,
      ['unknown accounts', 'unknown invoices', 'unknown orders', 'unknown orders-replica', 'unknown reports'],
    ],
  ])('that %s leaves out is unknown', async (_, __, pattern, due) => {
    const { rows, reasons } = await judge('aws.rds.not-public', exposure, {
      world: clean,
      regions: [FRANKFURT],
      spoil: (xml) => xml.replace(pattern, ''),
    });
    expect(rows.filter((row) => !row.startsWith('pass')).sort()).toEqual(due);
    expect(reasons).toEqual(['missing_member']);
  });
  it('of a warehouse does not hide behind a refusal of RDS', async () => {
    const world: World = { ...clean, parts: { ...cleanParts, redshift: brokenParts['redshift'] as never } };
    const { verdict, rows } = await judge('aws.rds.not-public', exposure, {
      world,
      faults: [{ operation: 'rds:DescribeDBInstances', kind: 'denied' }],
    });
    expect(verdict).toBe('fail');
    expect(rows).toContain('fail reports');
  });
});

describe('manual snapshots', () => {
  it('shared with one account by name are shown, and pass', async () => {
    const { findings } = await judge('aws.rds.snapshots-private-encrypted', snapshots, { world: clean });
    expect(of(findings, 'invoices-audit-2025')).toMatchObject({ verdict: 'pass', observed: { sharedWith: ['210987654321'] } });
  });
  it('that anybody may restore fail, encrypted or not', async () => {
    const world = where(({ snapshots: all }) => ({
      snapshots: all.map((one) => (one.kind === 'cluster' ? { ...one, sharedWith: ['all'] } : one)),
    }));
    const { rows } = await judge('aws.rds.snapshots-private-encrypted', snapshots, { world });
    expect(rows.filter((row) => row.startsWith('fail'))).toEqual(['fail accounts-before-16']);
  });
  it('of Neptune and DocumentDB are not ours', async () => {
    const world = where(({ snapshots: all }) => ({
      snapshots: all.map((one) => (one.kind === 'cluster' ? { ...one, engine: 'docdb' } : one)),
    }));
    const { sets } = await ask(snapshots, { world, regions: [FRANKFURT] });
    expect(Object.keys(byName(sets, FRANKFURT)).sort()).toEqual(SNAPSHOTS.filter((name) => !name.startsWith('accounts')).sort());
  });
  it('on a page that was cut off are not all', async () => {
    const faults = [{ operation: 'rds:DescribeDBSnapshots', kind: 'denied' as const, after: 1 }];
    const { sets } = await ask(snapshots, { world: clean, regions: [FRANKFURT], faults });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied' }] });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(3);
  });
  it('whose attributes name no `restore` are unknown', async () => {
    const spoil = (xml: string) => xml.replaceAll('>restore<', '>something<');
    const { rows } = await judge('aws.rds.snapshots-private-encrypted', snapshots, { world: clean, regions: [FRANKFURT], spoil });
    expect(new Set(rows.map((row) => row.split(' ')[0]))).toEqual(new Set(['unknown']));
  });
  it('of a cluster whose encryption RDS tells only in part are unknown', async () => {
    const spoil = (xml: string) =>
      xml.replace(/<StorageEncryptionType>[^<]*<\/StorageEncryptionType>/, '').replace(/<StorageEncrypted>true/, '<StorageEncrypted>false');
    const { findings } = await judge('aws.rds.snapshots-private-encrypted', snapshots, { world: clean, regions: [FRANKFURT], spoil });
    expect(of(findings, 'accounts-before-16')).toMatchObject({ verdict: 'unknown', reason: 'missing_member' });
  });
});

describe('a second region', () => {
  it('holds a replica, a copy, or a member of the same global cluster', async () => {
    const { sets, asked } = await ask(remote, { world: clean, regions: [FRANKFURT] });
    const found = byName(sets, FRANKFURT);
    expect(found['orders']).toMatchObject({ copiedAt: null, globalElsewhere: false, replicatedUntil: expect.any(String) });
    expect(found['invoices']).toMatchObject({ replicatedUntil: null, copiedAt: expect.any(String), globalElsewhere: false });
    expect(found['accounts']).toMatchObject({ replicatedUntil: null, globalElsewhere: true });
    expect(asked.filter((one) => one === 'rds:DescribeDBInstanceAutomatedBackups eu-west-1')).not.toHaveLength(0);
  });

  const only = { backup: brokenParts['backup'] as never };
  const without = (more: Partial<RdsHeld['account']>): World => {
    const held = rds.clean[PRODUCTION] as RdsHeld;
    const world = withPart(rds as never, { [PRODUCTION]: { ...held, account: { ...held.account, ...more } } });
    return { ...world, parts: { ...world.parts, ...only } };
  };
  it('holds nothing recent of a replication that stopped', async () => {
    const world = without({ replications: [{ database: 'edge-sessions', from: VIRGINIA, to: 'us-west-2', until: 20 }] });
    expect((await judge('aws.rds.backup-other-region', remote, { world, regions: [VIRGINIA] })).rows).toEqual(['fail edge-sessions']);
  });
  it('that is the same region is none', async () => {
    const world = without({
      replications: [{ database: 'edge-sessions', from: VIRGINIA, to: VIRGINIA, until: 0.01 }],
      globals: [{ id: 'g', engine: 'aurora-postgresql', members: [{ region: FRANKFURT, cluster: 'accounts' }] }],
    });
    const { rows } = await judge('aws.rds.backup-other-region', remote, { world });
    expect(rows.filter((row) => row.startsWith('pass'))).toEqual([]);
    expect(rows.filter((row) => row.startsWith('fail')).sort()).toEqual(PRIMARIES.map((name) => `fail ${name}`).sort());
  });
  it('that does not answer leaves the replica unknown', async () => {
    const world = without({ replications: [{ database: 'edge-sessions', from: VIRGINIA, to: 'us-west-2', until: 0.01 }] });
    const refused: World = {
      ...world,
      refusals: [{ operation: 'rds:DescribeDBInstanceAutomatedBackups', how: 'scp', region: 'us-west-2' }],
    };
    const { rows, reasons } = await judge('aws.rds.backup-other-region', remote, { world: refused, regions: [VIRGINIA] });
    expect([rows, reasons]).toEqual([['unknown edge-sessions'], ['scp_denied']]);
  });
  it('is asked for nothing where there is no database', async () => {
    const { asked } = await ask(remote, { world: clean, regions: ['eu-west-3'] });
    expect(asked.filter((one) => /ListCopyJobs|Global|Automated/.test(one))).toEqual([]);
  });
  it('is asked of tagged databases alone, when a tag is named', async () => {
    const params = { scopeTag: 'tier', scopeValues: ['gold'] };
    const { verdict } = await judge('aws.rds.backup-other-region', remote, { world: ruined }, params);
    expect(verdict).toBe('not_applicable');
  });
});

describe('deletion protection', () => {
  it('is asked of production alone, when a tag is named', async () => {
    const params = { productionTag: 'environment', productionValues: ['staging'] };
    expect((await judge('aws.rds.deletion-protection', protection, { world: ruined }, params)).verdict).toBe('not_applicable');
    const faults = [{ operation: 'elasticloadbalancing:DescribeTags', kind: 'denied' as const }];
    const { verdict, rows } = await judge(
      'aws.rds.deletion-protection',
      protection,
      { world: ruined, faults },
      { productionTag: 'environment' },
    );
    expect(verdict).toBe('fail');
    expect(rows.filter((row) => row.startsWith('unknown')).sort()).toEqual(['unknown edge', 'unknown orders', 'unknown web']);
  });
  it('that a load balancer does not mention is unknown', async () => {
    const spoil = (xml: string) => xml.replaceAll('deletion_protection.enabled', 'something.else');
    const { rows } = await judge('aws.rds.deletion-protection', protection, { world: clean, regions: [VIRGINIA], spoil });
    expect(rows).toEqual(['pass edge-sessions', 'unknown edge']);
  });
});

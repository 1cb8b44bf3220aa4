import { describe, expect, it } from 'vitest';
import plan from '../../../collectors/aws/backup-plan/index.ts';
import resource from '../../../collectors/aws/backup-resource/index.ts';
import type { Raw } from '../../../collectors/aws/backup-resource-type/index.ts';
import type from '../../../collectors/aws/backup-resource-type/index.ts';
import vault from '../../../collectors/aws/backup-vault/index.ts';
import { backup } from '../../../src/demo/aws/parts/backup/index.ts';
import type { BackupHeld, BackupRegion } from '../../../src/demo/aws/parts/backup/state.ts';
import type { Region, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import type { Context, Finding } from '../../../src/model.ts';
import { ask, byName, setOf } from './estate.ts';
import { bare, fourWorlds, judge, withPart } from './four-worlds.ts';

const VIRGINIA = 'us-east-1';
const broken = withPart(backup as never);
/** A new account: no part, no database and no volume. */
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
const CRITICAL = ['orders', 'orders-replica', 'invoices', 'accounts', 'edge-sessions'];
const TAGGED = { criticalTag: 'environment' };

fourWorlds({
  check: 'aws.backup.coverage',
  collector: resource,
  broken,
  fails: CRITICAL,
  passes: CRITICAL,
  whenNone: 'not_applicable',
  params: TAGGED,
  nothing,
});
fourWorlds({
  check: 'aws.backup.vault-locked',
  collector: vault,
  broken,
  fails: ['production', 'staging', 'production', 'staging'],
  passes: ['production', 'staging'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.backup.cross-region-copy',
  collector: plan,
  broken,
  fails: ['production', 'production'],
  passes: ['production'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.backup.restore-tested',
  collector: type,
  broken,
  fails: ['Aurora', 'EBS', 'RDS', 'EBS', 'RDS'],
  passes: ['Aurora', 'EBS', 'RDS'],
  whenNone: 'not_applicable',
});

function where(change: (region: BackupRegion) => Partial<BackupRegion>): World {
  const held = backup.clean[PRODUCTION] as BackupHeld;
  const before = held.regions[VIRGINIA] as BackupRegion;
  return withPart(backup as never, {
    [PRODUCTION]: { ...held, regions: { ...held.regions, [VIRGINIA]: { ...before, ...change(before) } } },
  });
}
const only = { regions: [VIRGINIA] };
const of = (findings: readonly Finding[], name: string) => findings.find((one) => one.resource.name === name);

describe('what is critical', () => {
  const arn = (rest: string) => `arn:aws:${rest}`;
  const coverage = (params: object, more: Partial<Parameters<typeof judge>[2]> = {}) =>
    judge('aws.backup.coverage', resource, { world: clean, ...more }, params);

  it('is nothing until somebody says so', async () => {
    expect(await coverage({}, { world: broken })).toMatchObject({ verdict: 'not_applicable' });
  });
  it('may be named by ARN, of any type that AWS Backup knows', async () => {
    const table = { arn: arn(`dynamodb:${VIRGINIA}:${PRODUCTION}:table/carts`), type: 'DynamoDB', name: 'carts', age: 0.2 };
    const world = where(({ resources }) => ({ resources: [...resources, table] }));
    const { rows } = await coverage(
      { criticalResources: [table.arn, arn(`rds:${VIRGINIA}:${PRODUCTION}:db:edge-sessions`)] },
      { world, ...only },
    );
    expect(rows).toEqual(['pass edge-sessions', 'pass carts']);
  });
  it('and in no list does not vanish: nobody backs it up', async () => {
    const gone = arn(`dynamodb:${VIRGINIA}:${PRODUCTION}:table/no-such-table`);
    const { verdict, findings } = await coverage({ criticalResources: [gone] });
    expect(verdict).toBe('fail');
    expect(findings.filter(({ verdict: said }) => said === 'fail')).toMatchObject([
      { resource: { name: `${PRODUCTION}/${VIRGINIA}` }, because: expect.stringContaining(gone) },
    ]);
  });
  it.each(['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'ec2:DescribeVolumes'])(
    'and in no list may be in the one that was refused: %s',
    async (operation) => {
      const gone = arn(`ec2:${VIRGINIA}:${PRODUCTION}:volume/vol-gone`);
      const { verdict, rows } = await coverage({ criticalResources: [gone] }, { faults: [{ operation, kind: 'denied' }], ...only });
      expect([verdict, rows.filter((row) => row.startsWith('fail'))]).toEqual(['unknown', []]);
    },
  );
  it('and never backed up fails, though it exists and has a plan', async () => {
    const { rows } = await coverage(TAGGED, { world: where(() => ({ resources: [] })), ...only });
    expect(rows).toEqual(['fail edge-sessions']);
  });
  it('by a tag is so among databases and volumes alone', async () => {
    const table = { arn: arn(`dynamodb:${VIRGINIA}:${PRODUCTION}:table/carts`), type: 'DynamoDB', name: 'carts', age: 3 };
    const { findings } = await coverage(TAGGED, { world: where(({ resources }) => ({ resources: [...resources, table] })), ...only });
    expect(of(findings, 'carts')).toMatchObject({ verdict: 'not_applicable' });
  });
  it('is measured against its own recovery point objective', async () => {
    expect((await coverage({ ...TAGGED, rpoHours: 6 }, only)).rows).toEqual(['fail edge-sessions']);
  });
  it('and listed without a time is unknown', async () => {
    const spoil = (json: string) => json.replaceAll(/"LastBackupTime":[\d.]+,?/g, '').replaceAll(',}', '}');
    expect(await coverage(TAGGED, { spoil, ...only })).toMatchObject({ verdict: 'unknown', rows: ['unknown edge-sessions'] });
  });
});

describe('vaults', () => {
  it('are locked for good, or not yet, or only as long as somebody likes; the report says which', async () => {
    const lock = (until: number | null) => ({ until, minDays: 7 });
    const world = where(() => ({
      vaults: [
        { name: 'final', recoveryPoints: 1, lock: lock(-1) },
        { name: 'cooling', recoveryPoints: 1, lock: lock(2) },
        { name: 'governed', recoveryPoints: 1, lock: lock(null) },
      ],
    }));
    const { findings } = await judge('aws.backup.vault-locked', vault, { world, ...only });
    expect(findings.map(({ verdict, observed }) => [verdict, observed?.['mode']])).toEqual([
      ['pass', 'compliance'],
      ['pass', 'cooling-off'],
      ['pass', 'governance'],
    ]);
    const strict = await judge('aws.backup.vault-locked', vault, { world, ...only }, { modes: ['compliance'] });
    expect(strict.rows).toEqual(['pass final', 'fail cooling', 'fail governed']);
  });
  it.each(['Locked', 'NumberOfRecoveryPoints'])('of which AWS Backup leaves out %s are unknown', async (member) => {
    const spoil = (json: string) => json.replaceAll(new RegExp(`"${member}":\\w+,?`, 'g'), '').replaceAll(',}', '}');
    // not locked: what cannot be counted may be empty
    const world = where(({ vaults }) => ({ vaults: vaults.map((one) => ({ ...one, lock: null })) }));
    const { verdict, reasons } = await judge('aws.backup.vault-locked', vault, { world, spoil, ...only });
    expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
  });
  it('on a page that was refused are not all', async () => {
    const faults = [{ operation: 'backup:ListBackupVaults', kind: 'denied' as const, after: 1 }];
    const { sets } = await ask(vault, { world: clean, faults, ...only });
    expect(setOf(sets, VIRGINIA)).toMatchObject({
      complete: false,
      gaps: [{ reason: 'access_denied', permission: 'backup:ListBackupVaults' }],
    });
    expect(setOf(sets, VIRGINIA).resources).toHaveLength(2);
  });
  it('without a list are not none', async () => {
    const { sets } = await ask(vault, { world: nothing, spoil: (body) => (body.startsWith('{') ? '{}' : body), ...only });
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: false, gaps: [{ reason: 'missing_member' }] });
  });
});

describe('plans', () => {
  const check = (world: World, more: object = {}) => judge('aws.backup.cross-region-copy', plan, { world, ...only, ...more });
  const copied = (change: (job: BackupRegion['copyJobs'][number]) => object) =>
    where(({ copyJobs }) => ({ copyJobs: copyJobs.map((job) => ({ ...job, ...change(job) })) }));

  it.each<[string, World]>([
    ['a copy of eight days ago', copied(() => ({ age: 8 }))],
    ['a copy that failed', copied(() => ({ state: 'FAILED' }))],
    ['a copy that somebody asked for by hand', copied(() => ({ plan: undefined }))],
    ['a copy of another plan', copied(() => ({ plan: 'another' }))],
    ['a copy to another vault', copied(() => ({ to: `arn:aws:backup:eu-north-1:${PRODUCTION}:backup-vault:other` }))],
    [
      'a copy within the region',
      where(({ plans, copyJobs }) => {
        const near = `arn:aws:backup:${VIRGINIA}:${PRODUCTION}:backup-vault:near`;
        return { plans: plans.map((one) => ({ ...one, copies: [near] })), copyJobs: copyJobs.map((job) => ({ ...job, to: near })) };
      }),
    ],
  ])('are not saved by %s', async (_, world) => expect((await check(world)).rows).toEqual(['fail production']));

  it('say whether another account holds copies too', async () => {
    const far = 'arn:aws:backup:us-west-2:210987654321:backup-vault:vaulted';
    const world = where(({ plans, copyJobs }) => ({
      plans: plans.map((one) => ({ ...one, copies: [far] })),
      copyJobs: copyJobs.map((job) => ({ ...job, to: far })),
    }));
    const { sets } = await ask(plan, { world, ...only });
    expect(byName(sets, VIRGINIA)['production']).toMatchObject({ copiesToAnotherAccount: true, copiesToAnotherRegion: true });
    expect((await check(world)).verdict).toBe('pass');
  });
  it('are asked for their copies only when they make any', async () => {
    expect((await check(broken)).asked.filter((one) => one.includes('ListCopyJobs'))).toEqual([]);
  });
  it('whose copies have no date are unknown', async () => {
    const spoil = (json: string) => json.replaceAll(/"CompletionDate":[\d.]+,?/g, '').replaceAll(',}', '}');
    expect(await check(clean, { spoil })).toMatchObject({ verdict: 'unknown', reasons: ['missing_member'] });
  });
  it('of AWS itself, which nobody can change, are left out', async () => {
    const world = where(({ plans }) => ({
      plans: [...plans, { id: 'efs', name: 'aws/efs/automatic-backup-plan', vault: 'x', copies: [] }],
    }));
    expect((await check(world)).rows).toEqual(['pass production']);
  });
});

describe('restores', () => {
  const NOW = '2026-01-01T00:00:00.000Z';
  const ctx = { now: NOW } as Context;
  const day = (n: number) => new Date(Date.parse(NOW) - n * 86_400_000);
  type Job = Extract<Raw['jobs'], readonly unknown[]>[number];
  const job = (age: number, rest: Partial<Job> = {}): Job => ({
    RestoreJobId: `j${age}${JSON.stringify(rest)}`,
    ResourceType: 'RDS',
    Status: 'COMPLETED',
    CreationDate: day(age),
    CompletionDate: day(age),
    ...rest,
  });
  const tested = { CreatedBy: { RestoreTestingPlanArn: 'arn:plan' } };
  const see = (...jobs: Job[]) => type.normalise({ type: 'RDS', where: 'a/r', jobs }, ctx);

  it.each<[string, Job[], unknown]>([
    ['by hand', [job(3)], day(3).toISOString()],
    ['the latest of two', [job(30), job(3)], day(3).toISOString()],
    ['by a testing plan, validated', [job(3, { ...tested, ValidationStatus: 'SUCCESSFUL' })], day(3).toISOString()],
    ['by a testing plan, found wanting', [job(3, { ...tested, ValidationStatus: 'FAILED' })], null],
    ['by a testing plan, under validation', [job(3, { ...tested, ValidationStatus: 'VALIDATING' })], null],
    ['by a testing plan, with nothing said', [job(3, tested)], { $unknown: { reason: 'missing_member' } }],
    ['with nothing said, after a success', [job(9), job(3, tested)], { $unknown: { reason: 'missing_member' } }],
    ['with nothing said, before a success', [job(3), job(9, tested)], day(3).toISOString()],
    ['without a date', [job(3, { CompletionDate: undefined })], { $unknown: { reason: 'missing_member' } }],
    ['of something else', [job(3, { ResourceType: 'EBS' })], null],
    ['that failed', [job(3, { Status: 'FAILED' })], null],
    ['never', [], null],
  ])('%s', (_, jobs, due) => {
    const { lastRestored } = see(...jobs);
    if (typeof due === 'object' && due !== null) expect(lastRestored).toMatchObject(due);
    else expect(lastRestored).toBe(due);
  });
  it('are listed since the oldest job, of whatever type', () => {
    expect(see(job(3), job(90, { ResourceType: 'EBS' })).listedSince).toBe(day(90).toISOString());
    expect(see().listedSince).toBe(NOW);
  });
  it('without a success in a short history are unknown, not failed', async () => {
    const world = where(({ restoreJobs }) => ({ restoreJobs: restoreJobs.map((one) => ({ ...one, status: 'FAILED' as const })) }));
    const { verdict, reasons, rows } = await judge('aws.backup.restore-tested', type, { world, ...only });
    expect([verdict, reasons, rows]).toEqual(['unknown', ['truncated'], ['unknown EBS', 'unknown RDS']]);
  });
  it('are not asked for where nothing is backed up', async () => {
    expect((await ask(type, { world: clean, regions: ['eu-west-3'] })).asked.filter((one) => one.includes('Restore'))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { recordedAccess, Selectors } from '../../../collectors/aws/s3-bucket-data/data-events.ts';
import data from '../../../collectors/aws/s3-bucket-data/index.ts';
import { keptDays, Lifecycle } from '../../../collectors/aws/s3-bucket-data/lifecycle.ts';
import {
  copiedWholeTo,
  liesElsewhere,
  lockDays,
  lockMode,
  ObjectLock,
  Replication,
} from '../../../collectors/aws/s3-bucket-recovery/answers.ts';
import recovery from '../../../collectors/aws/s3-bucket-recovery/index.ts';
import { kms } from '../../../src/demo/aws/parts/kms.ts';
import type { Bucket, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { unknown } from '../../../src/kit.ts';
import { ask, byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const CUSTOMERS = 'example-prod-customer-data';
const VAULT = 'example-prod-vault';
const LOGS = 'example-prod-audit-logs';

/** The clean estate with one bucket changed; `undefined` takes a setting away. */
function changed(name: string, change: { readonly [K in keyof Bucket]?: Bucket[K] | undefined }): World {
  const bucket = (one: Bucket) =>
    one.name === name
      ? (Object.fromEntries(Object.entries({ ...one, ...change }).filter(([, v]) => v !== undefined)) as unknown as Bucket)
      : one;
  return { ...clean, accounts: clean.accounts.map((one) => ({ ...one, buckets: one.buckets.map(bucket) })) };
}

const trails = {
  'cloudtrail:DescribeTrails': 'server access logging is enough',
  'cloudtrail:GetTrailStatus': 'server access logging is enough',
  'cloudtrail:GetEventSelectors': 'server access logging is enough',
};
const ofKey = { 's3:GetBucketEncryption': 'not asked of the key', 'kms:DescribeKey': 'not asked of the key' };
const placed = { 's3:GetBucketLocation': 'the listing says where each bucket lies' };
const other = {
  's3:GetBucketLogging': 'another setting',
  's3:GetBucketVersioning': 'another setting',
  's3:GetBucketLifecycleConfiguration': 'another setting',
};
const { 's3:GetBucketLogging': _logging, ...notLogging } = other;

fourWorlds({
  kinds: ['empty', 'garbled'],
  check: 'aws.s3.encryption-kms-sensitive',
  collector: data,
  broken: changed(CUSTOMERS, { encryption: { algorithm: 'aws:kms' } }),
  fails: [CUSTOMERS],
  passes: [CUSTOMERS],
  whenNone: 'not_applicable',
  spare: { ...placed, ...other, ...trails },
});
fourWorlds({
  kinds: ['empty', 'garbled'],
  check: 'aws.s3.access-logging',
  collector: data,
  broken: changed(CUSTOMERS, { logsTo: undefined }),
  fails: [CUSTOMERS],
  passes: [CUSTOMERS],
  whenNone: 'not_applicable',
  spare: { ...placed, ...ofKey, ...notLogging, ...trails },
});
fourWorlds({
  kinds: ['empty', 'garbled'],
  check: 'aws.s3.retention-lifecycle',
  collector: data,
  broken: changed(CUSTOMERS, { lifecycle: [{ enabled: true, expires: 330 }] }),
  fails: [CUSTOMERS],
  passes: [CUSTOMERS],
  whenNone: 'not_applicable',
  spare: { ...placed, ...ofKey, ...trails, 's3:GetBucketLogging': 'another setting' },
});
const locks = { 's3:GetObjectLockConfiguration': 'another setting' };
const copies = { 's3:GetBucketReplication': 'another setting' };
const versions = { 's3:GetBucketVersioning': 'another setting' };
fourWorlds({
  kinds: ['empty', 'garbled'],
  check: 'aws.s3.versioning',
  collector: recovery,
  broken: changed(LOGS, { versioning: 'Suspended' }),
  fails: [LOGS],
  passes: [LOGS],
  whenNone: 'not_applicable',
  spare: { ...placed, ...locks, ...copies },
});
fourWorlds({
  kinds: ['empty', 'garbled'],
  check: 'aws.s3.replication-cross-region',
  collector: recovery,
  broken: changed(VAULT, { replication: undefined }),
  fails: [VAULT],
  passes: [VAULT],
  whenNone: 'not_applicable',
  spare: { ...versions, ...locks },
});
fourWorlds({
  kinds: ['empty', 'garbled'],
  check: 'aws.s3.backup-object-lock',
  collector: recovery,
  broken: changed(VAULT, { objectLock: 'no default retention' }),
  fails: [VAULT],
  passes: [VAULT],
  whenNone: 'not_applicable',
  spare: { ...placed, ...versions, ...copies },
});

const CHECKS = [
  ['aws.s3.encryption-kms-sensitive', data],
  ['aws.s3.access-logging', data],
  ['aws.s3.retention-lifecycle', data],
  ['aws.s3.versioning', recovery],
  ['aws.s3.replication-cross-region', recovery],
  ['aws.s3.backup-object-lock', recovery],
] as const;
const verdictOf = async (check: string, collector: typeof data | typeof recovery, world: World) =>
  (await judge(check, collector as never, { world })).rows.filter((row) => !row.startsWith('pass'));

describe('the worlds of the demo', () => {
  it('drifted: the versions of the customers are kept for ever, and nothing else of S3 has changed here', async () => {
    for (const [check, collector] of CHECKS)
      expect(await verdictOf(check, collector, drifted), check).toEqual(check.endsWith('lifecycle') ? [`fail ${CUSTOMERS}`] : []);
  });
  it('denied: how long they are kept was not told', async () => {
    expect(await verdictOf('aws.s3.retention-lifecycle', data, denied)).toEqual([`unknown ${CUSTOMERS}`]);
  });
});

describe('sensitive buckets', () => {
  it.each<[string, World]>([
    ["under S3's own keys", changed(CUSTOMERS, { encryption: { algorithm: 'AES256' } })],
    [
      'under a key that is gone',
      changed(CUSTOMERS, { encryption: { algorithm: 'aws:kms', key: 'arn:aws:kms:eu-central-1:123456789012:key/gone' } }),
    ],
    ['under a key that nobody made', withPart(kms, {})],
  ])('%s fail', async (_, world) => expect(await verdictOf('aws.s3.encryption-kms-sensitive', data, world)).toEqual([`fail ${CUSTOMERS}`]));

  it('whose tags are refused may be any of them', async () => {
    const faults = [{ operation: 's3:GetBucketTagging', kind: 'denied' as const }];
    const { rows } = await judge('aws.s3.encryption-kms-sensitive', data, { world: clean, faults });
    // the logs lie under the same key, so that it does not matter of them; nor does it of the one that is sensitive
    expect(rows).toHaveLength(7);
    expect(rows.filter((row) => row.startsWith('fail'))).toEqual([]);
    expect(rows.filter((row) => row.startsWith('unknown')).length).toBeGreaterThan(3);
  });
  it('of unknown place are unknown altogether', async () => {
    const { sets } = await ask(data, {
      world: { ...clean, bucketRegions: false },
      faults: [{ operation: 's3:GetBucketLocation', kind: 'denied' }],
    });
    const dark = { $unknown: { operation: 's3:GetBucketLocation', reason: 'access_denied' } };
    expect(setOf(sets)).toMatchObject({ complete: true });
    expect(byName(sets)[CUSTOMERS]).toMatchObject({
      tags: dark,
      sseAlgorithm: dark,
      keyManager: dark,
      logsTo: dark,
      recordedByTrail: dark,
      keptDays: dark,
    });
  });
  it('share the listing, and are asked one by one in their own region', async () => {
    const { asked } = await ask(data, { world: clean });
    expect(asked.filter((one) => one.startsWith('s3:ListBuckets'))).toHaveLength(4);
    expect(asked.filter((one) => one.startsWith('s3:GetBucketLifecycleConfiguration')).sort()).toEqual(
      ['eu-central-1', 'eu-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'us-east-1', 'us-east-1'].map(
        (region) => `s3:GetBucketLifecycleConfiguration ${region}`,
      ),
    );
  });
});

describe('access to a bucket', () => {
  const unlogged = changed(CUSTOMERS, { logsTo: undefined });
  const selecting = (selectors: string) => (json: string) => (json.includes('"EventSelectors"') ? `{"TrailARN":"t",${selectors}}` : json);
  const all =
    '"EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]}]';
  it('is logged by a trail that takes all of S3, in the region of the bucket', async () => {
    const judged = await judge('aws.s3.access-logging', data, { world: unlogged, spoil: selecting(all) });
    expect(judged).toMatchObject({ verdict: 'pass' });
    // one listing of trails for each region with buckets
    expect(judged.asked.filter((one) => one.startsWith('cloudtrail:DescribeTrails'))).toHaveLength(4);
  });
  it('is not logged by a trail that is switched off', async () => {
    const stopped = (json: string) => selecting(all)(json).replace('"IsLogging":true', '"IsLogging":false');
    expect((await judge('aws.s3.access-logging', data, { world: unlogged, spoil: stopped })).rows).toEqual([`fail ${CUSTOMERS}`]);
  });
  it.each(['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'])(
    'is not known to be logged by a trail when %s is refused',
    async (operation) => {
      const asking = { world: unlogged, spoil: selecting(all), faults: [{ operation, kind: 'denied' as const }] };
      const { rows, reasons } = await judge('aws.s3.access-logging', data, asking);
      expect([rows, reasons]).toEqual([[`unknown ${CUSTOMERS}`], ['access_denied']]);
    },
  );

  const basic = (type: string, ...values: string[]) => ({
    ReadWriteType: type,
    DataResources: [{ Type: 'AWS::S3::Object', Values: values }],
  });
  const field = (Field: string, condition: object) => ({ Field, ...condition });
  const advanced = (...more: object[]) => ({
    FieldSelectors: [field('eventCategory', { Equals: ['Data'] }), field('resources.type', { Equals: ['AWS::S3::Object'] }), ...more],
  });
  const both = { reads: true, writes: true };
  const none = { reads: false, writes: false };
  it.each<[string, object, object]>([
    ['all of S3', { EventSelectors: [basic('All', 'arn:aws:s3')] }, both],
    ['the bucket', { EventSelectors: [basic('All', 'arn:aws:s3:::b/')] }, both],
    ['a folder of the bucket', { EventSelectors: [basic('All', 'arn:aws:s3:::b/private/')] }, none],
    ['another bucket', { EventSelectors: [basic('All', 'arn:aws:s3:::bc/')] }, none],
    ['writes alone', { EventSelectors: [basic('WriteOnly', 'arn:aws:s3')] }, { reads: false, writes: true }],
    ['reads here and writes there', { EventSelectors: [basic('ReadOnly', 'arn:aws:s3'), basic('WriteOnly', 'arn:aws:s3:::b/')] }, both],
    [
      'functions',
      { EventSelectors: [{ ReadWriteType: 'All', DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] }] },
      none,
    ],
    ['management events alone', { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }, none],
    ['all of S3, advanced', { AdvancedEventSelectors: [advanced()] }, both],
    [
      'the bucket, advanced',
      { AdvancedEventSelectors: [advanced(field('resources.ARN', { StartsWith: ['arn:aws:s3:::x/', 'arn:aws:s3:::b/'] }))] },
      both,
    ],
    ['one object', { AdvancedEventSelectors: [advanced(field('resources.ARN', { Equals: ['arn:aws:s3:::b/one'] }))] }, none],
    [
      'all but another bucket',
      { AdvancedEventSelectors: [advanced(field('resources.ARN', { NotStartsWith: ['arn:aws:s3:::x/'] }))] },
      both,
    ],
    [
      'all but a folder of it',
      { AdvancedEventSelectors: [advanced(field('resources.ARN', { NotStartsWith: ['arn:aws:s3:::b/tmp/'] }))] },
      none,
    ],
    ['all but everything', { AdvancedEventSelectors: [advanced(field('resources.ARN', { NotStartsWith: ['arn:aws:s3'] }))] }, none],
    ['reads, advanced', { AdvancedEventSelectors: [advanced(field('readOnly', { Equals: ['true'] }))] }, { reads: true, writes: false }],
    ['one kind of event', { AdvancedEventSelectors: [advanced(field('eventName', { Equals: ['DeleteObject'] }))] }, none],
    [
      'management events, advanced',
      { AdvancedEventSelectors: [{ FieldSelectors: [field('eventCategory', { Equals: ['Management'] })] }] },
      none,
    ],
  ])('%s', (_, selectors, recorded) => expect(recordedAccess(Selectors.parse(selectors), 'aws', 'b')).toEqual(recorded));
});

describe('data are kept', () => {
  const now = '2026-01-01T00:00:00.000Z';
  const rule = (more: object) => ({ Status: 'Enabled', Filter: { Prefix: '' }, ...more });
  const days = (Days: number) => ({ Expiration: { Days } });
  const old = (NoncurrentDays: number, more: object = {}) => ({ NoncurrentVersionExpiration: { NoncurrentDays, ...more } });
  it.each<[string, object[], boolean, number | null]>([
    ['until both are over', [rule({ ...days(300), ...old(30) })], true, 330],
    ['by two rules as by one', [rule(days(300)), rule(old(30))], true, 330],
    ['by the shorter of two', [rule(days(300)), rule(days(100)), rule(old(30))], true, 130],
    ['without versions, by the first alone', [rule(days(300))], false, 300],
    ['for ever, as old versions are', [rule(days(300))], true, null],
    ['for ever, as current versions are', [rule(old(30))], true, null],
    ['for ever, as the newest old versions are', [rule({ ...days(300), ...old(30, { NewerNoncurrentVersions: 3 }) })], true, null],
    ['for ever, as the rule is off', [{ ...rule({ ...days(300), ...old(30) }), Status: 'Disabled' }], true, null],
    ['for ever, outside a folder', [{ Status: 'Enabled', Filter: { Prefix: 'tmp/' }, ...days(1) }], false, null],
    ['for ever, outside an old form of a folder', [{ Status: 'Enabled', Prefix: 'tmp/', ...days(1) }], false, null],
    ['for ever, without a tag', [{ Status: 'Enabled', Filter: { Tag: { Key: 'a', Value: 'b' } }, ...days(1) }], false, null],
    ['for ever, below a size', [{ Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 1000 }, ...days(1) }], false, null],
    [
      'for ever, where both a folder and a tag are asked',
      [{ Status: 'Enabled', Filter: { And: { Prefix: '', Tags: [] } }, ...days(1) }],
      false,
      null,
    ],
    ['until now, by a date that has passed', [rule({ Expiration: { Date: new Date('2025-01-01') } })], false, 0],
    ['for ever, by a date to come', [rule({ Expiration: { Date: new Date('2027-01-01') } })], false, null],
    ['for ever, by a rule about delete markers', [rule({ Expiration: { ExpiredObjectDeleteMarker: true } })], false, null],
    ['without any filter', [{ Status: 'Enabled', ...days(5) }], false, 5],
    ['for ever, by no rule', [], false, null],
  ])('%s', (_, Rules, versioned, kept) => expect(keptDays(Lifecycle.parse({ Rules }), versioned, now)).toBe(kept));

  it('or not, which a rule without its days does not say', () => {
    expect(Lifecycle.safeParse({ Rules: [rule({ Expiration: {} })] }).success).toBe(false);
    expect(Lifecycle.safeParse({ Rules: [rule({ NoncurrentVersionExpiration: {} })] }).success).toBe(false);
  });
  it.each(['versioning', 'lifecycle'] as const)('for as long as nobody knows when %s is refused', async (which) => {
    const operation = which === 'versioning' ? 's3:GetBucketVersioning' : 's3:GetBucketLifecycleConfiguration';
    const { sets } = await ask(data, { world: clean, faults: [{ operation, kind: 'denied' }] });
    expect(byName(sets)[CUSTOMERS]).toMatchObject({ keptDays: { $unknown: { operation } } });
    // without any rule versions do not matter
    expect(byName(sets)['example-prod-images']?.['keptDays']).toEqual(which === 'versioning' ? null : { $unknown: expect.anything() });
  });
  it('for ever where S3 says that there is no rule', async () => {
    const world = changed(CUSTOMERS, { lifecycle: undefined });
    expect(byName((await ask(data, { world })).sets)[CUSTOMERS]).toMatchObject({ keptDays: null });
    expect(await verdictOf('aws.s3.retention-lifecycle', data, world)).toEqual([`fail ${CUSTOMERS}`]);
  });
  it('longer than the page says, and so unknown, when a number is empty', async () => {
    const spoil = (xml: string) => xml.replace(/<Days>\d+<\/Days>/, '<Days/>');
    expect(byName((await ask(data, { world: clean, spoil })).sets)[CUSTOMERS]).toMatchObject({
      keptDays: { $unknown: { reason: 'malformed_response' } },
    });
  });
});

describe('copies', () => {
  const to = (more: object = {}, Bucket = 'arn:aws:s3:::copy') => ({
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Destination: { Bucket },
    ...more,
  });
  const all = (...Rules: object[]) => copiedWholeTo(Replication.parse({ ReplicationConfiguration: { Rules } }));
  it.each<[string, string[], string[]]>([
    ['of everything', all(to()), ['copy']],
    ['of everything, without a filter', all({ Status: 'Enabled', Destination: { Bucket: 'arn:aws-cn:s3:::copy' } }), ['copy']],
    ['twice to one bucket', all(to(), to()), ['copy']],
    ['switched off', all(to({ Status: 'Disabled' })), []],
    ['of a folder', all(to({ Filter: { Prefix: 'a/' } })), []],
    ['of a folder, in the older form', all(to({ Prefix: 'a/' })), []],
    ['of what has a tag', all(to({ Filter: { Tag: { Key: 'a', Value: 'b' } } })), []],
    ['of what has several', all(to({ Filter: { And: {} } })), []],
    ['partly here and wholly there', all(to({ Filter: { Prefix: 'a/' } }), to({}, 'arn:aws:s3:::other')), ['other']],
  ])('%s', (_, found, due) => expect(found).toEqual(due));

  const dark = unknown({ operation: 's3:GetBucketLocation', reason: 'access_denied', detail: '' });
  it('lie elsewhere when one certainly does', () => {
    expect(liesElsewhere('a', ['a', 'b'])).toBe(true);
    expect(liesElsewhere('a', [dark, 'b'])).toBe(true);
    expect(liesElsewhere('a', ['a', 'a'])).toBe(false);
    expect(liesElsewhere('a', [])).toBe(false);
    expect(liesElsewhere('a', ['a', dark])).toBe(dark);
    expect(liesElsewhere(dark, ['a'])).toBe(dark);
  });
  it('in the same region, and of a bucket that nobody has, are told apart', async () => {
    const near = changed(VAULT, { replication: [{ to: VAULT, enabled: true }] });
    expect(await verdictOf('aws.s3.replication-cross-region', recovery, near)).toEqual([`fail ${VAULT}`]);
    const theirs = changed(VAULT, { replication: [{ to: 'somebody-elses', enabled: true }] });
    expect(await verdictOf('aws.s3.replication-cross-region', recovery, theirs)).toEqual([`unknown ${VAULT}`]);
  });
});

describe('locks', () => {
  const lock = (Rule?: object) =>
    ObjectLock.parse({ ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(Rule && { Rule: { DefaultRetention: Rule } }) } });
  it('last for days or years, or for no time', () => {
    expect([lockDays(lock({ Mode: 'COMPLIANCE', Days: 30 })), lockMode(lock({ Mode: 'COMPLIANCE', Days: 30 }))]).toEqual([
      30,
      'COMPLIANCE',
    ]);
    expect(lockDays(lock({ Mode: 'GOVERNANCE', Years: 2 }))).toBe(730);
    expect([lockDays(lock()), lockMode(lock())]).toEqual([0, null]);
    expect(lockDays(lock({ Mode: 'GOVERNANCE' }))).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(lockMode(lock({ Days: 1 }))).toMatchObject({ $unknown: { reason: 'missing_member' } });
  });
  it.each<[string, Bucket['objectLock'] | undefined]>([
    ['none', undefined],
    ['too short', { mode: 'COMPLIANCE', days: 7 }],
  ])('%s fails', async (_, objectLock) =>
    expect(await verdictOf('aws.s3.backup-object-lock', recovery, changed(VAULT, { objectLock }))).toEqual([`fail ${VAULT}`]),
  );
  it('without a word on whether they are on are unknown', async () => {
    const spoil = (xml: string) => xml.replace(/<ObjectLockEnabled>Enabled<\/ObjectLockEnabled>/, '');
    expect(byName((await ask(recovery, { world: clean, spoil })).sets)[VAULT]).toMatchObject({
      locked: { $unknown: { reason: 'malformed_response' } },
    });
  });
});

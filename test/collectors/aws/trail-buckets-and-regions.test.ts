import { describe, expect, it } from 'vitest';
import trailBuckets from '../../../collectors/aws/cloudtrail-bucket/index.ts';
import regionUse from '../../../collectors/aws/region-use/index.ts';
import { PRODUCTION } from '../../../src/demo/aws/accounts.ts';
import { inventory } from '../../../src/demo/aws/parts/inventory.ts';
import type { Account, Bucket, Recorder, Region, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';
const PARIS = 'eu-west-3';
const LOGS = 'example-prod-audit-logs';
const TRAIL = 'organisation-audit';

function production(change: (account: Account) => Partial<Account>): World {
  return { ...clean, accounts: clean.accounts.map((one) => (one.id === PRODUCTION ? { ...one, ...change(one) } : one)) };
}
const logBucket = (change: Partial<Bucket>, more: Partial<Account> = {}) =>
  production(({ buckets }) => ({ buckets: buckets.map((one) => (one.name === LOGS ? { ...one, ...change } : one)), ...more }));
const everyRegion = (change: (region: Region, name: string) => Partial<Region>) =>
  production(({ regions }) => ({
    regions: Object.fromEntries(Object.entries(regions).map(([name, region]) => [name, { ...region, ...change(region, name) }])),
  }));
const filled = clean.accounts.flatMap(({ buckets }) => buckets).find(({ name }) => name === LOGS) as Bucket;
const { logsTo: _, ...unlogged } = filled;
const withoutLog = production(({ buckets }) => ({ buckets: buckets.map((one) => (one.name === LOGS ? unlogged : one)) }));

const PROTECTED = 'aws.cloudtrail.bucket-protected';
fourWorlds({
  check: PROTECTED,
  collector: trailBuckets,
  broken: withoutLog,
  fails: [TRAIL],
  passes: [TRAIL],
  whenNone: 'not_applicable',
  nothing: everyRegion(() => ({ trails: [] })),
  spare: {
    // each of these is one of two that keep everybody out
    's3-control:GetPublicAccessBlock': 'neither the policy nor the list lets anybody in',
    's3:GetPublicAccessBlock': 'neither the policy nor the list lets anybody in',
    's3:GetBucketPolicyStatus': 'a public policy would be without effect',
    's3:GetBucketAcl': 'a public grant would be without effect',
  },
});

describe('the bucket of a trail', () => {
  const of = (world: World, more: object = {}) => judge(PROTECTED, trailBuckets, { world, regions: [FRANKFURT], ...more });
  const open = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };

  it('is looked at in the home region of the trail, once', async () => {
    const { rows, sets, asked } = await judge(PROTECTED, trailBuckets, { world: clean });
    expect(rows).toEqual([`pass ${TRAIL}`]);
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: true, resources: [] });
    expect(asked.filter((one) => one.startsWith('s3'))).toHaveLength(6);
  });
  it('is private where the account closes what the bucket opens', async () => {
    expect((await of(logBucket({ publicAccessBlock: open, policyIsPublic: true }))).verdict).toBe('pass');
    expect((await of(logBucket({ publicAccessBlock: open, policyIsPublic: true }, { publicAccessBlock: open }))).verdict).toBe('fail');
    const granted: Bucket['grants'] = [{ group: 'AllUsers', permission: 'READ' }];
    expect((await of(logBucket({ publicAccessBlock: null, grants: granted }, { publicAccessBlock: null }))).verdict).toBe('fail');
  });
  it('that is gone logs nothing', async () => {
    const { verdict, rows } = await of(production(({ buckets }) => ({ buckets: buckets.filter(({ name }) => name !== LOGS) })));
    expect([verdict, rows]).toEqual(['fail', [`fail ${TRAIL}`]]);
  });
  it('of another account is unknown, and says whose it may be', async () => {
    const moved: World = {
      ...clean,
      accounts: clean.accounts.map((one) =>
        one.id === PRODUCTION ? { ...one, buckets: one.buckets.filter(({ name }) => name !== LOGS) } : { ...one, buckets: [filled] },
      ),
    };
    const { verdict, reasons, findings, asked } = await of(moved);
    expect([verdict, reasons]).toEqual(['unknown', ['access_denied']]);
    expect(findings[0]?.because).toContain(`the bucket ${LOGS} may be another account's`);
    expect(findings[0]?.because).toContain(PRODUCTION);
    expect(asked.filter((one) => one.startsWith('s3'))).toEqual([expect.stringContaining('s3:GetBucketLocation')]);
  });
  it('without a key fails, whatever the bucket is like', async () => {
    const keyless = everyRegion(({ trails }) => ({ trails: trails.map((one) => ({ ...one, kmsKey: null })) }));
    const faults = [{ operation: 's3:GetBucketLocation', kind: 'denied' as const }];
    expect((await of(keyless, { faults })).verdict).toBe('fail');
  });
  it.each([
    ['S3BucketName', 'unknown'],
    ['trailList', 'unknown'],
  ])('without %s is %s', async (member, due) => {
    const spoil = (json: string) => json.replace(`"${member}":`, '"Other":');
    expect(await of(clean, { spoil })).toMatchObject({ verdict: due, reasons: ['missing_member'] });
  });
  it('of half a trail has no key that is known to be none', () => {
    const half = { TrailARN: 'arn:aws:cloudtrail:eu-central-1:1:trail/t', Name: 't', HomeRegion: FRANKFURT };
    const of = (trail: object) => trailBuckets.normalise({ trail: { ...half, ...trail }, settings: null }, {} as never).kmsKeyId;
    expect(of({})).toHaveProperty('$unknown');
    expect(of({ IsMultiRegionTrail: true })).toBeNull();
    expect(of({ IsMultiRegionTrail: true, KmsKeyId: 'k' })).toBe('k');
  });
});

const REGIONS = 'aws.config.regions-in-use';
const OWN = ['AWS::EC2::Instance', 'AWS::EC2::Volume', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::S3::Bucket'];
const DEFAULT = [
  'AWS::EC2::InternetGateway',
  'AWS::EC2::NetworkAcl',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
];
const held = inventory.clean[PRODUCTION];
const tried = withPart(inventory, {
  [PRODUCTION]: { ...held, regions: { ...held?.regions, [VIRGINIA]: { 'AWS::Lightsail::Instance': 1 } } },
});
fourWorlds({
  check: REGIONS,
  collector: regionUse,
  broken: tried,
  fails: [VIRGINIA],
  passes: [FRANKFURT, VIRGINIA],
  whenNone: 'pass',
  params: { allowedRegions: [FRANKFURT], defaultTypes: [...DEFAULT, ...OWN] },
});

describe('a region', () => {
  const recorder = (change: Partial<Recorder> | null) =>
    everyRegion((region) => ({ recorder: change && region.recorder && { ...region.recorder, ...change } }));
  const declared = { allowedRegions: [FRANKFURT, VIRGINIA] };
  const of = (world: World, regions: readonly string[], params: object = declared) => judge(REGIONS, regionUse, { world, regions }, params);

  it('that is declared may hold anything; one that is not, what AWS puts into each', async () => {
    expect((await of(clean, [FRANKFURT, VIRGINIA, PARIS])).rows).toEqual([`pass ${FRANKFURT}`, `pass ${VIRGINIA}`, `pass ${PARIS}`]);
    const { verdict, findings } = await of(clean, [FRANKFURT, VIRGINIA], { allowedRegions: [FRANKFURT] });
    expect(verdict).toBe('fail');
    expect(findings.find((one) => one.verdict === 'fail')?.because).toContain(
      'us-east-1 is not declared, and there is in it: AWS::EC2::Instance',
    );
    expect((await of(withPart(inventory), [FRANKFURT, PARIS])).rows).toEqual([`pass ${FRANKFURT}`, `fail ${PARIS}`]);
    expect((await of(drifted, [FRANKFURT, VIRGINIA])).verdict).toBe('pass');
  });
  it('without a recorder that runs is unknown, not empty', async () => {
    expect(await of(recorder({ recording: false }), [PARIS])).toMatchObject({ verdict: 'unknown', reasons: ['stale_evidence'] });
    for (const world of [recorder({ recording: false }), recorder(null)]) {
      expect(byName((await of(world, [PARIS])).sets, PARIS)[PARIS]).toMatchObject({ types: { $unknown: { reason: 'stale_evidence' } } });
      expect((await of(world, [PARIS])).verdict).toBe('unknown');
      expect((await of(world, [FRANKFURT])).verdict).toBe('pass');
    }
  });
  it('whose recorder leaves types out is unknown until it shows something', async () => {
    const partial = recorder({ allSupported: false });
    expect(await of(partial, [PARIS])).toMatchObject({ verdict: 'unknown', reasons: ['population_incomplete'] });
    const used = { ...partial, parts: withPart(inventory).parts } as World;
    expect((await of(used, [PARIS])).verdict).toBe('fail');
  });
  it('is read to the last page', async () => {
    const { sets, asked } = await of(clean, [FRANKFURT]);
    expect(asked.filter((one) => one.startsWith('config:GetDiscoveredResourceCounts'))).toHaveLength(7);
    expect(byName(sets, FRANKFURT)[FRANKFURT]).toMatchObject({
      types: expect.arrayContaining([...OWN, ...DEFAULT, 'AWS::IAM::User']),
      seesAll: true,
    });
    const faults = [{ operation: 'config:GetDiscoveredResourceCounts', kind: 'denied' as const, after: 1 }];
    const cut = await judge(REGIONS, regionUse, { world: clean, regions: [PARIS], faults });
    expect(cut).toMatchObject({ verdict: 'unknown', reasons: ['access_denied'] });
  });
  it.each(['resourceCounts', 'ConfigurationRecorders'])('without %s is unknown', async (member) => {
    const spoil = (json: string) => json.replaceAll(`"${member}":`, '"other":');
    expect(await judge(REGIONS, regionUse, { world: clean, regions: [PARIS], spoil })).toMatchObject({
      verdict: 'unknown',
      reasons: ['missing_member'],
    });
  });
});

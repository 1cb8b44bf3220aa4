import { describe, expect, it } from 'vitest';
import account from '../../../collectors/aws/s3-account/index.ts';
import { regionOf } from '../../../collectors/aws/s3-bucket/answers.ts';
import buckets from '../../../collectors/aws/s3-bucket/index.ts';
import type { Bucket, PublicAccessBlock, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { ask, byName, setOf } from './estate.ts';

const SANDBOX_KEY = 'AKIAI44QH8DHBEXAMPLE';
const OPEN: PublicAccessBlock = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const ALL_ON = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };

/** The clean estate with another account-wide block, and with one bucket changed. */
function estate(accountBlock: PublicAccessBlock | null, change: Partial<Bucket> = {}, name = 'example-prod-images'): World {
  return {
    ...clean,
    accounts: clean.accounts.map((one, i) =>
      i > 0
        ? one
        : {
            ...one,
            publicAccessBlock: accountBlock,
            buckets: one.buckets.map((bucket) => (bucket.name === name ? { ...bucket, ...change } : bucket)),
          },
    ),
  };
}
const images = async (world: World, more: Partial<Parameters<typeof ask>[1]> = {}) =>
  byName((await ask(buckets, { world, ...more })).sets)['example-prod-images'];

describe('the account', () => {
  it('has four settings', async () => {
    const { sets, asked } = await ask(account, { world: drifted });
    expect(byName(sets)).toEqual({ '123456789012': { id: '123456789012', name: '123456789012', ...ALL_ON, restrictPublicBuckets: false } });
    expect(asked.filter((one) => one.startsWith('s3'))).toHaveLength(1);
  });

  it('that nobody configured has all four off, and we know it', async () => {
    const { sets } = await ask(account, { world: estate(null) });
    expect(byName(sets)['123456789012']).toMatchObject(OPEN);
  });

  it('stays one row when refused, with four unknown settings', async () => {
    const { sets } = await ask(account, { world: denied });
    const refused = {
      $unknown: { operation: 's3-control:GetPublicAccessBlock', reason: 'access_denied', permission: 's3:GetAccountPublicAccessBlock' },
    };
    expect(byName(sets)['123456789012']).toMatchObject(Object.fromEntries(Object.keys(ALL_ON).map((name) => [name, refused])));
  });

  it('does not take a setting that AWS leaves out for off', async () => {
    const { sets } = await ask(account, { world: clean, spoil: (xml) => xml.replace(/<IgnorePublicAcls>.*?<\/IgnorePublicAcls>/, '') });
    expect(byName(sets)['123456789012']).toMatchObject({ ...ALL_ON, ignorePublicAcls: { $unknown: { reason: 'missing_member' } } });
  });
});

describe('buckets', () => {
  it('are read over all pages, each asked in its own region', async () => {
    const { sets, asked } = await ask(buckets, { world: clean });
    expect(setOf(sets)).toMatchObject({ complete: true, gaps: [] });
    expect(Object.keys(byName(sets))).toHaveLength(7);
    expect(byName(sets)['example-prod-audit-logs']).toEqual({
      id: 'example-prod-audit-logs',
      name: 'example-prod-audit-logs',
      region: 'eu-central-1',
      sseAlgorithm: 'aws:kms',
      ...ALL_ON,
      publicByPolicy: false,
      publicByAcl: false,
      deniesPlainHttp: true,
    });
    expect(byName(sets)['example-prod-images']).toMatchObject({ region: 'us-east-1', sseAlgorithm: 'AES256' });
    expect(asked.filter((one) => one.startsWith('s3:ListBuckets'))).toHaveLength(4);
    expect(asked.filter((one) => one.startsWith('s3-control:'))).toHaveLength(1);
    expect(asked.filter((one) => one === 's3:GetBucketPolicy us-east-1')).toHaveLength(2);
    expect(asked.filter((one) => one.startsWith('s3:GetBucketLocation'))).toHaveLength(0);
  });

  it('are none in an account without any', async () => {
    const { sets } = await ask(buckets, { world: clean, key: SANDBOX_KEY });
    expect(setOf(sets)).toMatchObject({ complete: true, resources: [] });
  });

  it('are unknown in number when the answer has no list', async () => {
    const { sets } = await ask(buckets, {
      world: clean,
      key: SANDBOX_KEY,
      spoil: (xml) => xml.replace(/<Buckets\s*\/>|<Buckets>\s*<\/Buckets>/, ''),
    });
    expect(setOf(sets)).toMatchObject({ complete: false, resources: [], gaps: [{ reason: 'missing_member' }] });
  });

  it('of a first page stand when the second is refused', async () => {
    const { sets } = await ask(buckets, { world: clean, faults: [{ operation: 's3:ListBuckets', kind: 'denied', after: 1 }] });
    expect(setOf(sets)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied', permission: 's3:ListAllMyBuckets' }] });
    expect(setOf(sets).resources).toHaveLength(2);
  });

  it('are located by their location where the list does not say', async () => {
    const { sets, asked } = await ask(buckets, { world: clean, spoil: (xml) => xml.replaceAll(/<BucketRegion>.*?<\/BucketRegion>/g, '') });
    expect(byName(sets)['example-prod-images']).toMatchObject({ region: 'us-east-1', deniesPlainHttp: true });
    expect(byName(sets)['example-prod-exports']).toMatchObject({ region: 'eu-central-1', deniesPlainHttp: true });
    expect(asked.filter((one) => one.startsWith('s3:GetBucketLocation'))).toHaveLength(7);
  });

  it('of unknown location are rows of unknowns', async () => {
    const { sets } = await ask(buckets, {
      world: estate(null),
      faults: [{ operation: 's3:GetBucketLocation', kind: 'denied' }],
      spoil: (xml) => xml.replaceAll(/<BucketRegion>.*?<\/BucketRegion>/g, ''),
    });
    const dark = { $unknown: { operation: 's3:GetBucketLocation', reason: 'access_denied' } };
    expect(Object.keys(byName(sets))).toHaveLength(7);
    expect(byName(sets)['example-prod-images']).toMatchObject({
      region: dark,
      sseAlgorithm: dark,
      blockPublicAcls: dark,
      publicByPolicy: dark,
      publicByAcl: dark,
      deniesPlainHttp: dark,
    });
  });

  it.each([
    [undefined, 'us-east-1'],
    ['', 'us-east-1'],
    ['EU', 'eu-west-1'],
    ['eu-central-1', 'eu-central-1'],
  ])('with the location %o lie in %s', (LocationConstraint, region) => {
    expect(regionOf(LocationConstraint === undefined ? {} : { LocationConstraint })).toBe(region);
  });
});

describe('Block Public Access of a bucket', () => {
  it('is the stricter of account and bucket, setting by setting', async () => {
    const half = estate(
      { ...OPEN, blockPublicAcls: true, ignorePublicAcls: true },
      { publicAccessBlock: { ...OPEN, blockPublicPolicy: true } },
    );
    expect(await images(half)).toMatchObject({
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: false,
    });
  });

  it("is the account's where the bucket has none", async () => {
    expect(await images(estate(ALL_ON, { publicAccessBlock: null }))).toMatchObject(ALL_ON);
  });

  it('is known from the bucket alone where the account was refused, as far as the bucket has it', async () => {
    const refused = [{ operation: 's3-control:GetPublicAccessBlock', kind: 'denied' as const }];
    expect(await images(estate(null), { faults: refused })).toMatchObject(ALL_ON);
    const { blockPublicAcls, restrictPublicBuckets } =
      (await images(estate(null, { publicAccessBlock: { ...ALL_ON, restrictPublicBuckets: false } }), { faults: refused })) ?? {};
    expect(blockPublicAcls).toBe(true);
    expect(restrictPublicBuckets).toMatchObject({ $unknown: { operation: 's3-control:GetPublicAccessBlock' } });
  });

  it('is unknown where the account has none and the bucket was refused', async () => {
    const found = await images(estate(null), { faults: [{ operation: 's3:GetPublicAccessBlock', kind: 'denied' }] });
    expect(found).toMatchObject({
      ignorePublicAcls: { $unknown: { operation: 's3:GetPublicAccessBlock', permission: 's3:GetBucketPublicAccessBlock' } },
    });
  });
});

describe('a bucket is public', () => {
  const bare = { publicAccessBlock: null };
  const everyone = [{ group: 'AllUsers', permission: 'READ' }] as const;

  it('by its policy, as S3 reads it, unless the account restricts public buckets', async () => {
    expect(await images(estate(null, { ...bare, policyIsPublic: true }))).toMatchObject({ publicByPolicy: true, publicByAcl: false });
    expect(await images(estate({ ...OPEN, restrictPublicBuckets: true }, { ...bare, policyIsPublic: true }))).toMatchObject({
      publicByPolicy: false,
    });
    // blocking *new* public policies does nothing to this one
    expect(await images(estate({ ...OPEN, blockPublicPolicy: true }, { ...bare, policyIsPublic: true }))).toMatchObject({
      publicByPolicy: true,
    });
  });

  it.each(['AllUsers', 'AuthenticatedUsers'] as const)('by a grant to %s, unless public lists are ignored', async (group) => {
    const grants = [{ group, permission: 'READ' as const }];
    expect(await images(estate(null, { ...bare, grants }))).toMatchObject({ publicByPolicy: false, publicByAcl: true });
    expect(await images(estate({ ...OPEN, ignorePublicAcls: true }, { ...bare, grants }))).toMatchObject({ publicByAcl: false });
    expect(await images(estate({ ...OPEN, blockPublicAcls: true }, { ...bare, grants }))).toMatchObject({ publicByAcl: true });
  });

  it('or not, which is unknown when one side was refused and the other does not decide', async () => {
    const faults = [
      { operation: 's3:GetBucketAcl', kind: 'denied' as const },
      { operation: 's3:GetBucketPolicyStatus', kind: 'html' as const },
    ];
    expect(await images(estate(null, bare), { faults })).toMatchObject({
      publicByAcl: { $unknown: { operation: 's3:GetBucketAcl', reason: 'access_denied' } },
      publicByPolicy: { $unknown: { operation: 's3:GetBucketPolicyStatus', reason: 'unexpected_content_type' } },
    });
    // blocked whatever the two say
    expect(await images(estate(ALL_ON, bare), { faults })).toMatchObject({ publicByAcl: false, publicByPolicy: false });
  });

  it('or not, which a list of grants that is not there does not say', async () => {
    const spoil = (xml: string) => xml.replace(/<AccessControlList>.*<\/AccessControlList>/s, '');
    expect(await images(estate(null, { ...bare, grants: everyone }), { spoil })).toMatchObject({
      publicByAcl: { $unknown: { reason: 'missing_member' } },
    });
  });

  it('or not, which a policy status without its one member does not say', async () => {
    const spoil = (xml: string) => xml.replace(/<IsPublic>.*?<\/IsPublic>/, '');
    expect(await images(estate(null, bare), { spoil })).toMatchObject({ publicByPolicy: { $unknown: { reason: 'missing_member' } } });
  });
});

describe('plain HTTP', () => {
  it('is let in by a bucket without a policy, and by one that names the objects only', async () => {
    const { sets } = await ask(buckets, { world: drifted });
    const found = byName(sets);
    expect(
      Object.values(found)
        .filter((one) => one['deniesPlainHttp'] === false)
        .map((one) => one['name']),
    ).toEqual(['example-prod-exports', 'example-prod-terraform']);
  });

  it('is unknown where the policy was refused, in that bucket alone', async () => {
    const { sets } = await ask(buckets, { world: denied });
    const dark = Object.values(byName(sets)).filter((one) => typeof one['deniesPlainHttp'] === 'object');
    expect(dark).toMatchObject([
      { name: 'example-prod-customer-data', deniesPlainHttp: { $unknown: { reason: 'access_denied', permission: 's3:GetBucketPolicy' } } },
    ]);
  });
});

describe('default encryption', () => {
  it('that S3 says is not there is null; that S3 leaves out is unknown', async () => {
    const { sets } = await ask(buckets, { world: clean, spoil: (xml) => xml.replace(/<Rule>.*<\/Rule>/s, '') });
    expect(byName(sets)['example-prod-images']).toMatchObject({ sseAlgorithm: { $unknown: { reason: 'missing_member' } } });
    const raw = {
      bucket: { Name: 'old' },
      location: 'us-east-1',
      accountBlock: null,
      block: null,
      encryption: null,
      policy: null,
      policyStatus: null,
      acl: { Grants: [] },
    };
    expect(buckets.normalise(raw, {} as never)).toMatchObject({
      sseAlgorithm: null,
      publicByPolicy: false,
      publicByAcl: false,
      deniesPlainHttp: false,
      ...OPEN,
    });
  });

  it('is unknown when a rule says something else only', async () => {
    const spoil = (xml: string) => xml.replace(/<ApplyServerSideEncryptionByDefault>.*?<\/ApplyServerSideEncryptionByDefault>/s, '');
    expect(await images(clean, { spoil })).toMatchObject({
      sseAlgorithm: { $unknown: { operation: 's3:GetBucketEncryption', reason: 'missing_member' } },
    });
  });
});

it('what was refused leaves a row, whichever question it was', async () => {
  const kinds = ['denied', 'throttled', 'html', 'empty', 'truncated', 'garbled', 'reset', '500'] as const;
  const perBucket = ['GetBucketEncryption', 'GetPublicAccessBlock', 'GetBucketPolicy', 'GetBucketPolicyStatus', 'GetBucketAcl'];
  const field = {
    GetBucketEncryption: 'sseAlgorithm',
    GetPublicAccessBlock: 'blockPublicAcls',
    GetBucketPolicy: 'deniesPlainHttp',
    GetBucketPolicyStatus: 'publicByPolicy',
    GetBucketAcl: 'publicByAcl',
  };
  const world = estate(null, { publicAccessBlock: OPEN });
  for (const kind of kinds) {
    for (const name of perBucket) {
      const { sets } = await ask(buckets, { world, faults: [{ operation: `s3:${name}`, kind }] });
      const found = byName(sets)['example-prod-images'];
      expect(found?.[field[name as keyof typeof field]], `${name} ${kind}`).toMatchObject({ $unknown: { operation: `s3:${name}` } });
      expect(Object.keys(byName(sets))).toHaveLength(7);
    }
  }
}, 60_000);

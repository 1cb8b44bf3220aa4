import { describe, expect, it } from 'vitest';
import recorder from '../../../collectors/aws/config-recorder/index.ts';
import iamRoot from '../../../collectors/aws/iam-root/index.ts';
import source from '../../../collectors/aws/source.ts';
import { startAws } from '../../../src/demo/aws/server.ts';
import type { Refusal, World } from '../../../src/demo/aws/world.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { collectAll } from '../../support/collect.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

async function scoped(config: object, options: { refusals?: readonly Refusal[]; env?: Record<string, string>; world?: World } = {}) {
  const now = new Date().toISOString();
  const server = await startAws({ world: { ...(options.world ?? clean), refusals: options.refusals ?? [] }, now: () => now });
  try {
    const collected = await collectAll({
      source,
      collectors: [iamRoot, recorder],
      config: { type: 'aws', name: 'production', endpoint: server.url, ...config } as never,
      env: options.env ?? KEYS,
      now,
    });
    return { ...collected, asked: server.requests };
  } finally {
    await server.close();
  }
}
const because = (excluded: readonly { id: string; because: string }[], id: string) => excluded.find((one) => one.id === id)?.because;

describe('the subjects that a configuration names', () => {
  const keys = (config: object) =>
    source.declared({ type: 'aws', name: 'production', ...config }).map(({ key, scope }) => `${scope} ${key}`);
  it('are the account and each region', () => {
    expect(keys({ regions: ['eu-central-1', 'us-east-1'] })).toEqual([
      'account aws/production',
      'region aws/production/eu-central-1',
      'region aws/production/us-east-1',
    ]);
  });
  it('are the account and a place for the regions that only AWS can list', () => {
    expect(keys({})).toEqual(['account aws/production', 'region aws/production/*']);
  });
});

describe('who answers', () => {
  it('is asked first, and named in every label', async () => {
    const { scope } = await scoped({ regions: ['eu-central-1'] });
    expect(scope.principal).toMatchObject({ id: 'arn:aws:iam::123456789012:user/claimcheck' });
    expect(scope.subjects).toMatchObject([
      { key: 'aws/production', id: '123456789012', label: 'production (123456789012)' },
      { key: 'aws/production/eu-central-1', id: '123456789012/eu-central-1', label: 'production (123456789012) eu-central-1' },
    ]);
  });
  it('tells which regions are enabled and not looked at', async () => {
    const { scope } = await scoped({ regions: ['eu-central-1'], excludeRegions: [{ region: 'eu-west-1', because: 'closed by policy' }] });
    expect(because(scope.excluded, 'us-east-1')).toBe('enabled, not in `regions`: not asked');
    expect(because(scope.excluded, 'eu-west-1')).toBe('closed by policy');
    expect(because(scope.excluded, 'af-south-1')).toBeUndefined();
  });
  it('tells the regions when the configuration names none', async () => {
    const { scope } = await scoped({ excludeRegions: [{ region: 'eu-west-1', because: 'closed by policy' }] });
    const regions = scope.subjects.flatMap(({ region }) => region ?? []);
    expect(regions).toEqual(expect.arrayContaining(['eu-central-1', 'us-east-1']));
    expect(regions).not.toContain('eu-west-1');
    expect(regions).not.toContain('af-south-1');
    expect(scope.subjects.map(({ key }) => key)).not.toContain('aws/production/*');
  });
  it('proves that a configured region is switched off', async () => {
    const { scope } = await scoped({ regions: ['eu-central-1', 'af-south-1'] });
    expect(scope.subjects.map(({ region }) => region)).toEqual([undefined, 'eu-central-1']);
    expect(because(scope.excluded, 'af-south-1')).toContain('not-opted-in');
  });
  it('keeps a row for a region that AWS does not list', async () => {
    const { scope, sets } = await scoped({ regions: ['eu-central-1', 'eu-central-3'] });
    expect(scope.subjects.find(({ region }) => region === 'eu-central-3')?.gap?.reason).toBe('region_scope_unproven');
    expect(sets.find(({ subject }) => subject.region === 'eu-central-3')).toMatchObject({ complete: false, resources: [] });
  });
});

describe('when a question about the scope is refused', () => {
  it('an unlisted region may exist: the named ones are asked, the rest is a row that nobody can answer', async () => {
    const { scope, sets } = await scoped(
      { regions: ['eu-central-1'] },
      { refusals: [{ operation: 'ec2:DescribeRegions', how: 'denied' }] },
    );
    expect(scope.subjects.map(({ key, gap }) => [key, gap?.reason])).toEqual([
      ['aws/production', undefined],
      ['aws/production/eu-central-1', undefined],
      ['aws/production/*', 'region_scope_unproven'],
    ]);
    expect(scope.subjects.at(-1)?.gap).toMatchObject({ permission: 'ec2:DescribeRegions' });
    expect(sets.find(({ subject }) => subject.region === 'eu-central-1')).toMatchObject({ complete: true });
  });
  it('nothing is asked in the name of nobody', async () => {
    const { scope, sets, asked } = await scoped(
      { regions: ['eu-central-1'] },
      { refusals: [{ operation: 'sts:GetCallerIdentity', how: 'denied' }] },
    );
    expect(scope.subjects.every(({ gap }) => gap?.reason === 'access_denied')).toBe(true);
    expect(sets.every(({ complete, resources }) => !complete && resources.length === 0)).toBe(true);
    expect(new Set(asked.map(({ operation }) => operation))).toEqual(new Set(['GetCallerIdentity']));
  });
});

describe('without credentials', () => {
  const nowhere = { AWS_EC2_METADATA_DISABLED: 'true' };
  it('every row says so, and names where they were looked for', async () => {
    const { scope, asked } = await scoped({ regions: ['eu-central-1'], profile: 'no-such-profile-anywhere' }, { env: nowhere });
    expect(scope.subjects.map(({ gap }) => gap?.reason)).toEqual(['credentials_invalid', 'credentials_invalid']);
    expect(scope.subjects[0]?.gap?.detail).toContain('profile no-such-profile-anywhere gave no credentials');
    expect(asked).toEqual([]);
  });
  it('half a pair is none', async () => {
    const { scope, asked } = await scoped(
      { regions: ['eu-central-1'] },
      { env: { ...nowhere, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' } },
    );
    expect(scope.subjects.every(({ gap }) => gap?.reason === 'credentials_invalid')).toBe(true);
    expect(JSON.stringify(scope)).toContain('AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY');
    expect(asked).toEqual([]);
  });
  it('a role that may not be assumed leaves every row unknown, whatever else would be answered', async () => {
    const { scope, exchanges } = await scoped({ regions: ['eu-central-1'], roleArn: 'arn:aws:iam::123456789012:role/auditor' });
    expect(scope.subjects.every(({ gap }) => gap !== undefined)).toBe(true);
    expect(scope.subjects[0]?.gap?.detail).toContain('role arn:aws:iam::123456789012:role/auditor gave no credentials');
    expect(exchanges.map(({ operation }) => operation)).not.toContain('sts:GetCallerIdentity');
  });
});

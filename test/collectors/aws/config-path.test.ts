import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AwsConfig } from '../../../collectors/aws/config.ts';
import { agrees } from '../../../collectors/aws/config-path/items.ts';
import { LISTINGS } from '../../../collectors/aws/config-path/kinds.ts';
import source from '../../../collectors/aws/source.ts';
import type { Item } from '../../../src/demo/aws/answers/config-recording.ts';
import type { Aggregating, Recording } from '../../../src/demo/aws/parts/config-items.ts';
import { brokenParts, cleanParts } from '../../../src/demo/aws/parts/index.ts';
import { startAws } from '../../../src/demo/aws/server.ts';
import type { Recorder, World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import type { Collector, ResourceSet } from '../../../src/model.ts';
import { collectors } from '../../../src/registry.ts';
import { collectAll } from '../../support/collect.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../collectors/aws');
/** Every collector that can read what AWS Config recorded: nobody has to remember to add one here. */
const through: readonly Collector[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    collectors.filter(({ id }) => id === `aws/${name}` && readFileSync(join(FOLDER, name, 'index.ts'), 'utf8').includes('throughConfig(')),
  );
const one = (id: string): Collector => through.find((collector) => collector.id === id) as Collector;

const REGIONS = ['eu-central-1', 'us-east-1'];
const AGGREGATED = { via: 'config', aggregator: 'everything' } as const;
const ALONE = { via: 'config' } as const;
const WAYS = { 'an aggregator': AGGREGATED, 'each region': ALONE };
type Collect = NonNullable<AwsConfig['collect']>;

/** All that is looked at in this file is looked at in one moment. */
const now = new Date().toISOString();
async function look(world: World, collect: Collect | undefined, which: readonly Collector[] = through, more: Partial<AwsConfig> = {}) {
  const server = await startAws({ world, now: () => now });
  try {
    const config: AwsConfig = {
      type: 'aws',
      name: 'production',
      regions: REGIONS,
      endpoint: server.url,
      ...(collect && { collect }),
      ...more,
    };
    const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
    const { sets, exchanges } = await collectAll({ source, collectors: which, config, env, now });
    /** Which operations an evidence id stands for: collectAll numbers them. */
    const operations = new Map(
      exchanges.map(({ operation }, at) => [
        `sha256:${createHash('sha256')
          .update(String(at + 1))
          .digest('hex')}`,
        operation,
      ]),
    );
    const restsOn = (evidence: readonly string[]) => new Set(evidence.map((id) => operations.get(id)));
    const asked = server.requests.map(({ service, operation, region }) => `${service}:${operation} ${region}`);
    return { sets, asked, restsOn, count: (what: string) => asked.filter((call) => call.startsWith(what)).length };
  } finally {
    await server.close();
  }
}
/** What checks read, without how it came. */
const seen = (sets: readonly ResourceSet[]) =>
  Object.fromEntries(
    sets.map((set) => [
      `${set.collector} ${set.subject.key}`,
      {
        complete: set.complete,
        gaps: set.gaps.map(({ reason }) => reason),
        resources: Object.fromEntries(set.resources.map(({ resource }) => [resource.id, resource])),
      },
    ]),
  );
const inRegion = (sets: readonly ResourceSet[], id: string, region: string) =>
  sets.find((set) => set.collector === id && set.subject.region === region) as ResourceSet;

function recording(
  held: Partial<Recording>,
  aggregating: Aggregating = { aggregators: [{ name: 'everything', region: 'eu-central-1' }] },
): World {
  const holding = { account: aggregating, regions: {}, elsewhere: { captured: 0.1, ...held } };
  return { ...clean, parts: { ...cleanParts, 'config-items': { [PRODUCTION]: holding } } };
}
function recorder(change: Partial<Recorder> | null): World {
  const accounts = clean.accounts.map((account) => ({
    ...account,
    regions: Object.fromEntries(
      Object.entries(account.regions).map(([name, region]) => [
        name,
        { ...region, recorder: change && region.recorder && { ...region.recorder, ...change } },
      ]),
    ),
  }));
  return { ...clean, accounts };
}
const broken: World = { ...clean, parts: brokenParts };

describe('the same is seen through AWS Config', () => {
  it('by the collectors that are meant to', () => {
    expect(through.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'aws/ebs-volume',
        'aws/ec2-instance',
        'aws/security-group',
        'aws/network-acl',
        'aws/s3-bucket',
        'aws/kms-key',
      ]),
    );
  });

  for (const [name, world] of Object.entries({ clean, drifted, broken })) {
    for (const [way, collect] of Object.entries(WAYS)) {
      it(`as live, in the ${name} world, by ${way}`, async () => {
        const [live, recorded] = [await look(world, undefined), await look(world, collect)];
        expect(seen(recorded.sets)).toEqual(seen(live.sets));
        expect(recorded.count('config:Select')).toBeGreaterThan(0);
        expect(recorded.sets.flatMap(({ resources }) => resources.filter(({ evidence }) => evidence.length === 0))).toEqual([]);
        expect(recorded.count('s3:')).toBeLessThan(live.count('s3:'));
      });
    }
  }
});

describe('of many accounts', () => {
  const accounts = clean.accounts.map((account) => ({ ...account, assumable: [{ name: 'claimcheck' }] }));
  const many = { accounts: accounts.map(({ id }) => ({ id })), roleName: 'claimcheck' };
  it('the aggregator of the one that the credentials are of tells all, each account its own', async () => {
    const world = { ...clean, accounts };
    const which = ['aws/ebs-volume', 'aws/s3-bucket', 'aws/security-group'].map(one);
    const [live, recorded] = [await look(world, undefined, which, many), await look(world, AGGREGATED, which, many)];
    expect(accounts.length).toBeGreaterThan(1);
    expect(seen(recorded.sets)).toEqual(seen(live.sets));
    expect(recorded.count('config:SelectAggregateResourceConfig')).toBeGreaterThanOrEqual(accounts.length * which.length);
    expect(recorded.asked.filter((call) => call.startsWith('config:SelectAgg') && !call.endsWith(' eu-central-1'))).toEqual([]);
    // of each account its sample alone
    expect(recorded.count('ec2:DescribeVolumes')).toBeLessThanOrEqual(accounts.length * 3);
  });
});

describe('the evidence', () => {
  it('of a row is what AWS Config told, wherever the service would have been the evidence', async () => {
    const [live, recorded] = [await look(clean, undefined), await look(clean, AGGREGATED)];
    const told = 'config:SelectAggregateResourceConfig';
    const replaced = new Set(Object.keys({ ...LISTINGS, 'kms:GetKeyRotationStatus': 0, 's3:GetBucketVersioning': 0 }));
    const rows = (of: typeof live) =>
      of.sets.flatMap((set) =>
        set.resources.map(({ resource, evidence }) => [`${set.collector} ${resource.id}`, of.restsOn(evidence)] as const),
      );
    const now = new Map(rows(recorded));
    const replacedRows = rows(live).filter(([, operations]) => [...operations].some((one) => one !== undefined && replaced.has(one)));
    expect(replacedRows.length).toBeGreaterThan(20);
    for (const [row] of replacedRows) expect([row, [...(now.get(row) ?? [])]]).toEqual([row, expect.arrayContaining([told])]);
  });
});

describe('fewer calls', () => {
  const listings = ['ec2:DescribeVolumes', 'ec2:DescribeInstances', 'ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkAcls'];
  it('for listings by an aggregator: one query for all regions, and the sample', async () => {
    const { count } = await look(clean, AGGREGATED);
    // of four kinds three resources each, at most
    for (const operation of listings) expect(count(operation)).toBeLessThanOrEqual(3);
    expect(count('config:SelectResourceConfig')).toBe(0);
  });
  it('for settings by each region; listings of a region are one call anyway', async () => {
    const [live, recorded] = [await look(clean, undefined), await look(clean, ALONE)];
    for (const operation of listings) expect(recorded.count(operation)).toBe(live.count(operation));
    expect(recorded.count('config:SelectAggregateResourceConfig')).toBe(0);
    const own = ['s3:GetBucketVersioning', 's3:GetBucketEncryption', 's3:GetPublicAccessBlock', 's3:GetBucketLogging'];
    for (const operation of own) expect(recorded.count(operation)).toBeLessThan(live.count(operation));
  });
  it('with one fixed text for each kind, turned page by page', async () => {
    const small = { ...clean, pageSize: 2 };
    const [live, recorded] = [await look(small, undefined), await look(small, AGGREGATED)];
    expect(seen(recorded.sets)).toEqual(seen(live.sets));
    expect(recorded.count('config:SelectAggregateResourceConfig')).toBeGreaterThan(9);
  });
});

describe('what AWS Config does not prove is read live', () => {
  const CALLS = [
    'config:SelectAggregateResourceConfig',
    'config:SelectResourceConfig',
    'config:DescribeConfigurationAggregatorSourcesStatus',
    'config:DescribeConfigurationRecorders',
    'config:DescribeConfigurationRecorderStatus',
  ];
  const some = ['aws/ebs-volume', 'aws/s3-bucket-data', 'aws/kms-key', 'aws/security-group'].map(one);
  const same = async (world: World, collect: Collect) => {
    const [live, recorded] = [await look(world, undefined, some), await look(world, collect, some)];
    expect(seen(recorded.sets)).toEqual(seen(live.sets));
    return { live, recorded, proof: recorded.sets.map(({ proof }) => proof).join('\n') };
  };
  for (const [way, collect] of Object.entries(WAYS))
    it.each(CALLS)(`%s refused, by ${way}`, async (operation) => {
      const world: World = { ...clean, refusals: [{ operation, how: 'denied' }] };
      const { recorded, live } = await same(world, collect);
      if (recorded.count(operation) > 0 && !operation.includes(collect === ALONE ? 'Aggregat' : 'SelectResource'))
        for (const call of ['s3:GetBucketVersioning', 'ec2:DescribeVolumes', 'kms:DescribeKey'])
          expect(recorded.count(call)).toBe(live.count(call));
    });

  const lying: Partial<Recording> = { instead: (item) => ({ ...item, configuration: { ...item.configuration, encrypted: true } }) };
  const unreliable: Readonly<Record<string, [Partial<Recorder> | null, string]>> = {
    'switched off': [{ recording: false }, 'the recorder is switched off'],
    'that failed': [{ lastStatus: 'FAILURE' }, "the recorder's last status is FAILURE"],
    'that waits': [{ lastStatus: 'PENDING' }, "the recorder's last status is PENDING"],
    'of other types': [{ allSupported: false }, 'the recorder leaves this type out'],
    'that is none': [null, 'there is no recorder'],
  };
  for (const [what, [change, why]] of Object.entries(unreliable))
    it.each(Object.values(WAYS))(`a recorder ${what}, by %j`, async (collect) => {
      const world = { ...recorder(change), parts: recording(lying).parts ?? {} };
      const { proof, recorded, live } = await same(world, collect);
      expect(proof).toContain(`asked live, as ${why}`);
      expect(recorded.count('config:Select')).toBe(0);
      expect(recorded.count('s3:')).toBe(live.count('s3:'));
    });

  it.each(['FAILED', 'OUTDATED', 'absent'] as const)('an aggregator whose source is %s', async (status) => {
    const troubled = { [`${PRODUCTION}/eu-central-1`]: status };
    const world = recording({}, { aggregators: [{ name: 'everything', region: 'eu-central-1', troubled }] });
    const { proof, recorded } = await same(world, AGGREGATED);
    expect(proof).toContain(
      status === 'absent' ? 'the aggregator everything does not take it from here' : `says of its last update ${status}`,
    );
    // asked in that region, and in the other one for the sample alone
    expect(recorded.asked.filter((call) => call === 'ec2:DescribeVolumes eu-central-1')).not.toEqual([]);
  });
  it('an aggregator that nobody made', async () => {
    const { proof } = await same(clean, { via: 'config', aggregator: 'another' });
    expect(proof).toContain('whether the aggregator has all is not known');
  });
  it.each(Object.values(WAYS))('items that do not hold what is judged, by %j', async (collect) => {
    const bare = (item: Item): Item => ({ ...item, configuration: {}, supplementaryConfiguration: {}, tags: [] });
    await same(recording({ instead: bare }), collect);
  });
  it.each(Object.values(WAYS))('a status that says nothing, by %j', async (collect) => {
    const { proof } = await same(recording({ instead: (item) => ({ ...item, configurationItemStatus: 'ResourceNotRecorded' }) }), collect);
    expect(proof).toContain('AWS Config says ResourceNotRecorded of');
  });
  it.each(Object.values(WAYS))("another account's items, by %j", async (collect) => {
    const strange = (item: Item) => ({ ...item, accountId: '999999999999', configuration: { ...item.configuration, encrypted: false } });
    const unlike = (item: Item) => ({
      ...strange(item),
      supplementaryConfiguration: { BucketVersioningConfiguration: { status: 'Suspended' } },
    });
    await same(recording({ instead: unlike }), collect);
  });
  it.each(Object.values(WAYS))('settings of a bucket that AWS Config does not know, by %j', async (collect) => {
    await same(recording({ instead: (item) => (item.resourceType === 'AWS::S3::Bucket' ? undefined : item) }), collect);
  });
});

describe('what AWS Config proves', () => {
  const volume = one('aws/ebs-volume');
  const buckets = one('aws/s3-bucket-data');
  it('is as old as the item: what was captured too long ago is stale, and nothing passes on it', async () => {
    const { sets } = await look(recording({ captured: 2 }), AGGREGATED, [volume]);
    const set = inRegion(sets, 'aws/ebs-volume', 'eu-central-1');
    expect(set.complete).toBe(false);
    expect(set.resources).toEqual([]);
    expect(new Set(set.gaps.map(({ reason }) => reason))).toEqual(new Set(['stale_evidence']));
    expect(set.gaps.every(({ evidence }) => (evidence?.length ?? 0) > 0)).toBe(true);
  });
  it('of a bucket too, whichever of its answers is old', async () => {
    const { sets } = await look(recording({ captured: 2 }), ALONE, [buckets]);
    expect(sets[0]?.complete).toBe(false);
    expect(sets[0]?.gaps.map(({ reason }) => reason)).toContain('stale_evidence');
    expect(sets[0]?.resources).toEqual([]);
  });
  it('holds on while a recorder runs on without a break, where the entry says so', async () => {
    const world = recording({ captured: 2 });
    const { sets } = await look(world, { ...AGGREGATED, asOf: 'recorder' }, [volume]);
    expect(seen(sets)).toEqual(seen((await look(world, undefined, [volume])).sets));
    // one that was started after the capture may have missed something
    const later = { ...recorder({ changed: 1 }), parts: world.parts ?? {} };
    const after = await look(later, { ...AGGREGATED, asOf: 'recorder' }, [volume]);
    expect(inRegion(after.sets, 'aws/ebs-volume', 'eu-central-1').gaps.map(({ reason }) => reason)).toContain('stale_evidence');
  });
  it('says that a resource is gone: it is not judged', async () => {
    const all = inRegion((await look(clean, AGGREGATED, [volume])).sets, 'aws/ebs-volume', 'eu-central-1');
    const gone = all.resources.map(({ resource }) => resource.id).sort()[0] as string;
    const instead = (item: Item) => (item.resourceId === gone ? { ...item, configurationItemStatus: 'ResourceDeleted' } : item);
    const { sets } = await look(recording({ instead }), AGGREGATED, [volume]);
    const left = inRegion(sets, 'aws/ebs-volume', 'eu-central-1').resources.map(({ resource }) => resource.id);
    expect(left).not.toContain(gone);
    expect(left.length).toBe(all.resources.length - 1);
  });
  it('says how it came', async () => {
    const { sets } = await look(clean, AGGREGATED, [volume]);
    const { proof } = inRegion(sets, 'aws/ebs-volume', 'eu-central-1');
    expect(proof).toContain(
      'AWS::EC2::Volume by config:SelectAggregateResourceConfig, recorded by a recorder whose last status is SUCCESS (eu-central-1)',
    );
    expect(proof).toMatch(/(\d+) of \1 sampled answers were borne out/);
  });
});

describe('where AWS Config and the service do not say the same', () => {
  it('of a volume: that row is unknown, and the others stand', async () => {
    const instead = (item: Item) =>
      item.resourceType === 'AWS::EC2::Volume' ? { ...item, configuration: { ...item.configuration, encrypted: false } } : item;
    const { sets } = await look(recording({ instead }), AGGREGATED, [one('aws/ebs-volume')]);
    const live = await look(clean, undefined, [one('aws/ebs-volume')]);
    const gaps = sets.flatMap((set) => set.gaps);
    const [read, all] = [sets, live.sets].map((some) => some.flatMap(({ resources }) => resources).length);
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['changed_during_collection']));
    expect(gaps[0]?.detail).toMatch(
      /^AWS Config's item of AWS::EC2::Volume vol-\w+, captured at \S+, and ec2:DescribeVolumes now do not say the same$/,
    );
    expect((read as number) + gaps.length).toBe(all);
    expect(gaps.every(({ evidence }) => (evidence?.length ?? 0) > 1)).toBe(true);
  });
  it('of a bucket: that setting is unknown', async () => {
    const instead = (item: Item) => ({
      ...item,
      supplementaryConfiguration: { ...item.supplementaryConfiguration, BucketVersioningConfiguration: { status: 'Suspended' } },
    });
    const { sets } = await look(recording({ instead }), AGGREGATED, [one('aws/s3-bucket-recovery')]);
    const said = sets.flatMap(({ resources }) =>
      resources.map(({ resource }) => (resource as unknown as { versioning: unknown }).versioning),
    );
    const unknowns = said.filter((value) => typeof value === 'object' && value !== null) as { $unknown: { reason: string } }[];
    expect(unknowns.length).toBeGreaterThan(0);
    expect(unknowns.length).toBeLessThanOrEqual(3);
    expect(new Set(unknowns.map(({ $unknown }) => $unknown.reason))).toEqual(new Set(['changed_during_collection']));
  });
  it('or the service does not answer: that is no confirmation', async () => {
    const world: World = { ...clean, refusals: [{ operation: 'ec2:DescribeVolumes', how: 'denied' }] };
    const { sets } = await look(world, AGGREGATED, [one('aws/ebs-volume')]);
    const gaps = sets.flatMap((set) => set.gaps);
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['access_denied']));
  });
});

describe('an entry', () => {
  const entry = { type: 'aws', name: 'production' };
  it.each([
    [{ via: 'describe' }],
    [{}],
    [{ via: 'config', aggregators: 'x' }],
    [{ via: 'config', aggregator: 'two words' }],
    [{ via: 'config', aggregatorRegion: 'eu-central-1' }],
    [{ via: 'config', aggregator: 'a', aggregatorRegion: 'eu-centrul-1' }],
    [{ via: 'config', asOf: 'yesterday' }],
  ])('may not say %j', (collect) => {
    expect(source.config.safeParse({ ...entry, collect }).success).toBe(false);
  });
  it.each([[ALONE], [AGGREGATED], [{ ...AGGREGATED, aggregatorRegion: 'us-east-1', asOf: 'recorder' }]])('may say %j', (collect) => {
    expect(source.config.safeParse({ ...entry, collect }).success).toBe(true);
  });
});

describe('that both say the same', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [{ a: 1 }, { b: 2 }, false],
    [{ a: undefined }, { a: 1 }, false],
    [[{ a: 1 }, { a: 2 }], [{ a: 2, c: 0 }, { a: 1 }], true],
    [[{ a: 1 }], [{ a: 1 }, { a: 1 }], false],
    [[{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: 2 }], false],
    [{ a: 1 }, null, false],
    ['{"a": 1}', '{"a":1}', true],
    ['{"a":1}', '{"a":1,"b":2}', false],
    ['{', '{ ', false],
    ['on', 'off', false],
  ])('%j, %j: %j', (recorded, live, same) => {
    expect(agrees(recorded, live)).toBe(same);
  });
});

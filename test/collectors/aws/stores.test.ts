import { describe, expect, it } from 'vitest';
import tables from '../../../collectors/aws/dynamodb-table/index.ts';
import systems from '../../../collectors/aws/efs-file-system/index.ts';
import messages from '../../../collectors/aws/messaging/index.ts';
import searchAndCache from '../../../collectors/aws/search-cache/index.ts';
import { minimumTls } from '../../../collectors/aws/search-cache/normalise.ts';
import images from '../../../collectors/aws/shareable-image/index.ts';
import recoverable from '../../../collectors/aws/table-or-file-system/index.ts';
import { machineImages } from '../../../src/demo/aws/parts/machine-images.ts';
import { messaging } from '../../../src/demo/aws/parts/messaging.ts';
import { redshift } from '../../../src/demo/aws/parts/redshift.ts';
import { searchCache } from '../../../src/demo/aws/parts/search-cache.ts';
import { stores } from '../../../src/demo/aws/parts/stores.ts';
import type { World } from '../../../src/demo/aws/world.ts';
import { clean, PRODUCTION } from '../../../src/demo/aws/worlds/clean.ts';
import { ask, byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';
const here = { world: clean, regions: [FRANKFURT] };

fourWorlds({
  check: 'aws.ec2.snapshots-amis-not-public',
  collector: images,
  broken: withPart(machineImages),
  fails: ['ami-00000000000000003'],
  passes: ['ami-00000000000000001', 'snap-00000000000000001'],
  whenNone: 'not_applicable',
  spare: {
    'ec2:GetSnapshotBlockPublicAccessState': 'what is shared with nobody is closed whatever the block',
    'ec2:GetImageBlockPublicAccessState': 'it is reported, and decides nothing: images that are public stay so',
  },
});
fourWorlds({
  check: 'aws.efs.encrypted',
  collector: systems,
  broken: withPart(stores),
  fails: ['build-cache'],
  passes: ['uploads', 'reports'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.dynamodb.kms',
  collector: tables,
  broken: withPart(stores),
  fails: ['customers'],
  passes: ['customers'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.dynamodb-efs.backup',
  collector: recoverable,
  broken: withPart(stores),
  fails: ['customers'],
  passes: ['customers', 'sessions', 'uploads'],
  whenNone: 'not_applicable',
  spare: {
    'dynamodb:ListTagsOfResource': 'unless productionTag is set everything is production',
    'backup:ListProtectedResources': "EFS's own backups are enough",
  },
});
fourWorlds({
  check: 'aws.messaging.encrypted',
  collector: messages,
  broken: withPart(messaging),
  fails: ['mail', 'order-events'],
  passes: ['orders', 'orders-dead', 'alarms'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.search-cache.encrypted',
  collector: searchAndCache,
  broken: withPart(searchCache),
  fails: ['help', 'logs', 'pages'],
  passes: ['catalogue', 'sessions', 'reports'],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.search-cache.tls',
  collector: searchAndCache,
  broken: withPart(searchCache),
  fails: ['orders', 'stock', 'limits'],
  passes: ['catalogue', 'sessions'],
  whenNone: 'not_applicable',
});

describe('snapshots', () => {
  /** The first snapshot of Frankfurt shared with everyone, under one block or another. */
  const leaking = (snapshotSharing: string): World => ({
    ...withPart(machineImages, {
      [PRODUCTION]: { account: null, regions: {}, elsewhere: { images: [], snapshotSharing, imageSharing: 'unblocked' } },
    }),
    accounts: clean.accounts.map((one) => ({
      ...one,
      regions: Object.fromEntries(
        Object.entries(one.regions).map(([name, region]) => [
          name,
          { ...region, snapshots: region.snapshots.map((snapshot, i) => ({ ...snapshot, public: i === 0 })) },
        ]),
      ),
    })),
  });
  it.each([
    ['unblocked', 'fail'],
    ['block-new-sharing', 'fail'],
    ['block-all-sharing', 'pass'],
  ])('shared with everyone under %s: %s', async (state, verdict) => {
    const judged = await judge('aws.ec2.snapshots-amis-not-public', images, { world: leaking(state), regions: [FRANKFURT] });
    expect(judged.verdict).toBe(verdict);
    expect(byName(judged.sets, FRANKFURT)['snap-00000000000000001']).toMatchObject({ sharedWithAll: true, blockPublicAccess: state });
  });
  it('shared with everyone are unknown where the block was refused', async () => {
    const faults = [{ operation: 'ec2:GetSnapshotBlockPublicAccessState', kind: 'denied' as const }];
    const judged = await judge('aws.ec2.snapshots-amis-not-public', images, { world: leaking('unblocked'), regions: [FRANKFURT], faults });
    expect(judged.rows.filter((row) => !row.startsWith('pass'))).toEqual(['unknown snap-00000000000000001']);
  });
  it('are of unknown sharing, one and all, when the listing of shared ones has no list; closed all the same where all sharing is blocked', async () => {
    const { sets } = await ask(images, { ...here, spoil: (xml) => xml.replace(/<snapshotSet\s*\/>|<snapshotSet><\/snapshotSet>/, '') });
    expect(Object.values(byName(sets, FRANKFURT)).filter(({ kind }) => kind === 'snapshot')).toMatchObject(
      Array.from({ length: 3 }, () => ({ sharedWithAll: { $unknown: { reason: 'missing_member' } }, public: false })),
    );
  });
  it('are asked for in one listing with those of other checks', async () => {
    const { asked } = await ask(images, here);
    expect(asked.filter((one) => one.startsWith('ec2:DescribeSnapshots '))).toHaveLength(3);
  });
  it('an image of which EC2 leaves Public out is unknown', async () => {
    const { sets } = await ask(images, { ...here, spoil: (xml) => xml.replaceAll(/<isPublic>.*?<\/isPublic>/g, '') });
    expect(byName(sets, FRANKFURT)['ami-00000000000000001']).toMatchObject({
      sharedWithAll: { $unknown: { reason: 'missing_member' } },
      public: { $unknown: { reason: 'missing_member' } },
    });
  });
});

describe('file systems', () => {
  const fresh = new Date(Date.now() - 3_600_000).toISOString();
  const backedUp = (body: string) => (asked: string) => {
    if (asked.includes('"BackupPolicy"')) return '{"BackupPolicy":{"Status":"DISABLED"}}';
    return asked.includes('"Results"') ? body : asked;
  };
  const arn = (id: number) => `arn:aws:elasticfilesystem:${FRANKFURT}:${PRODUCTION}:file-system/fs-0000000000000000${id}`;
  const plan = (...ids: number[]) =>
    JSON.stringify({
      Results: ids.map((id) => ({ ResourceArn: arn(id), ResourceType: 'EFS', LastBackupTime: Date.parse(fresh) / 1000 })),
    });
  const verdicts = async (body: string) =>
    (await judge('aws.dynamodb-efs.backup', recoverable, { ...here, spoil: backedUp(body) })).rows.filter(
      (row) => !/customers|limits|sessions/.test(row),
    );

  it("without EFS's own backups pass on those of another plan, and fail without", async () => {
    expect(await verdicts(plan(1, 3))).toEqual(['pass uploads', 'fail build-cache', 'pass reports']);
  });
  it('of which AWS Backup does not say when are unknown', async () => {
    const body = plan(1, 2, 3).replaceAll(/,"LastBackupTime":[\d.]+/g, '');
    expect(await verdicts(body)).toEqual(['unknown uploads', 'unknown build-cache', 'unknown reports']);
  });
  it('without any policy have none', async () => {
    const [one] = stores.clean[PRODUCTION]?.regions[FRANKFURT]?.systems ?? [];
    const held = { [PRODUCTION]: { account: null, regions: {}, elsewhere: { tables: [], systems: [{ ...one, backups: null }] } } };
    const { sets } = await ask(recoverable, { world: withPart(stores, held), regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)['uploads']).toMatchObject({ backups: 'DISABLED', lastBackup: null });
  });
});

describe('tables', () => {
  it("under DynamoDB's own key have no word of it, which is a fact; without a table there is none", async () => {
    const { sets } = await ask(tables, here);
    expect(byName(sets, FRANKFURT)['sessions']).toMatchObject({ sseType: null, keyManager: null, keyState: null });
    expect(byName(sets, FRANKFURT)['customers']).toMatchObject({ sseType: 'KMS', keyManager: 'CUSTOMER', keyState: 'Enabled' });
    const cut = await ask(tables, { ...here, spoil: (json) => json.replace(/^\{"Table":.*$/s, '{"Table":{}}') });
    expect(byName(cut.sets, FRANKFURT)['sessions']).toMatchObject({ sseType: { $unknown: { reason: 'missing_member' } } });
  });
  it('of a second page that is refused leave the set open', async () => {
    const { sets } = await ask(tables, { ...here, faults: [{ operation: 'dynamodb:ListTables', kind: 'denied', after: 1 }] });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(2);
  });
  it('whose key is not named are unknown', async () => {
    const { sets } = await ask(tables, { ...here, spoil: (json) => json.replace(/"KMSMasterKeyArn":"[^"]+",?/, '').replace(',}', '}') });
    expect(byName(sets, FRANKFURT)['customers']).toMatchObject({ sseType: 'KMS', keyManager: { $unknown: { reason: 'missing_member' } } });
  });
});

describe('queues', () => {
  it('that are none are asked for twice, as SQS says "none" by saying nothing', async () => {
    const { sets, asked } = await ask(messages, { world: clean, regions: [VIRGINIA] });
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: true, resources: [] });
    expect(asked.filter((one) => one.startsWith('sqs:ListQueues'))).toHaveLength(2);
    const busy = await ask(messages, here);
    expect(busy.asked.filter((one) => one.startsWith('sqs:ListQueues'))).toHaveLength(2); // two pages, once each
  });
  it('are not none when SQS says nothing once and something the other time', async () => {
    let first = true;
    const spoil = (json: string) => {
      if (!json.includes('QueueUrls') || !first) return json;
      first = false;
      return '{}';
    };
    const { sets } = await ask(messages, { ...here, spoil });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'population_mismatch' }] });
  });
  it('are not none when the second answer is refused', async () => {
    const { sets } = await ask(messages, {
      world: clean,
      regions: [VIRGINIA],
      faults: [{ operation: 'sqs:ListQueues', kind: 'denied', after: 1 }],
    });
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied', permission: 'sqs:ListQueues' }] });
  });
  it('of which SQS leaves out whether it encrypts are unknown, unless they have a key', async () => {
    const spoil = (json: string) => json.replace(/"SqsManagedSseEnabled":"\w+",?/, '').replace(',}', '}');
    const { rows } = await judge('aws.messaging.encrypted', messages, { ...here, spoil });
    expect(rows.filter((row) => /orders|mail/.test(row)).sort()).toEqual(['pass orders', 'unknown mail', 'unknown orders-dead']);
  });
  it('topics without attributes are unknown', async () => {
    const spoil = (xml: string) =>
      xml.replace(/<GetTopicAttributesResult>.*<\/GetTopicAttributesResult>/s, '<GetTopicAttributesResult></GetTopicAttributesResult>');
    const { rows } = await judge('aws.messaging.encrypted', messages, { ...here, spoil });
    expect(rows.filter((row) => row.startsWith('unknown'))).toHaveLength(3);
  });
});

describe('search and cache', () => {
  it('Redshift that is not encrypted fails', async () => {
    const { rows } = await judge('aws.search-cache.encrypted', searchAndCache, { world: withPart(redshift), regions: [FRANKFURT] });
    expect(rows.filter((row) => !row.startsWith('pass'))).toEqual(['fail reports']);
  });
  it('describes six domains in two questions, and a domain that is not described is unknown', async () => {
    const { asked } = await ask(searchAndCache, here);
    expect(asked.filter((one) => one.startsWith('es:DescribeDomains'))).toHaveLength(2);
    const spoil = (json: string) => json.replace(/^\{"DomainStatusList":\[.*"stock".*$/s, '{"DomainStatusList":[]}');
    const { sets } = await ask(searchAndCache, { ...here, spoil });
    expect(byName(sets, FRANKFURT)['stock']).toMatchObject({ encryptedAtRest: { $unknown: { reason: 'changed_during_collection' } } });
  });
  it('a replication group with TLS whose mode is left out is unknown', async () => {
    const spoil = (xml: string) => xml.replaceAll(/<TransitEncryptionMode>.*?<\/TransitEncryptionMode>/g, '');
    const { sets } = await ask(searchAndCache, { ...here, spoil });
    expect(byName(sets, FRANKFURT)['sessions']).toMatchObject({ requiresTls: { $unknown: { reason: 'missing_member' } } });
  });
  it.each([
    ['Policy-Min-TLS-1-0-2019-07', '1.0'],
    ['Policy-Min-TLS-1-2-2019-07', '1.2'],
    ['Policy-Min-TLS-1-2-PFS-2023-10', '1.2'],
    ['Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08', '1.2'],
    ['Policy-Min-TLS-1-3-2030-01', '1.3'],
  ])('%s is TLS %s at the oldest', (policy, version) => expect(minimumTls(policy)).toBe(version));
  it.each(['Policy-Tomorrow', '', 'TLS-1-2'])('%s says nothing that we know', (policy) =>
    expect(minimumTls(policy)).toMatchObject({ $unknown: { reason: 'malformed_response' } }),
  );
});

import { z } from 'zod';
import { type Answer, isUnknown, type Known, known, missing, settle, type Unknown, unknown } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { CLUSTERS, DATABASE_CALLS, databaseLists, databases, INSTANCES } from '../databases.ts';
import { PROTECTED, type Protected, protectedPages } from '../protected-resources.ts';
import { type Raw as Database, tagsOf } from '../rds-database/answers.ts';
import { VOLUMES, type Volume, volumePages } from '../volumes.ts';

type Backups = Answer<readonly Protected[]>;
/** Something that can be backed up, or all that was seen in the region. */
type Raw =
  | { readonly database: Database; readonly backups: Backups }
  | { readonly volume: Volume; readonly arn: string; readonly backups: Backups }
  /** `unread`: the listing that would have it, if AWS Backup's type has one here and it could not be read whole. */
  | { readonly other: Protected; readonly backups: Backups; readonly unread: Unknown | undefined }
  | { readonly place: string; readonly arns: Known<string[]>; readonly lists: readonly unknown[] };

const Resource = z.object({
  id: z.string().describe('The ARN; of the region as a whole: account and region'),
  name: z.string().describe('DBInstanceIdentifier, DBClusterIdentifier, VolumeId, or what AWS Backup calls it'),
  type: z.string().describe('`RDS`, `Aurora`, `EBS`, or another ResourceType of AWS Backup; empty: the region as a whole'),
  lastBackupTime: known(z.string().nullable()).describe('LastBackupTime of AWS Backup, RFC 3339; null: AWS Backup has none of it'),
  selectable: known(z.boolean()).describe('A database or a volume: these alone can be declared critical by a tag'),
  tags: known(z.record(z.string(), z.string())).describe('Of databases and volumes; of other types AWS Backup does not tell them'),
  place: z.string().describe('Of the region as a whole: what stands in the ARNs of its resources; else empty'),
  arns: known(z.array(z.string())).describe('Of the region as a whole: the ARNs of all that was seen; else empty'),
});

export default throughConfig({
  id: 'aws/backup-resource',
  title: 'Databases, volumes and all that AWS Backup knows, and when each was last backed up by it',
  scope: 'region',
  calls: [...DATABASE_CALLS, call('ec2', 'DescribeVolumes'), call('backup', 'ListProtectedResources')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const known: Protected[] = [];
    for await (const one of ask.pages(PROTECTED, {}, protectedPages(aws, region))) known.push(one);
    const backups = await ask.list(PROTECTED, {}, protectedPages(aws, region));
    const of = (arn: string): Backups =>
      backups === null || isUnknown(backups) ? backups : backups.filter((one) => one.ResourceArn === arn);
    const seen = new Set<string>();
    for await (const database of databases(aws, ask, region)) {
      seen.add(arnOf(database));
      yield { database, backups: of(arnOf(database)) };
    }
    for await (const volume of ask.pages(VOLUMES, {}, volumePages(aws, region))) {
      const arn = `arn:${aws.partition}:ec2:${region}:${aws.account}:volume/${volume.VolumeId}`;
      seen.add(arn);
      yield { volume, arn, backups: of(arn) };
    }
    const lists = { databases: await databaseLists(aws, ask, region), volumes: [await ask.list(VOLUMES, {}, volumePages(aws, region))] };
    const unread: Readonly<Record<string, Unknown | undefined>> = {
      RDS: lists.databases.find(isUnknown),
      Aurora: lists.databases.find(isUnknown),
      EBS: lists.volumes.find(isUnknown),
    };
    for (const other of known)
      if (!seen.has(other.ResourceArn)) yield { other, backups: of(other.ResourceArn), unread: unread[other.ResourceType] };
    for (const { ResourceArn } of known) seen.add(ResourceArn);
    // a declared resource that is in none of the lists is missing only when all of them were read
    const all = [backups, ...lists.databases, ...lists.volumes];
    yield { place: `:${region}:${aws.account}:`, arns: all.find(isUnknown) ?? [...seen], lists: all };
  },
  normalise(raw) {
    if ('place' in raw) return ofRegion(raw);
    if ('database' in raw) return ofDatabase(raw);
    return 'volume' in raw ? ofVolume(raw) : ofOther(raw);
  },
});

function arnOf(database: Database): string {
  return 'cluster' in database ? database.cluster.DBClusterArn : database.instance.DBInstanceArn;
}
const one = { place: '', arns: [] as string[], selectable: true };

function ofDatabase({ database, backups }: Extract<Raw, { database: unknown }>) {
  const about = 'cluster' in database ? database.cluster : database.instance;
  const lacking = 'cluster' in database ? missing(CLUSTERS, 'DBClusters[].TagList') : missing(INSTANCES, 'DBInstances[].TagList');
  return {
    ...one,
    id: arnOf(database),
    name: 'cluster' in database ? database.cluster.DBClusterIdentifier : database.instance.DBInstanceIdentifier,
    type: about.Engine.startsWith('aurora') ? 'Aurora' : 'RDS',
    lastBackupTime: lastOf(backups),
    tags: tagsOf(about) ?? lacking,
  };
}
function ofVolume({ volume, arn, backups }: Extract<Raw, { volume: unknown }>) {
  // EC2 leaves out the tags of what has none
  const tags = volume.Tags?.map(({ Key, Value }) => [Key, Value === undefined ? '' : Value] as const);
  return {
    ...one,
    id: arn,
    name: volume.VolumeId,
    type: 'EBS',
    lastBackupTime: lastOf(backups),
    tags: tags ? Object.fromEntries(tags) : {},
  };
}
function ofOther({ other, backups, unread }: Extract<Raw, { other: unknown }>) {
  const { ResourceArn: arn, ResourceType: type, ResourceName: name } = other;
  return {
    ...one,
    selectable: unread ?? false, // absent: the listings of its type were read whole, or there are none
    id: arn,
    name: name === undefined || name === '' ? arn : name,
    type,
    lastBackupTime: lastOf(backups),
    // whoever reads the listing of its type is told its tags: then that is the permission to ask for
    tags:
      unread ??
      unknown({
        operation: PROTECTED,
        reason: 'missing_member',
        detail: `${PROTECTED} tells no tags, and ${type} is not listed elsewhere`,
      }),
  };
}
function ofRegion({ place, arns }: Extract<Raw, { place: unknown }>) {
  const name = place.slice(1, -1).split(':').reverse().join('/');
  return { id: name, name, type: '', lastBackupTime: null, selectable: false, tags: {}, place, arns };
}

/** Listed without a time: AWS Backup knows the resource, and has not said when. */
function lastOf(backups: Backups): Known<string | null> {
  return settle<readonly Protected[], string | null>(backups, {
    some: ([found]) =>
      found === undefined ? null : (found.LastBackupTime?.toISOString() ?? missing(PROTECTED, 'Results[].LastBackupTime')),
    none: missing(PROTECTED, 'Results'),
  });
}

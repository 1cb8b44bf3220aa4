import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, known, parallel } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { completedCopies, regionOf } from '../copy-jobs.ts';
import { DATABASE_CALLS, databases } from '../databases.ts';
import { turning } from '../paging.ts';
import type { Raw as Database } from '../rds-database/answers.ts';
import { AUTOMATED, AutomatedBackup, GLOBAL, GlobalCluster, normalise, type Raw, type Remote } from './normalise.ts';

const Resource = z.object({
  id: z.string().describe('DBInstanceArn or DBClusterArn'),
  name: z.string().describe('DBInstanceIdentifier or DBClusterIdentifier'),
  engine: z.string().describe('Engine: `postgres`, `aurora-mysql`, …'),
  replica: z.boolean().describe('It copies another database, which is backed up in its place'),
  replicatedUntil: known(z.string().nullable()).describe(
    'RestoreWindow.LatestTime of its automated backups that are replicated to another region, RFC 3339; null: none are',
  ),
  copiedAt: known(z.string().nullable()).describe(
    'CompletionDate of the latest copy job of AWS Backup that took it to a vault in another region, RFC 3339; null: none is listed',
  ),
  globalElsewhere: known(z.boolean()).describe('It is in a global cluster that has a member in another region'),
  tags: known(z.record(z.string(), z.string())).describe('TagList, as key to value'),
});

export default defineCollector({
  id: 'aws/rds-remote-backup',
  title: 'RDS databases, and what of them exists in another region',
  scope: 'region',
  calls: [
    ...DATABASE_CALLS,
    call('rds', 'DescribeDBInstanceAutomatedBackups'),
    call('rds', 'DescribeGlobalClusters'),
    call('backup', 'ListCopyJobs'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const found: Database[] = [];
    for await (const database of databases(aws, ask, region)) found.push(database);
    if (found.length === 0) return;
    const clusters = found.some((database) => 'cluster' in database);
    const [backups, copies, globals] = await Promise.all([
      automatedBackups(aws, ask, region),
      completedCopies(aws, ask, region),
      clusters ? globalClusters(aws, ask, region) : [],
    ]);
    yield* parallel(found, async (database) => ({
      database,
      backups,
      remotes: await remotesOf(aws, ask, arnsOf(database, backups), region),
      copies: isUnknown(copies) ? copies : (copies?.filter(({ ResourceArn }) => ResourceArn === arnOf(database)) ?? null),
      globals,
    }));
  },
  normalise: (raw, { subject: { region } }) => normalise(raw, region),
});

function arnOf(database: Database): string {
  return 'cluster' in database ? database.cluster.DBClusterArn : database.instance.DBInstanceArn;
}
type Backups = Answer<readonly AutomatedBackup[]>;
/** Where its automated backups are replicated to. */
function arnsOf(database: Database, backups: Backups): readonly string[] {
  if (backups === null || isUnknown(backups) || 'cluster' in database) return [];
  const own = backups.filter(({ DBInstanceArn, Status }) => DBInstanceArn === database.instance.DBInstanceArn && Status !== 'retained');
  // RDS names replications where there are any, as it names a replica's source: an absent list is an empty one
  return own.flatMap(({ DBInstanceAutomatedBackupsReplications: all }) => all?.map((one) => one.DBInstanceAutomatedBackupsArn) ?? []);
}
/** What the other region says of a replica: one listing there, however many replicas it holds. */
function remotesOf(aws: Aws, ask: Ask, arns: readonly string[], home: string | undefined): Promise<readonly Remote[]> {
  const away = arns.filter((arn) => regionOf(arn) !== home);
  return Promise.all(away.map(async (arn) => ({ arn, backups: await automatedBackups(aws, ask, regionOf(arn)) })));
}

function automatedBackups(aws: Aws, ask: Ask, region: string | undefined): Promise<Backups> {
  const send = (token: object) => aws.send('rds', 'DescribeDBInstanceAutomatedBackups', { MaxRecords: 100, ...token }, region);
  return ask.list(
    AUTOMATED,
    { region },
    turning({
      list: 'DBInstanceAutomatedBackups',
      token: 'Marker',
      item: AutomatedBackup,
      key: (one) => `${one.DBInstanceAutomatedBackupsArn} ${one.DBInstanceArn} ${one.DbiResourceId}`,
      send,
    }),
  );
}
function globalClusters(aws: Aws, ask: Ask, region: string | undefined): Promise<Answer<readonly GlobalCluster[]>> {
  const send = (token: object) => aws.send('rds', 'DescribeGlobalClusters', { MaxRecords: 100, ...token }, region);
  return ask.list(
    GLOBAL,
    {},
    turning({ list: 'GlobalClusters', token: 'Marker', item: GlobalCluster, key: (one) => one.GlobalClusterIdentifier, send }),
  );
}

/** What AWS runs for the account: databases, tables, caches, clusters, functions. What moto shows of them, check by check. */
import { all, four, HTML, NONE, type Row } from './moto-rows.ts';

export const SERVICES: readonly Row[] = [
  {
    check: 'aws.compute.multi-az',
    moto: all(NONE),
  },
  {
    check: 'aws.dynamodb-efs.backup',
    moto: all(NONE),
  },
  {
    check: 'aws.dynamodb.kms',
    moto: all(NONE),
  },
  {
    check: 'aws.ecr.scan-and-immutable',
    moto: all(NONE),
  },
  {
    check: 'aws.eks.api-private-and-secrets-encrypted',
    moto: all(NONE),
  },
  {
    check: 'aws.lambda.not-public',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    // ListCopyJobs is not implemented (HTML 404), and moto leaves DBInstanceArn out of DescribeDBInstanceAutomatedBackups
    check: 'aws.rds.backup-other-region',
    moto: four(
      'unknown ?cache (provider_error) ?orders (provider_error) ?scratch (provider_error)',
      'unknown ?ledger (provider_error)',
      NONE,
      NONE,
    ),
  },
  {
    // moto gives a LatestRestorableTime even to a database without backups (AWS leaves it out); the retention of 0 decides
    check: 'aws.rds.backup-retention',
    moto: four('fail -cache +orders -scratch', 'pass +ledger', NONE, NONE),
  },
  {
    check: 'aws.rds.deletion-protection',
    moto: four('fail -cache -orders -orders-reader -scratch', 'fail -ledger', NONE, NONE),
  },
  {
    check: 'aws.rds.encrypted',
    moto: four('fail +cache +orders +orders-reader -scratch', 'pass +ledger', NONE, NONE),
  },
  {
    // an Aurora cluster is judged by the zones of its two members
    check: 'aws.rds.multi-az',
    moto: four('fail -cache +orders -scratch', 'pass +ledger', NONE, NONE),
  },
  {
    // moto leaves PubliclyAccessible out when nobody said it at the creation; AWS always tells it
    check: 'aws.rds.not-public',
    moto: four(
      'unknown ?cache (missing_member) ?orders (missing_member) ?orders-reader (missing_member) ?scratch (missing_member)',
      'unknown ?ledger (missing_member)',
      NONE,
      NONE,
    ),
  },
  {
    check: 'aws.rds.snapshots-private-encrypted',
    moto: all(NONE),
  },
  {
    // moto's default groups have no parameters: AWS has rds.force_ssl in every one for PostgreSQL. Aurora's has the name of no group that moto knows
    // (default.aurora8.0 for PostgreSQL), and is not found
    check: 'aws.rds.tls-enforced',
    moto: four('fail -cache -orders -orders-reader -scratch', 'unknown ?ledger (provider_error)', NONE, NONE),
  },
  {
    // DescribeDBMajorEngineVersions is not implemented (HTML 500)
    check: 'aws.runtime.supported-versions',
    moto: four(
      'unknown ?* (unexpected_content_type) ?cache (provider_error) ?orders (provider_error) ?orders-reader (provider_error) ?scratch (provider_error)',
      'unknown ?* (unexpected_content_type) ?ledger-1 (provider_error) ?ledger-2 (provider_error)',
      HTML,
      HTML,
    ),
    mended: four(
      'unknown ?cache (provider_error) ?orders (provider_error) ?orders-reader (provider_error) ?scratch (provider_error)',
      'unknown ?ledger-1 (provider_error) ?ledger-2 (provider_error)',
      NONE,
      NONE,
    ),
  },
  {
    check: 'aws.search-cache.encrypted',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    check: 'aws.search-cache.tls',
    moto: all(HTML),
    mended: all(NONE),
  },
];

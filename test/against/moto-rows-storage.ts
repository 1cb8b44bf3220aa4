/** Where data lies: buckets, volumes, keys, queues, secrets and their backups. What moto shows of them, check by check. */
import { ARCHIVE, PRODUCTION } from './moto-estate.ts';
import { all, BROKEN, both, four, HTML, NONE, type Row } from './moto-rows.ts';

export const STORAGE: readonly Row[] = [
  {
    // ListProtectedResources is not implemented: HTML 404
    check: 'aws.backup.coverage',
    moto: all(BROKEN),
  },
  {
    check: 'aws.backup.cross-region-copy',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    // ListProtectedResources is not implemented: HTML 404. Whatever was restored, what should have been is not known
    check: 'aws.backup.restore-tested',
    moto: all(BROKEN),
  },
  {
    check: 'aws.backup.vault-locked',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    check: 'aws.ebs.default-encryption',
    moto: four('pass +eu-central-1', 'fail -us-east-1', 'fail -eu-central-1', 'fail -us-east-1'),
  },
  {
    check: 'aws.ebs.snapshots-encrypted',
    moto: four('fail -open snapshot +sealed snapshot', 'pass +us snapshot', NONE, NONE),
  },
  {
    check: 'aws.ebs.volumes-encrypted',
    moto: four('fail -open volume +sealed volume', 'pass +us volume', NONE, 'fail -archive volume'),
  },
  {
    check: 'aws.efs.encrypted',
    moto: all(NONE),
  },
  {
    // moto calls AWS's own key for EBS a key of the customer (KeyManager: CUSTOMER); AWS says AWS
    check: 'aws.kms.not-pending-deletion',
    moto: all(HTML),
    mended: four('pass +eu ebs key', 'pass +us ebs key', NONE, NONE),
  },
  {
    // the same key: AWS rotates its own, and moto says nobody does
    check: 'aws.kms.rotation',
    moto: all(HTML),
    mended: four('fail -eu ebs key', 'fail -us ebs key', NONE, NONE),
  },
  {
    check: 'aws.messaging.encrypted',
    moto: all(NONE),
  },
  {
    // no bucket is tagged as one whose access must be logged
    // that a bucket has no log moto says as text/html
    check: 'aws.s3.access-logging',
    moto: both(NONE, 'unknown ?vault (unexpected_content_type)'),
    mended: both(NONE, 'fail -vault'),
  },
  {
    check: 'aws.s3.account-public-access-block',
    moto: both(`fail -${PRODUCTION}`, `pass +${ARCHIVE}`),
  },
  {
    check: 'aws.s3.backup-object-lock',
    moto: both(NONE, 'fail -vault'),
  },
  {
    // GetBucketPolicyStatus does not exist in moto: it lists the bucket instead, which the SDK would read as "not public". leak and bare
    // stay unknown. poster fails by its list alone; ledger, trail and the archive's vault are closed by Block Public Access whatever the
    // status, the vault although its list grants everybody to read.
    check: 'aws.s3.bucket-not-public',
    moto: both('fail ?bare (malformed_response) ?leak (malformed_response) +ledger -poster +trail', 'pass +vault'),
  },
  {
    // moto's new buckets have no block of their own (AWS's have since April 2023); the archive's account has one for all
    check: 'aws.s3.bucket-public-access-block',
    moto: both('fail -bare -leak +ledger -poster +trail', 'pass +vault'),
  },
  {
    // moto's new buckets have no default encryption (AWS's have since January 2023): it says so, and that is a failure
    check: 'aws.s3.encryption-default',
    moto: both('fail -bare -leak +ledger -poster +trail', 'fail -vault'),
  },
  {
    check: 'aws.s3.encryption-kms-sensitive',
    moto: both(NONE, 'fail -vault'),
  },
  {
    check: 'aws.s3.replication-cross-region',
    moto: both(NONE, 'fail -vault'),
  },
  {
    check: 'aws.s3.retention-lifecycle',
    moto: both(NONE, 'fail -vault'),
  },
  {
    // moto sends a policy as application/xml, which it is not; that there is none (NoSuchBucketPolicy) it says as AWS does
    check: 'aws.s3.tls-only',
    moto: both('fail -bare ?leak (malformed_response) ?ledger (malformed_response) -poster ?trail (malformed_response)', 'fail -vault'),
    mended: both('fail -bare -leak +ledger -poster +trail', 'fail -vault'),
  },
  {
    check: 'aws.s3.versioning',
    moto: both(NONE, 'unknown ?vault (malformed_response)'),
  },
  {
    check: 'aws.secretsmanager.rotation',
    moto: all(HTML),
    mended: all(NONE),
  },
];

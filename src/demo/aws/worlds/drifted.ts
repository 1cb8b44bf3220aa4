/** The clean estate after a year of small shortcuts. Each is data: what was done, and which check must see it. */
import type { Drift } from '../../estate.ts';
import { driftedParts, partsDrift } from '../parts/index.ts';
import type { Account, Bucket, Region, Rule, World } from '../world.ts';
import { clean, PRODUCTION } from './clean.ts';
import { tlsOnly } from './clean-buckets.ts';

/** Complete: a check of AWS that is not named here must not fail. */
export const drift: readonly Drift[] = [
  { check: 'aws.iam.root-mfa', resource: PRODUCTION, what: 'the root user lost its security key and nobody registered another' },
  { check: 'aws.iam.root-mfa-hardware', resource: PRODUCTION, what: 'no device is no hardware device' },
  { check: 'aws.iam.console-users-mfa', resource: 'bob', what: 'bob signs in with a password alone' },
  { check: 'aws.iam.password-policy-length', resource: PRODUCTION, what: 'the password policy asks for eight characters' },
  { check: 'aws.iam.access-key-rotation', resource: 'deploy', what: 'an access key in daily use is 400 days old' },
  { check: 'aws.iam.unused-credentials', resource: 'alice', what: 'a console password was last used 200 days ago' },
  { check: 'aws.ebs.default-encryption', resource: 'us-east-1', what: 'encryption by default was switched off in one region' },
  { check: 'aws.ebs.volumes-encrypted', resource: 'vol-00000000000000003', what: 'an unattached volume is not encrypted' },
  { check: 'aws.s3.account-public-access-block', resource: PRODUCTION, what: 'one of the account-wide flags was switched off' },
  {
    check: 'aws.s3.bucket-public-access-block',
    resource: 'example-prod-images',
    what: 'the bucket has no block of its own, and the account no longer covers it',
  },
  { check: 'aws.s3.tls-only', resource: 'example-prod-exports', what: 'the bucket has no policy' },
  { check: 'aws.s3.tls-only', resource: 'example-prod-terraform', what: 'the policy covers the objects but not the bucket' },
  {
    check: 'aws.s3.retention-lifecycle',
    resource: 'example-prod-customer-data',
    what: 'the rule no longer deletes old versions of objects',
  },
  { check: 'aws.rds.encrypted', resource: 'invoices', what: 'restored without encryption' },
  { check: 'aws.rds.backup-retention', resource: 'edge-sessions', what: 'backups are kept for one day' },
  { check: 'aws.cloudtrail.log-validation', resource: 'organisation-audit', what: 'digest files were switched off' },
  { check: 'aws.config.recorder', resource: 'us-east-1', what: 'the recorder was stopped a month ago' },
  { check: 'aws.config.rules-compliant', resource: 'encrypted-volumes', what: 'AWS Config sees the volume as well' },
  { check: 'aws.config.rules-compliant', resource: 'rds-storage-encrypted', what: 'AWS Config sees the database as well' },
  ...partsDrift,
];

/** Changes the one that matches; a drift that meets nothing is a mistake in this file. */
function change<T>(all: readonly T[], which: (one: T) => boolean, how: (one: T) => Partial<T>): T[] {
  if (!all.some(which)) throw new TypeError('a drift changes nothing');
  return all.map((one) => (which(one) ? { ...one, ...how(one) } : one));
}
const named = (name: string) => (one: { readonly name: string }) => one.name === name;
const withId = (id: string) => (one: { readonly id: string }) => one.id === id;

const before = clean.accounts.find(withId(PRODUCTION)) as Account;
const frankfurt = before.regions['eu-central-1'] as Region;
const virginia = before.regions['us-east-1'] as Region;

function driftUsers(): Account['users'] {
  const noMfa = change(before.users, named('bob'), () => ({ mfa: [] }));
  const oldKey = change(noMfa, named('deploy'), (user) => ({
    keys: change(
      user.keys,
      ({ active }) => active,
      () => ({ age: 400 }),
    ),
  }));
  return change(oldKey, named('alice'), () => ({ password: { changed: 300, lastUsed: 200 } }));
}
function driftBuckets(): Bucket[] {
  const open = change(before.buckets, named('example-prod-images'), () => ({ publicAccessBlock: null }));
  const plain = change(open, named('example-prod-exports'), () => ({ policy: null }));
  const partial = (name: string) => tlsOnly(name, [`arn:aws:s3:::${name}/*`]);
  const lasting = change(plain, named('example-prod-customer-data'), () => ({ lifecycle: [{ enabled: true, expires: 330 }] }));
  return change(lasting, named('example-prod-terraform'), ({ name }) => ({ policy: partial(name) }));
}
/** AWS Config tells the same story as the resource: the compliance of one resource under one rule turns. */
function turned(rules: readonly Rule[], rule: string, id: string): Rule[] {
  return change(rules, named(rule), ({ evaluations }) => ({
    evaluations: change(evaluations, withId(id), () => ({ compliance: 'NON_COMPLIANT' })),
  }));
}
const driftedFrankfurt: Region = {
  ...frankfurt,
  volumes: change(frankfurt.volumes, withId('vol-00000000000000003'), () => ({ encrypted: false })),
  databases: change(frankfurt.databases, withId('invoices'), () => ({ encrypted: false })),
  trails: change(frankfurt.trails, named('organisation-audit'), () => ({ logFileValidation: false })),
  rules: turned(turned(frankfurt.rules, 'encrypted-volumes', 'vol-00000000000000003'), 'rds-storage-encrypted', 'invoices'),
};
const driftedVirginia: Region = {
  ...virginia,
  ebsDefaultEncryption: false,
  databases: change(virginia.databases, withId('edge-sessions'), () => ({ backupDays: 1 })),
  recorder: virginia.recorder && { ...virginia.recorder, recording: false, changed: 30, delivery: { status: 'SUCCESS', age: 30 } },
};

const production: Account = {
  ...before,
  root: { ...before.root, mfa: null },
  users: driftUsers(),
  passwordPolicy: before.passwordPolicy && { ...before.passwordPolicy, minimumLength: 8 },
  publicAccessBlock: before.publicAccessBlock && { ...before.publicAccessBlock, restrictPublicBuckets: false },
  buckets: driftBuckets(),
  regions: { ...before.regions, 'eu-central-1': driftedFrankfurt, 'us-east-1': driftedVirginia },
};

export const drifted: World = {
  ...clean,
  name: 'drifted',
  bucketRegions: false,
  parts: driftedParts,
  accounts: change(clean.accounts, withId(PRODUCTION), () => production),
};

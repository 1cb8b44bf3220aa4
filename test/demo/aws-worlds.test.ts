import { describe, expect, it } from 'vitest';
import type { Account, Bucket, Policy, PublicAccessBlock, Region, World } from '../../src/demo/aws/world.ts';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../src/demo/aws/worlds/denied.ts';
import { drift, drifted } from '../../src/demo/aws/worlds/drifted.ts';
import { accountOf } from './aws.ts';

/**
 * A second opinion on the worlds: the pass conditions of the catalogue, written once more over the data itself.
 * Each gives the resources that break it. What the checks make of the answers is for the checks' own tests.
 */
type Oracle = (account: Account) => string[];
const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);
const whole = (broken: boolean) => (account: Account) => (broken ? [account.id] : []);
const overUsers =
  (broken: (user: Account['users'][number]) => boolean): Oracle =>
  (account) =>
    names(account.users.filter(broken));
const overBuckets =
  (broken: (bucket: Bucket, account: Account) => boolean): Oracle =>
  (account) =>
    names(account.buckets.filter((bucket) => broken(bucket, account)));
const enabled = (account: Account) => Object.entries(account.regions).filter(([, { optIn }]) => optIn !== 'not-opted-in');
const overRegions =
  (broken: (region: Region) => boolean): Oracle =>
  (account) =>
    enabled(account).flatMap(([name, region]) => (broken(region) ? [name] : []));
const within =
  (broken: (region: Region) => string[]): Oracle =>
  (account) =>
    enabled(account).flatMap(([, region]) => broken(region));
const tooOld = (age: number | null, days: number) => age === null || age > days;

const FLAGS = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const;
const covered = (...blocks: (PublicAccessBlock | null)[]) => FLAGS.every((flag) => blocks.some((block) => block?.[flag]));
function deniesPlainHttp(policy: Policy | null, name: string): boolean {
  const needed = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
  return (policy?.Statement ?? []).some(({ Effect, Principal, Action, Resource, Condition }) => {
    const tls = JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';
    return (
      Effect === 'Deny' && Principal === '*' && Action === 's3:*' && tls && needed.every((arn) => (Resource as string[]).includes(arn))
    );
  });
}

const ORACLES: Readonly<Record<string, Oracle>> = {
  'aws.iam.root-mfa': (account) => whole(account.root.mfa === null && (account.root.password || account.root.accessKeys > 0))(account),
  'aws.iam.root-mfa-hardware': (account) =>
    whole(account.root.mfa !== 'hardware' && (account.root.password || account.root.accessKeys > 0))(account),
  'aws.iam.root-no-access-keys': (account) => whole(account.root.accessKeys > 0 || account.root.signingCertificates > 0)(account),
  'aws.iam.root-not-used': (account) => whole(account.root.passwordLastUsed !== null && account.root.passwordLastUsed <= 90)(account),
  'aws.iam.console-users-mfa': overUsers(({ password, mfa }) => password !== undefined && mfa.length === 0),
  'aws.iam.password-policy-length': (account) => whole((account.passwordPolicy?.minimumLength ?? 8) < 14)(account),
  'aws.iam.password-policy-complexity': (account) => {
    const policy = account.passwordPolicy;
    return whole(!(policy?.symbols && policy.numbers && policy.upperCase && policy.lowerCase))(account);
  },
  'aws.iam.password-policy-reuse': (account) => whole((account.passwordPolicy?.remembered ?? 0) < 24)(account),
  'aws.iam.access-key-rotation': overUsers(({ keys }) => keys.some(({ active, age }) => active && age > 90)),
  'aws.iam.unused-credentials': overUsers(({ password, keys }) => {
    const idleKey = keys.some(({ active, age, lastUsed }) => active && age > 45 && tooOld(lastUsed?.age ?? null, 45));
    return idleKey || (password !== undefined && password.changed > 45 && tooOld(password.lastUsed, 45));
  }),
  'aws.ebs.default-encryption': overRegions(({ ebsDefaultEncryption }) => !ebsDefaultEncryption),
  'aws.ebs.volumes-encrypted': within(({ volumes }) => ids(volumes.filter(({ encrypted }) => !encrypted))),
  'aws.ebs.snapshots-encrypted': within(({ snapshots }) => ids(snapshots.filter(({ encrypted }) => !encrypted))),
  'aws.s3.account-public-access-block': (account) => whole(!covered(account.publicAccessBlock))(account),
  'aws.s3.bucket-public-access-block': overBuckets((bucket, account) => !covered(bucket.publicAccessBlock, account.publicAccessBlock)),
  'aws.s3.bucket-not-public': overBuckets(({ policyIsPublic, grants }) => policyIsPublic || grants.length > 0),
  'aws.s3.tls-only': overBuckets(({ policy, name }) => !deniesPlainHttp(policy, name)),
  'aws.rds.encrypted': within(({ databases, clusters }) => ids([...databases, ...clusters].filter(({ encrypted }) => !encrypted))),
  'aws.rds.backup-retention': within(({ databases, clusters }) => {
    const judged = [...databases.filter(({ cluster, replicaOf }) => cluster === undefined && replicaOf === undefined), ...clusters];
    return ids(judged.filter(({ backupDays, restorable }) => backupDays < 7 || tooOld(restorable, 1)));
  }),
  'aws.rds.multi-az': within(({ databases, clusters }) => {
    const zonesOf = (id: string) => new Set(databases.filter(({ cluster }) => cluster === id).map(({ zone }) => zone)).size;
    const alone = databases.filter(({ cluster, multiAz }) => cluster === undefined && !multiAz);
    return ids([...alone, ...clusters.filter(({ id, multiAz }) => !multiAz || zonesOf(id) < 2)]);
  }),
  'aws.cloudtrail.multi-region': (account) => whole(!enabled(account).some(([, { trails }]) => trails.some(satisfies)))(account),
  'aws.cloudtrail.log-validation': within(({ trails }) => names(trails.filter((trail) => satisfies(trail) && !trail.logFileValidation))),
  'aws.config.recorder': overRegions(
    ({ recorder: r }) => !(r?.recording && r.allSupported && r.lastStatus === 'SUCCESS' && r.delivery.status === 'SUCCESS'),
  ),
  'aws.config.rules-compliant': within(({ rules }) =>
    names(rules.filter(({ evaluations }) => evaluations.some(({ compliance }) => compliance === 'NON_COMPLIANT'))),
  ),
};
function satisfies(trail: Region['trails'][number]): boolean {
  return trail.multiRegion && trail.logging && trail.managementEvents === 'All' && !tooOld(trail.delivered, 1);
}

function failures(world: World): string[] {
  const account = accountOf(world);
  return Object.entries(ORACLES)
    .flatMap(([check, oracle]) => oracle(account).map((resource) => `${check} ${resource}`))
    .sort();
}

describe('worlds', () => {
  it('clean breaks nothing', () => expect(failures(clean)).toEqual([]));
  it('denied is the clean estate', () => expect(failures(denied)).toEqual([]));
  it('drifted breaks what it says, and nothing beside', () => {
    // what has drifted in the parts is held to the checks themselves, beside the collectors' tests
    const own = drift.filter(({ check }) => check in ORACLES);
    expect(failures(drifted)).toEqual(own.map(({ check, resource }) => `${check} ${resource}`).sort());
  });
  it('records global resource types in one region of each world', () => {
    for (const world of [clean, drifted, denied]) {
      expect(enabled(accountOf(world)).filter(([, { recorder }]) => recorder?.recording && recorder.globalTypes)).toHaveLength(1);
    }
  });
  it('has content in two regions only, and every opt-in region off', () => {
    for (const [name, region] of Object.entries(accountOf(clean).regions)) {
      const { volumes, databases, trails, rules } = region;
      const empty = volumes.length + databases.length + trails.length + rules.length === 0;
      expect([name, empty]).toEqual([name, !['eu-central-1', 'us-east-1'].includes(name)]);
    }
  });
  it('names resources that AWS Config names too', () => {
    for (const { volumes, databases, rules } of Object.values(accountOf(drifted).regions)) {
      const known = [...ids(volumes), ...ids(databases), accountOf(drifted).id, ...names(accountOf(drifted).users)];
      for (const rule of rules) for (const { id } of rule.evaluations) expect(known).toContain(id);
    }
  });
});

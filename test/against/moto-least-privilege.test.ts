/**
 * The printed policy against an IAM that others wrote: moto 5 checks signatures and evaluates policies (`/moto-api/reset-auth`).
 * A user with this policy and nothing else sees all that there is; users who lack one action of it lose exactly the rows in LOST, and are told
 * which action it is; the CloudFormation template makes a role that does the same. Restricted to what moto answers as AWS does; for the rest see
 * test/contract/least-privilege.test.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, CreateUserCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model.ts';
import { claimcheck } from '../support/cli.ts';
import { ANYBODY, type Credentials, clientsFor, type Moto, motoServer, startMoto } from './moto.ts';
import { PRODUCTION, plant } from './moto-estate.ts';
import { mend, NAMES_OF_MOTO } from './moto-mends.ts';
import { look } from './moto-run.ts';

const executable = motoServer();
if (executable === undefined)
  console.error('SKIPPED: no moto_server on the PATH: the printed policy was not tried against an IAM of others');

/** What moto answers so that something can be concluded (moto.test.ts has the details). */
const CHECKS = [
  'aws.cloudtrail.log-validation',
  'aws.ebs.default-encryption',
  'aws.ebs.snapshots-encrypted',
  'aws.ebs.volumes-encrypted',
  'aws.iam.access-key-rotation',
  'aws.iam.console-users-mfa',
  'aws.iam.password-policy-complexity',
  'aws.iam.password-policy-length',
  'aws.iam.root-no-access-keys',
  'aws.iam.unused-credentials',
  'aws.rds.backup-retention',
  'aws.rds.encrypted',
  'aws.rds.multi-az',
  'aws.s3.bucket-not-public',
  'aws.s3.tls-only',
];
const ofUsers = ['aws.iam.access-key-rotation', 'aws.iam.console-users-mfa', 'aws.iam.unused-credentials'];
const regional = CHECKS.filter((check) => /^aws\.(ebs|rds)\./.test(check));
/** Action -> the checks some of whose rows need it. Written from what the actions say, not from what the code does. */
const LOST: Readonly<Record<string, readonly string[]>> = {
  'cloudtrail:DescribeTrails': ['aws.cloudtrail.log-validation'],
  // a trail that does not log delivers nothing that could be validated
  'cloudtrail:GetTrailStatus': ['aws.cloudtrail.log-validation'],
  // which other regions are enabled is one more row of each check that looks at regions
  'ec2:DescribeRegions': regional,
  'ec2:DescribeSnapshots': ['aws.ebs.snapshots-encrypted'],
  'ec2:DescribeVolumes': ['aws.ebs.volumes-encrypted'],
  'ec2:GetEbsEncryptionByDefault': ['aws.ebs.default-encryption'],
  'iam:GetAccountPasswordPolicy': ['aws.iam.password-policy-complexity', 'aws.iam.password-policy-length'],
  // counts the users, without which a list of them is not proved to be whole; and root's keys
  'iam:GetAccountSummary': [...ofUsers, 'aws.iam.root-no-access-keys'],
  // and tells whether there is anybody whom a policy for passwords binds
  'iam:GetCredentialReport': [...ofUsers, 'aws.iam.password-policy-complexity', 'aws.iam.password-policy-length'],
  'rds:DescribeDBClusters': ['aws.rds.backup-retention', 'aws.rds.encrypted', 'aws.rds.multi-az'],
  'rds:DescribeDBInstances': ['aws.rds.backup-retention', 'aws.rds.encrypted', 'aws.rds.multi-az'],
  // a list may open a bucket
  's3:GetBucketAcl': ['aws.s3.bucket-not-public'],
  's3:GetBucketPolicy': ['aws.s3.tls-only'],
  's3:ListAllMyBuckets': ['aws.s3.bucket-not-public', 'aws.s3.tls-only'],
};
/** What is not taken away here, and why. */
const KEPT: Readonly<Record<string, string>> = {
  's3:GetEncryptionConfiguration': 'moto asks for s3:ListBucket instead',
  's3:GetBucketPolicyStatus': 'moto asks for s3:ListBucket instead',
  's3:GetBucketPublicAccessBlock': 'moto asks for s3:GetPublicAccessBlock instead',
  's3:GetAccountPublicAccessBlock': 'moto asks for s3:GetPublicAccessBlock instead',
  'sts:GetCallerIdentity': 'AWS answers it to everybody',
};

/** Of the same collectors, and decisive for none of these checks on what stands in this account. */
const UNUSED = [
  'cloudtrail:GetEventSelectors',
  'iam:GenerateCredentialReport',
  'iam:ListVirtualMFADevices',
  'organizations:ListAccounts',
  's3:GetBucketLocation',
];

type Statement = { readonly Action: readonly string[] };
type Document = { readonly Version: string; readonly Statement: readonly Statement[] };

describe.skipIf(executable === undefined)('a user of moto with the printed policy', () => {
  let dir = '';
  let moto: Moto;
  let actions: string[] = [];
  let template = '';
  const users = new Map<string, Credentials>();
  let whole: Map<string, string>;

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'claimcheck-moto-'));
    moto = await startMoto(executable as string);
    const print = async (format: string) =>
      (await claimcheck(['permissions', '--format', format, '--checks', CHECKS.join(',')], { cwd: dir })).out;
    const policies = [JSON.parse(await print('aws-iam')) as Document | Document[]].flat();
    actions = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)).sort();
    template = await print('cloudformation');
    await plant(moto.url, []);
    for (const lacking of ['nothing', ...Object.keys(LOST)]) users.set(lacking, await user(lacking, policies));
    users.set('role', await asker());
    await deploy();
    await moto.resetAuth(0);
    whole = rowsOf((await see('nothing')).report);
  }, 240_000);
  afterAll(async () => {
    await moto?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** The documents as they were printed, but for one action; and what moto calls by other names. */
  async function user(lacking: string, policies: readonly Document[]): Promise<Credentials> {
    const { iam } = clientsFor(moto.url, 'us-east-1', ANYBODY);
    const UserName = `lacks-${lacking.replace(':', '-')}`;
    await iam.send(new CreateUserCommand({ UserName }));
    const rest = policies.map((policy) => ({
      ...policy,
      Statement: policy.Statement.map((one) => ({ ...one, Action: one.Action.filter((action) => action !== lacking) })).filter(
        ({ Action }) => Action.length > 0,
      ),
    }));
    const moto5 = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: NAMES_OF_MOTO, Resource: '*' }] };
    for (const [index, document] of [...rest, moto5].entries()) {
      const PolicyDocument = JSON.stringify(document);
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: `${UserName}-${index}`, PolicyDocument }));
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId as string, secretAccessKey: AccessKey?.SecretAccessKey as string };
  }
  /** Who may assume the template's role, and nothing else. */
  async function asker(): Promise<Credentials> {
    return user('role', [
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: '*' }] } as unknown as Document,
    ]);
  }
  /** moto reads the template as CloudFormation does: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
  async function deploy(): Promise<void> {
    const parameters = { TrustedPrincipal: `arn:aws:iam::${PRODUCTION}:user/lacks-role`, ExternalId: 'the-word', RoleName: 'auditor' };
    const body = new URLSearchParams({ Action: 'CreateStack', Version: '2010-05-15', StackName: 'claimcheck', TemplateBody: template });
    body.set('Capabilities.member.1', 'CAPABILITY_NAMED_IAM');
    for (const [index, [key, value]] of Object.entries(parameters).entries()) {
      body.set(`Parameters.member.${index + 1}.ParameterKey`, key);
      body.set(`Parameters.member.${index + 1}.ParameterValue`, value);
    }
    const signed =
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0';
    const response = await fetch(moto.url, { method: 'POST', body, headers: { authorization: signed } });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<StackId>')]);
  }
  const see = (who: string, entry: object = {}) =>
    look({
      url: moto.url,
      as: users.get(who) as Credentials,
      accounts: ['production'],
      checks: CHECKS,
      entry,
      mend,
      dir: mkdtempSync(path.join(dir, 'run-')),
    });

  it('has every action in one of the tables', () => {
    expect([...Object.keys(LOST), ...Object.keys(KEPT), ...UNUSED].sort()).toEqual(actions);
  });
  it('is refused nothing', async () => {
    const { report, sent } = await see('nothing');
    expect(sent.filter(({ answer }) => answer.status === 403).map(({ operation }) => operation)).toEqual([]);
    expect(report.gaps.filter(({ reason }) => /denied|credentials/.test(reason))).toEqual([]);
    expect([...whole.values()].filter((verdict) => verdict === 'pass' || verdict === 'fail').length).toBeGreaterThan(30);
  });
  it.each(Object.entries(LOST))('without %s loses exactly the rows that need it, and is told so', async (action, checks) => {
    const { report } = await see(action);
    const rows = rowsOf(report);
    const changed = new Set<string>();
    for (const [key, verdict] of rows) {
      const old = whole.get(key);
      if (old === verdict) continue;
      expect([key, old, verdict]).toEqual([key, old, 'unknown']);
      changed.add(key.split(' ')[0] as string);
    }
    for (const key of whole.keys()) if (!rows.has(key)) changed.add(key.split(' ')[0] as string);
    expect([...changed].sort()).toEqual([...checks].sort());
    for (const { permission, reason } of report.gaps.filter((gap) => /denied|unproven/.test(gap.reason)))
      expect([reason, permission]).toEqual([expect.stringMatching(/access_denied|region_scope_unproven/), action]);
    for (const check of checks) {
      const about = report.results.find((result) => result.check === check)?.about;
      expect(report.gaps.filter((gap) => gap.collector === about).map(({ permission }) => permission)).toContain(action);
    }
  });
  it('may be the role that the CloudFormation template makes, for who knows the external id', async () => {
    const roleArn = `arn:aws:iam::${PRODUCTION}:role/auditor`;
    const { report, sent } = await see('role', { roleArn, externalId: 'the-word' });
    expect(report.scope[0]?.principal).toMatchObject({ id: `arn:aws:sts::${PRODUCTION}:assumed-role/auditor/claimcheck` });
    const refused = sent.filter(({ answer }) => answer.status === 403).map(({ operation }) => operation);
    // what moto asks for by names of its own stands in no policy of ours
    expect(
      [...new Set(refused)].filter((operation) => !/PublicAccessBlock|GetBucketEncryption|GetBucketPolicyStatus/.test(operation)),
    ).toEqual([]);
    const rows = rowsOf(report);
    for (const [key, verdict] of whole)
      if (!key.startsWith('aws.s3.bucket-not-public')) expect([key, rows.get(key)]).toEqual([key, verdict]);
  });
  // without any external id moto lets everybody in: it passes over conditions about what a request does not say, where AWS refuses
  it.each([
    ['another external id', 'role', { externalId: 'another-word' }],
    ['another user', 'nothing', { externalId: 'the-word' }],
  ])('is nobody with %s', async (_, who, entry) => {
    const { report } = await see(who, { roleArn: `arn:aws:iam::${PRODUCTION}:role/auditor`, ...entry });
    expect(report.scope[0]?.principal).toMatchObject({
      $unknown: { reason: 'access_denied', detail: expect.stringContaining('sts:AssumeRole') },
    });
    expect(new Set(report.results.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });
});

function rowsOf(report: Report): Map<string, string> {
  return new Map(
    report.results.flatMap(({ check, subjects }) =>
      subjects.flatMap(({ key, findings }) =>
        findings.map(({ resource, verdict }) => [`${check} ${key} ${resource.id}`, verdict] as const),
      ),
    ),
  );
}

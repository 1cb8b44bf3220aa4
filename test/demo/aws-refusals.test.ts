import { DescribeTrailsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import { DescribeVolumesCommand, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import { GetAccountPasswordPolicyCommand, GetCredentialReportCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import * as S3 from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { clean } from '../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../src/demo/aws/worlds/denied.ts';
import { accountOf, type Clients, clients, refusalOf, withAws } from './aws.ts';

describe('there is none', () => {
  const account = accountOf(clean);
  const bare = account.buckets.map((bucket) => ({ ...bucket, publicAccessBlock: null, policy: null, tags: null, versioning: null }));
  const world = { ...clean, accounts: [{ ...account, publicAccessBlock: null, buckets: bare }] };

  it('is said by S3 with a code of its own for each thing', () =>
    withAws({ world }, async ({ s3, s3control }) => {
      const Bucket = 'example-prod-exports';
      const all = await Promise.all([
        refusalOf(s3.send(new S3.GetPublicAccessBlockCommand({ Bucket }))),
        refusalOf(s3.send(new S3.GetBucketPolicyCommand({ Bucket }))),
        refusalOf(s3.send(new S3.GetBucketPolicyStatusCommand({ Bucket }))),
        refusalOf(s3.send(new S3.GetBucketTaggingCommand({ Bucket }))),
        refusalOf(s3control.send(new GetPublicAccessBlockCommand({ AccountId: account.id }))),
        refusalOf(s3.send(new S3.GetBucketAclCommand({ Bucket: 'example-nobody' }))),
      ]);
      expect(all.map(({ name, status }) => [name, status])).toEqual([
        ['NoSuchPublicAccessBlockConfiguration', 404],
        ['NoSuchBucketPolicy', 404],
        ['NoSuchBucketPolicy', 404],
        ['NoSuchTagSet', 404],
        ['NoSuchPublicAccessBlockConfiguration', 404],
        ['NoSuchBucket', 404],
      ]);
      expect(await s3.send(new S3.GetBucketVersioningCommand({ Bucket }))).not.toHaveProperty('Status');
    }));
});

describe('who may ask', () => {
  it('must be known', () =>
    withAws({ world: clean }, async (_, { url }) => {
      const stranger = clients(url, 'eu-central-1', 'AKIANOBODY0000000000');
      expect(await namesOf(stranger)).toEqual([
        ['InvalidClientTokenId', 403],
        ['InvalidClientTokenId', 403],
        ['AuthFailure', 401],
        ['InvalidAccessKeyId', 403],
        ['InvalidAccessKeyId', 403],
        ['InvalidClientTokenId', 403],
        ['UnrecognizedClientException', 400],
        ['UnrecognizedClientException', 400],
      ]);
    }));

  it('is a stranger in a region that is not switched on', () =>
    withAws({ world: clean }, async (_, { url }) => {
      const here = clients(url, 'me-south-1');
      expect(await refusalOf(here.ec2.send(new DescribeVolumesCommand()))).toMatchObject({ name: 'AuthFailure', status: 401 });
      expect(await refusalOf(here.sts.send(new GetCallerIdentityCommand()))).toMatchObject({ name: 'InvalidClientTokenId' });
    }));

  it('must sign', () =>
    withAws({ world: clean }, async (_, { url }) => {
      const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
      const iam = await fetch(url, { ...form, body: 'Action=ListUsers&Version=2010-05-08' });
      expect([iam.status, await iam.text()]).toEqual([403, expect.stringContaining('<Code>MissingAuthenticationToken</Code>')]);
      const ec2 = await fetch(url, { ...form, body: 'Action=DescribeVolumes&Version=2016-11-15' });
      expect([ec2.status, await ec2.text()]).toEqual([403, expect.stringContaining('<Errors><Error><Code>MissingAuthenticationToken')]);
      const headers = { 'x-amz-target': 'CloudTrail_20131101.DescribeTrails', 'content-type': 'application/x-amz-json-1.1' };
      const trail = await fetch(url, { method: 'POST', headers, body: '{}' });
      expect([trail.status, await trail.json()]).toEqual([400, expect.objectContaining({ __type: 'MissingAuthenticationTokenException' })]);
      const s3 = await fetch(`${url}/example-prod-exports?policy`);
      expect([s3.status, await s3.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    }));

  it('is sent to the right region by S3', () =>
    withAws({ world: clean }, async ({ s3 }) => {
      const far = await refusalOf(s3.send(new S3.GetBucketPolicyCommand({ Bucket: 'example-prod-images' })));
      expect(far).toMatchObject({ name: 'PermanentRedirect', status: 301 });
    }));
});

async function namesOf(aws: Clients): Promise<(readonly [string, number | undefined])[]> {
  const all = await Promise.all([
    refusalOf(aws.sts.send(new GetCallerIdentityCommand())),
    refusalOf(aws.iam.send(new ListUsersCommand())),
    refusalOf(aws.ec2.send(new DescribeVolumesCommand())),
    refusalOf(aws.s3.send(new S3.GetBucketPolicyCommand({ Bucket: 'example-prod-exports' }))),
    refusalOf(aws.s3control.send(new GetPublicAccessBlockCommand({ AccountId: '123456789012' }))),
    refusalOf(aws.rds.send(new DescribeDBInstancesCommand())),
    refusalOf(aws.cloudtrail.send(new DescribeTrailsCommand())),
    refusalOf(aws.config.send(new DescribeConfigRulesCommand())),
  ]);
  return all.map(({ name, status }) => [name, status] as const);
}

describe('the denied world', () => {
  it('refuses by service, each in its own words', () =>
    withAws({ world: denied }, async ({ iam, s3, s3control, cloudtrail }, { url }) => {
      const report = await refusalOf(iam.send(new GetCredentialReportCommand()));
      expect(report).toMatchObject({ name: 'AccessDenied', status: 403 });
      expect(report.message).toBe(
        'User: arn:aws:iam::123456789012:user/claimcheck is not authorized to perform: iam:GetCredentialReport' +
          ' on resource: arn:aws:iam::123456789012:* because no identity-based policy allows the iam:GetCredentialReport action',
      );
      const volumes = await refusalOf(clients(url, 'us-east-1').ec2.send(new DescribeVolumesCommand()));
      expect(volumes).toMatchObject({ name: 'UnauthorizedOperation', status: 403 });
      const status = await refusalOf(cloudtrail.send(new GetTrailStatusCommand({ Name: 'organisation-audit' })));
      expect(status).toMatchObject({ name: 'AccessDeniedException', status: 400 });
      const policy = await refusalOf(s3.send(new S3.GetBucketPolicyCommand({ Bucket: 'example-prod-customer-data' })));
      expect(policy.message).toContain('s3:GetBucketPolicy on resource: "arn:aws:s3:::example-prod-customer-data"');
      const block = await refusalOf(s3control.send(new GetPublicAccessBlockCommand({ AccountId: '123456789012' })));
      expect(block).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('s3:GetAccountPublicAccessBlock') });
    }));

  it('names the service control policy where one denies', () =>
    withAws({ world: denied }, async ({ config }, { url }) => {
      const rules = await refusalOf(config.send(new DescribeConfigRulesCommand()));
      const encryption = await refusalOf(clients(url, 'us-east-1').ec2.send(new GetEbsEncryptionByDefaultCommand()));
      for (const { message } of [rules, encryption]) expect(message).toContain('with an explicit deny in a service control policy');
    }));

  it('throttles for ever, and puts a web page in the place of an answer', () =>
    withAws({ world: denied }, async ({ iam, rds }) => {
      for (let i = 0; i < 5; i++) {
        expect(await refusalOf(iam.send(new GetAccountPasswordPolicyCommand()))).toMatchObject({
          name: 'Throttling',
          message: 'Rate exceeded',
        });
      }
      // The SDK makes "no databases" of the page: the very mistake that the transport is there to stop.
      const page = await rds.send(new DescribeDBInstancesCommand()).catch((error: Error) => error);
      expect(page).not.toHaveProperty('DBInstances');
    }));

  it('refuses there only', () =>
    withAws({ world: denied }, async ({ ec2, s3 }) => {
      expect((await ec2.send(new DescribeVolumesCommand())).Volumes).toHaveLength(2);
      expect((await s3.send(new S3.GetBucketPolicyCommand({ Bucket: 'example-prod-exports' }))).Policy).toContain('TlsOnly');
    }));
});

import { describe, expect, it } from 'vitest';
import { operationName } from '../../../collectors/aws/calls.ts';
import { type OpenedAws, openAws } from '../../../collectors/aws/client.ts';
import { AwsConfig, mayReach } from '../../../collectors/aws/config.ts';
import type { Service } from '../../../collectors/aws/services.ts';
import source from '../../../collectors/aws/source.ts';
import type { ConnectContext, WireRequest } from '../../../src/model.ts';

const ENV: Record<string, string> = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'a-session-token',
};

/** What the SDK would have put on the wire. */
async function wired(config: object, work: (send: OpenedAws['send'], aws: OpenedAws) => Promise<unknown>, env = ENV) {
  const sent: WireRequest[] = [];
  const concealed: string[] = [];
  const context: ConnectContext = {
    door: {
      send: async (request) => {
        sent.push(request);
        return { status: 403, headers: {}, body: new Uint8Array() };
      },
      fetch,
    },
    secret: (name) => env[name],
    conceal: (value) => concealed.push(value),
    env: (name) => env[name],
    replay: false,
    now: () => '2026-11-21T10:00:00.000Z',
  };
  const aws = await openAws({ type: 'aws', name: 'production', regions: ['eu-central-1'], ...config } as AwsConfig, context);
  await work(aws.send, aws).catch(() => undefined);
  return { sent, concealed };
}

const READS: readonly (readonly [Service, string, object])[] = [
  ['iam', 'ListUsers', {}],
  ['iam', 'GetCredentialReport', {}],
  ['sts', 'GetCallerIdentity', {}],
  ['ec2', 'DescribeRegions', { AllRegions: true }],
  ['rds', 'DescribeDBInstances', {}],
  ['cloudtrail', 'DescribeTrails', {}],
  ['config-service', 'DescribeConfigRules', {}],
  ['s3', 'ListBuckets', { MaxBuckets: 100 }],
  ['s3', 'GetBucketEncryption', { Bucket: 'logs' }],
  ['s3', 'GetBucketPolicy', { Bucket: 'logs' }],
  ['s3', 'GetBucketPolicyStatus', { Bucket: 'logs' }],
  ['s3', 'GetPublicAccessBlock', { Bucket: 'logs' }],
  ['s3', 'GetBucketLocation', { Bucket: 'logs.example.com' }],
  ['s3', 'GetObjectLockConfiguration', { Bucket: 'logs' }],
  ['s3-control', 'GetPublicAccessBlock', { AccountId: '123456789012' }],
];
const WRITES_AND_CONTENTS: readonly (readonly [Service, string, object])[] = [
  ['s3', 'GetObject', { Bucket: 'logs', Key: 'a' }],
  ['s3', 'GetObjectAcl', { Bucket: 'logs', Key: 'a' }],
  ['s3', 'ListObjectsV2', { Bucket: 'logs' }],
  ['s3', 'ListObjects', { Bucket: 'logs' }],
  ['s3', 'HeadObject', { Bucket: 'logs', Key: 'a' }],
  ['s3', 'DeleteBucket', { Bucket: 'logs' }],
  ['s3', 'DeleteBucketPolicy', { Bucket: 'logs' }],
  ['s3', 'PutBucketPolicy', { Bucket: 'logs', Policy: '{}' }],
  ['s3-control', 'DeletePublicAccessBlock', { AccountId: '123456789012' }],
  ['s3-control', 'ListAccessPoints', { AccountId: '123456789012' }],
];

describe.each([
  ['AWS itself', {}],
  ['another address', { endpoint: 'http://127.0.0.1:4566' }],
])('what the SDK asks of %s', (_, config) => {
  it.each(READS)('%s %s is recognised and stays on allowed ground', async (service, command, input) => {
    const { sent } = await wired(config, (send) => send(service, command, input, 'eu-central-1'));
    expect(sent).toHaveLength(1);
    expect(source.operationOf(sent[0] as WireRequest)).toBe(operationName(service, command));
    expect(mayReach((sent[0] as WireRequest).url, { type: 'aws', name: 'p', ...config }, () => undefined)).toBe(true);
  });
  it.each(WRITES_AND_CONTENTS)('%s %s has no name, so it is refused', async (service, command, input) => {
    const { sent } = await wired(config, (send) => send(service, command, input, 'eu-central-1'));
    expect(sent).toHaveLength(1);
    expect(source.operationOf(sent[0] as WireRequest)).toBeUndefined();
  });
});

describe('where requests go', () => {
  it('signs and sends regional calls in their region, IAM once for all', async () => {
    const { sent } = await wired({}, async (send) => {
      await send('ec2', 'DescribeVolumes', {}, 'ap-south-1').catch(() => undefined);
      await send('iam', 'ListUsers', {});
    });
    expect(sent.map(({ url }) => url.host)).toEqual(['ec2.ap-south-1.amazonaws.com', 'iam.amazonaws.com']);
    expect(sent[0]?.headers['authorization']).toContain('/ap-south-1/ec2/aws4_request');
  });
  it('uses the partition of the first region', async () => {
    const { sent } = await wired({ regions: ['cn-north-1'] }, (send) => send('iam', 'ListUsers', {}));
    expect(sent[0]?.url.host).toBe('iam.cn-north-1.amazonaws.com.cn');
  });
  it.each([
    ['cn-north-1', 'aws-cn', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'sts.us-gov-west-1.amazonaws.com'],
    ['eu-west-1', 'aws', 'sts.eu-west-1.amazonaws.com'],
  ])('in %s assumes roles of the partition %s', async (region, partition, host) => {
    const config = { regions: [region], accounts: [{ id: '210987654321' }], roleName: 'audit' };
    const { sent } = await wired(config, async (_, aws) => {
      aws.partition = partition;
      await (await aws.inAccount('210987654321')).send('iam', 'ListUsers', {});
    });
    const form = new URLSearchParams(new TextDecoder().decode(sent[0]?.body));
    expect([sent[0]?.url.host, form.get('RoleArn')]).toEqual([host, `arn:${partition}:iam::210987654321:role/audit`]);
    expect(form.get('PolicyArns.member.1.arn')).toBe(`arn:${partition}:iam::aws:policy/ReadOnlyAccess`);
  });
  it('keeps the account id out of the host name of another address, and says it in a header', async () => {
    const { sent } = await wired({ endpoint: 'http://127.0.0.1:4566' }, (send) =>
      send('s3-control', 'GetPublicAccessBlock', { AccountId: '123456789012' }),
    );
    expect(sent[0]?.url.host).toBe('127.0.0.1:4566');
    expect(sent[0]?.headers['x-amz-account-id']).toBe('123456789012');
  });
  it('takes AWS_ENDPOINT_URL', async () => {
    const { sent } = await wired({}, (send) => send('s3', 'GetBucketAcl', { Bucket: 'logs' }), {
      ...ENV,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4567',
    });
    expect(sent[0]?.url.href).toBe('http://127.0.0.1:4567/logs/?acl=');
  });
  it('never asks twice by itself', async () => {
    const { sent } = await wired({}, (send) => send('ec2', 'DescribeVolumes', {}));
    expect(sent).toHaveLength(1);
  });
  it('conceals what signs', async () => {
    const { concealed } = await wired({}, (send) => send('iam', 'ListUsers', {}));
    expect(concealed).toEqual(expect.arrayContaining([ENV['AWS_SECRET_ACCESS_KEY'], 'a-session-token']));
  });
  it.each([
    'https://evil.example/',
    'http://iam.amazonaws.com/',
    'https://iam.amazonaws.com.evil.example/',
    'https://iam.amazonaws.com:8443/',
    'https://mine-123.eu-central-1.elb.amazonaws.com/',
    'https://ec2-1-2-3-4.compute.amazonaws.com/',
    'https://bedrock.eu-central-1.amazonaws.com/',
  ])('may not reach %s', (url) => {
    expect(mayReach(new URL(url), { type: 'aws', name: 'p' }, () => undefined)).toBe(false);
  });
  it('with another address may reach that one only', () => {
    const config: AwsConfig = { type: 'aws', name: 'p', endpoint: 'http://127.0.0.1:4566' };
    expect(mayReach(new URL('https://iam.amazonaws.com/'), config, () => undefined)).toBe(false);
    expect(mayReach(new URL('http://127.0.0.1:4567/'), config, () => undefined)).toBe(false);
  });
});

describe('operationOf', () => {
  const signed = {
    authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261121/eu-central-1/iam/aws4_request, SignedHeaders=host, Signature=0',
  };
  const form = (body: string, headers: Record<string, string> = signed, url = 'https://iam.amazonaws.com/'): WireRequest => ({
    method: 'POST',
    url: new URL(url),
    headers,
    body: new TextEncoder().encode(body),
  });
  it('refuses what names two actions, or hides one in the address', () => {
    expect(source.operationOf(form('Action=ListUsers&Action=DeleteUser'))).toBeUndefined();
    expect(source.operationOf(form('Action=ListUsers', signed, 'https://iam.amazonaws.com/?Action=DeleteUser'))).toBeUndefined();
    expect(source.operationOf(form('Version=2010-05-08'))).toBeUndefined();
  });
  it('names a service by what was signed, not by the host', () => {
    expect(source.operationOf(form('Action=ListUsers', signed, 'https://ec2.amazonaws.com/'))).toBe('iam:ListUsers');
    expect(
      source.operationOf(form('Action=ListUsers', { authorization: signed.authorization.replace('/iam/', '/polly/') })),
    ).toBeUndefined();
  });
  it('takes unsigned requests only for those that earn credentials', () => {
    expect(source.operationOf(form('Action=ListUsers', {}))).toBeUndefined();
    expect(source.operationOf(form('Action=AssumeRoleWithWebIdentity', {}))).toBe('sts:AssumeRoleWithWebIdentity');
  });
});

describe('configuration', () => {
  const issue = (more: object) => AwsConfig.safeParse({ type: 'aws', name: 'p', ...more }).error?.issues[0]?.message;
  it('suggests the region that was meant', () => {
    expect(issue({ regions: ['eu-centrall-1'] })).toBe('AWS has no region eu-centrall-1 (did you mean eu-central-1?)');
    expect(issue({ regions: ['Frankfurt'] })).toContain('is not an AWS region');
  });
  it('lets a new region through, since only AWS can say that it does not exist', () => {
    expect(issue({ regions: ['eu-central-3', 'eu-central-1'] })).toBeUndefined();
  });
  it('refuses keys it does not know, and a region named twice', () => {
    expect(issue({ region: 'eu-central-1' })).toContain('region');
    expect(issue({ regions: ['eu-west-1', 'eu-west-1'] })).toContain('twice');
  });
});

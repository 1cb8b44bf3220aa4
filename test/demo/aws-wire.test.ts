import { Readable } from 'node:stream';
import * as nested from '@aws-sdk/nested-clients/sso';
import { describe, expect, it } from 'vitest';
import {
  AwsRefusal,
  decodeInput,
  encodeOutput,
  encodeRefusal,
  loadServices,
  type Route,
  route,
  senderOf,
} from '../../src/demo/aws/wire.ts';
import { readService } from '../../src/demo/aws/wire-schema.ts';
import type { WireRequest, WireResponse } from '../../src/model.ts';

const services = await loadServices();

function signed(service: string, method: string, url: string, rest: Partial<WireRequest> = {}): WireRequest {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20310301/eu-central-1/${service}/aws4_request, Signature=0`;
  return { method, url: new URL(url), ...rest, headers: { authorization, ...rest.headers } };
}
async function understood(request: WireRequest): Promise<[string, object] | undefined> {
  const found = route(services, request, senderOf(request));
  return found && [`${found.service.name}:${found.operation.name}`, await decodeInput(found, request)];
}
const form = (service: string, body: string) =>
  signed(service, 'POST', 'http://localhost/', {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(body),
  });

describe('a request is understood from its address', () => {
  it.each([
    ['http://127.0.0.1:1/example?encryption', 's3:GetBucketEncryption'],
    ['http://127.0.0.1:1/example?encryption=', 's3:GetBucketEncryption'],
    ['http://example.localhost:1/?encryption', 's3:GetBucketEncryption'],
    ['http://127.0.0.1:1/example?policy', 's3:GetBucketPolicy'],
    ['http://127.0.0.1:1/example?policyStatus', 's3:GetBucketPolicyStatus'],
    ['http://127.0.0.1:1/example?acl', 's3:GetBucketAcl'],
    ['http://127.0.0.1:1/example?publicAccessBlock', 's3:GetPublicAccessBlock'],
    ['http://127.0.0.1:1/example?location', 's3:GetBucketLocation'],
    ['http://127.0.0.1:1/example/?tagging', 's3:GetBucketTagging'],
    ['http://127.0.0.1:1/example?versioning', 's3:GetBucketVersioning'],
  ])('%s', async (url, operation) => {
    expect(await understood(signed('s3', 'GET', url))).toEqual([operation, { Bucket: 'example' }]);
  });

  it('by x-id where two operations share one', async () => {
    const versions = await understood(signed('s3', 'GET', 'http://localhost/example?x-id=ListObjects'));
    expect(versions?.[0]).toBe('s3:ListObjects');
    expect(await understood(signed('s3', 'GET', 'http://localhost/?x-id=ListBuckets&max-buckets=3'))).toEqual([
      's3:ListBuckets',
      { MaxBuckets: 3 },
    ]);
  });

  it('by the most literal address: a mark with its value over a bare bucket', async () => {
    expect((await understood(signed('s3', 'GET', 'http://localhost/example')))?.[0]).toBe('s3:ListObjects');
    expect((await understood(signed('s3', 'GET', 'http://localhost/example?list-type=2')))?.[0]).toBe('s3:ListObjectsV2');
    expect((await understood(signed('s3', 'GET', 'http://localhost/example?list-type=1')))?.[0]).toBe('s3:ListObjects');
  });

  it('S3 Control by its account id, in the header, with or without one in the host name', async () => {
    const headers = { 'x-amz-account-id': '123456789012' };
    for (const host of ['127.0.0.1', '123456789012.localhost']) {
      const request = signed('s3', 'GET', `http://${host}/v20180820/configuration/publicAccessBlock`, { headers });
      expect(await understood(request)).toEqual(['s3-control:GetPublicAccessBlock', { AccountId: '123456789012' }]);
    }
  });

  it('and is not, when it is nobody’s', async () => {
    expect(await understood(signed('s3', 'PATCH', 'http://localhost/example'))).toBeUndefined();
    expect(await understood(form('iam', 'Action=ListUsers&Version=1999-01-01'))).toBeUndefined();
    expect(await understood(form('iam', 'Action=Nonsense&Version=2010-05-08'))).toBeUndefined();
  });
});

describe('a form is read back into its input', () => {
  it('lists of both query protocols', async () => {
    const flat = form('ec2', 'Action=DescribeVolumes&Version=2016-11-15&VolumeId.2=b&VolumeId.10=c&VolumeId.1=a&MaxResults=7');
    expect(await understood(flat)).toEqual(['ec2:DescribeVolumes', { VolumeIds: ['a', 'b', 'c'], MaxResults: 7 }]);
    const nested = form(
      'rds',
      'Action=DescribeDBInstances&Version=2014-10-31&Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=mysql',
    );
    expect(await understood(nested)).toEqual(['rds:DescribeDBInstances', { Filters: [{ Name: 'engine', Values: ['mysql'] }] }]);
  });
  it('truth values, and names that would be dangerous in an object', async () => {
    const request = form('ec2', 'Action=DescribeRegions&Version=2016-11-15&AllRegions=true&__proto__.polluted=1');
    expect(await understood(request)).toEqual(['ec2:DescribeRegions', { AllRegions: true }]);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('a REST service that speaks JSON, which none of ours does yet', () => {
  const sso = readService('sso', 'SSOClient', nested);
  /** The SDK on one side, the codec on the other, no socket between. */
  const client = (answer: (input: object, found: Route) => Promise<WireResponse>) => {
    const handle = async ({ method, path, query, headers }: Asked) => {
      const url = new URL(`http://127.0.0.1${path}?${new URLSearchParams(query)}`);
      const request: WireRequest = { method, url, headers };
      const found = route([sso], request, undefined);
      if (!found) throw new TypeError(`not understood: ${url}`);
      const { status, headers: sent, body } = await answer(await decodeInput(found, request), found);
      return { response: { statusCode: status, headers: sent, body: Readable.from([Buffer.from(body)]) } };
    };
    return new nested.SSOClient({
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1',
      requestHandler: { handle } as never,
      maxAttempts: 1,
    });
  };
  const asked = { accessToken: 'token', accountId: '123456789012', roleName: 'auditor' };

  it('gets its input from query and headers, its output as JSON', async () => {
    const roleCredentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', expiration: 1930000000000 };
    let read: object = {};
    const answered = client((input, found) => {
      read = input;
      return encodeOutput(found, { roleCredentials }, 'id-1');
    });
    expect(await answered.send(new nested.GetRoleCredentialsCommand(asked))).toMatchObject({ roleCredentials });
    expect(read).toEqual(asked);
  });
  it('is refused by exception name', async () => {
    const refused = client(async (_, found) =>
      encodeRefusal(found.service, new AwsRefusal('UnauthorizedException', 'Session token not found'), 'id-1'),
    );
    const error = refused.send(new nested.GetRoleCredentialsCommand(asked));
    await expect(error).rejects.toMatchObject({ name: 'UnauthorizedException', message: 'Session token not found' });
    await expect(error).rejects.toHaveProperty('$metadata.httpStatusCode', 401);
  });
});
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
}

describe('an answer is written as the service writes it', () => {
  async function written(service: string, operation: string, output: Record<string, unknown>): Promise<string> {
    const known = services.find(({ name }) => name === service);
    const found = known?.operations.get(operation);
    if (!known || !found) throw new TypeError(operation);
    const { body } = await encodeOutput({ service: known, operation: found, labels: {} }, output, 'id-1');
    return Buffer.from(body).toString('utf8');
  }
  it('IAM wraps a result, EC2 does not', async () => {
    expect(await written('iam', 'ListUsers', { Users: [], IsTruncated: false })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult>' +
        '<Users></Users><IsTruncated>false</IsTruncated></ListUsersResult>' +
        '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></ListUsersResponse>',
    );
    expect(await written('ec2', 'GetEbsEncryptionByDefault', { EbsEncryptionByDefault: true })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<GetEbsEncryptionByDefaultResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15">' +
        '<requestId>id-1</requestId><ebsEncryptionByDefault>true</ebsEncryptionByDefault></GetEbsEncryptionByDefaultResponse>',
    );
  });
  it('S3 names its roots, grantees carry their type as an attribute', async () => {
    expect(await written('s3', 'ListBuckets', { Buckets: [] })).toContain('<ListAllMyBucketsResult ');
    const grant = { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' };
    expect(await written('s3', 'GetBucketAcl', { Grants: [grant] })).toContain('xsi:type="Group"');
  });
  it('escapes what would be markup', async () => {
    const xml = await written('iam', 'ListUsers', { Users: [{ UserName: '<b>&"\r' }] });
    expect(xml).toContain('<UserName>&lt;b&gt;&amp;&quot;&#xD;</UserName>');
  });
});

import { describe, expect, it } from 'vitest';
import { classify } from '../../../collectors/aws/failure.ts';
import { verify } from '../../../collectors/aws/verify.ts';
import type { Failure } from '../../../src/model.ts';

const ID = { 'x-amzn-requestid': 'c2a1' };
const query = (code: string, message: string) =>
  `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>c2a1</RequestId></ErrorResponse>`;
const ec2 = (code: string, message: string) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>c2a1</RequestID></Response>`;
const json = (code: string, message: string) => JSON.stringify({ __type: `com.amazonaws.config#${code}`, message });
const failed = (status: number, body: string, more: Partial<Failure> = {}): Failure => ({
  operation: 'iam:ListUsers',
  status,
  headers: ID,
  body,
  error: { name: 'Error', message: 'made up by the SDK' },
  ...more,
});

describe('what a refusal means', () => {
  it.each([
    [403, query('AccessDenied', 'User: u is not authorized to perform: iam:ListUsers on resource: *'), 'AccessDenied', 'access_denied'],
    [400, json('AccessDeniedException', 'no'), 'AccessDeniedException', 'access_denied'],
    [403, ec2('UnauthorizedOperation', 'You are not authorized to perform this operation.'), 'UnauthorizedOperation', 'access_denied'],
    [401, ec2('OptInRequired', 'You are not subscribed to this service.'), 'OptInRequired', 'access_denied'],
    [403, query('SomethingNew', 'no'), 'SomethingNew', 'access_denied'],
    [
      403,
      query('AccessDenied', 'is not authorized to perform: iam:ListUsers with an explicit deny in a service control policy'),
      'AccessDenied',
      'scp_denied',
    ],
    [403, query('ExpiredToken', 'The security token included in the request is expired'), 'ExpiredToken', 'credentials_expired'],
    [400, json('ExpiredTokenException', 'expired'), 'ExpiredTokenException', 'credentials_expired'],
    [
      403,
      query('InvalidClientTokenId', 'The security token included in the request is invalid.'),
      'InvalidClientTokenId',
      'credentials_invalid',
    ],
    [400, json('UnrecognizedClientException', 'invalid'), 'UnrecognizedClientException', 'credentials_invalid'],
    [401, ec2('AuthFailure', 'AWS was not able to validate the provided access credentials'), 'AuthFailure', 'credentials_invalid'],
    [
      403,
      query('SignatureDoesNotMatch', 'The request signature we calculated does not match'),
      'SignatureDoesNotMatch',
      'credentials_invalid',
    ],
    [
      403,
      query('SignatureDoesNotMatch', 'Signature expired: 20261121T100000Z is now earlier than 20261121T110000Z'),
      'SignatureDoesNotMatch',
      'clock_untrusted',
    ],
    [403, query('RequestTimeTooSkewed', 'too large'), 'RequestTimeTooSkewed', 'clock_untrusted'],
    [400, query('Throttling', 'Rate exceeded'), 'Throttling', 'throttled'],
    [503, ec2('RequestLimitExceeded', 'Request limit exceeded.'), 'RequestLimitExceeded', 'throttled'],
    [503, query('SlowDown', 'Reduce your request rate'), 'SlowDown', 'throttled'],
    [409, query('LimitExceeded', 'reports'), 'LimitExceeded', 'throttled'],
    [500, query('InternalFailure', ''), 'InternalFailure', 'provider_error'],
    [404, query('NoSuchEntity', 'there is none'), 'NoSuchEntity', 'provider_error'],
  ])('%i %s', (status, body, code, reason) => {
    expect(classify(failed(status, body))).toMatchObject({ code, reason });
  });

  it('names the action that is missing', () => {
    expect(
      classify(failed(403, query('AccessDenied', 'User: u is not authorized to perform: iam:ListUsers on resource: *'))),
    ).toMatchObject({ permission: 'iam:ListUsers' });
  });
  it('asks again for what passes, and never for what does not', () => {
    const again = (status: number, body: string) => classify(failed(status, body)).retry === true;
    expect([again(400, query('Throttling', '')), again(500, ''), again(503, 'x')]).toEqual([true, true, true]);
    expect([
      again(403, query('AccessDenied', '')),
      again(501, ''),
      again(404, query('NoSuchEntity', '')),
      again(403, query('ExpiredToken', '')),
    ]).toEqual([false, false, false, false]);
  });
  it('takes no page of a proxy for the word of AWS', () => {
    const html = failed(404, '<html><Code>NoSuchEntity</Code></html>', { headers: { 'content-type': 'text/html' } });
    expect(classify(html)).toMatchObject({ code: 'HTTP 404', reason: 'provider_error' });
    expect(classify(failed(501, '<html>Not yet implemented</html>', { headers: {} })).code).toBe('HTTP 501');
  });
  it('reads the refusal of a JSON service that comes as XML', () => {
    expect(
      classify(
        failed(403, query('AccessDenied', 'no'), {
          operation: 'config:DescribeConfigRules',
          error: { name: 'SyntaxError', message: 'Unexpected token <' },
        }),
      ),
    ).toMatchObject({ code: 'AccessDenied', reason: 'access_denied' });
  });
  it('lets no code from the way to credentials stand for an answer', () => {
    const assume = failed(404, query('NoSuchEntity', 'role'), { error: { name: 'NoCredentials', message: 'role r gave no credentials' } });
    expect(classify(assume).code).toBe('NoCredentials');
  });
  it('knows missing credentials from a fault of ours', () => {
    const unsent = (name: string) => classify({ operation: 'iam:ListUsers', error: { name, message: 'm' } });
    expect(unsent('NoCredentials')).toMatchObject({ reason: 'credentials_invalid' });
    expect(unsent('TypeError')).toMatchObject({ reason: 'internal_error' });
    expect(unsent('TypeError').retry).toBeFalsy();
  });
});

describe('a 200 that AWS did not say', () => {
  const good = (operation: string, body: string, headers: Record<string, string> = ID) =>
    verify(operation, { status: 200, headers, body: new TextEncoder().encode(body) });
  it.each([
    ['iam:ListUsers', '<?xml version="1.0"?>\n<ListUsersResponse xmlns="x"><a/></ListUsersResponse>'],
    ['ec2:DescribeRegions', '<DescribeRegionsResponse/>'],
    ['s3:ListBuckets', '<ListAllMyBucketsResult/>'],
    ['s3:GetBucketPolicy', '{"Version":"2012-10-17"}'],
    ['config:DescribeConfigRules', '{}'],
  ])('%s is accepted as it should be', (operation, body) => {
    expect(good(operation, body)).toBeUndefined();
  });
  it.each([
    ['iam:ListUsers', '<html><body/></html>'],
    ['iam:ListUsers', '<ListRolesResponse/>'],
    ['s3:GetBucketEncryption', '<Error><Code>InternalError</Code></Error>'],
    ['s3-control:GetPublicAccessBlock', '<VersioningConfiguration/>'],
    ['cloudtrail:DescribeTrails', '[]'],
    ['s3:GetBucketPolicy', '<Policy/>'],
  ])('%s saying %s is refused', (operation, body) => {
    expect(good(operation, body)).toMatchObject({ reason: 'malformed_response' });
  });
  it('without a request id is refused', () => {
    expect(good('config:DescribeConfigRules', '{}', {})?.detail).toContain('request id');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deniesPlainHttp, parsePolicy } from '../../../collectors/aws/policy-document.ts';
import { isUnknown } from '../../../src/kit.ts';

const OPERATION = 's3:GetBucketPolicy';
const BOTH = ['arn:aws:s3:::ledger', 'arn:aws:s3:::ledger/*'];
const TLS_ONLY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: BOTH,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

function denies(statement: object | object[], bucket = 'ledger'): boolean | 'unknown' {
  const policy = parsePolicy(OPERATION, JSON.stringify({ Version: '2012-10-17', Statement: statement }));
  return isUnknown(policy) ? 'unknown' : deniesPlainHttp(policy, bucket);
}

describe('a policy that denies plain HTTP', () => {
  it.each<[string, object]>([
    ['as AWS writes it', {}],
    ['with everyone as an AWS principal', { Principal: { AWS: '*' } }],
    ['with everyone in a list', { Principal: { AWS: ['arn:aws:iam::123456789012:root', '*'] } }],
    ['with all actions of all services', { Action: '*' }],
    ['with the action in a list, in other case', { Action: ['s3:GetObject', 'S3:*'] }],
    ['with one pattern over bucket and objects', { Resource: 'arn:aws:s3:::ledger*' }],
    ['with every resource', { Resource: '*' }],
    ['with every bucket', { Resource: ['arn:aws:s3:::*'] }],
    ['in another partition', { Resource: ['arn:aws-cn:s3:::ledger', 'arn:aws-cn:s3:::ledger/*'] }],
    ['with one-character wildcards', { Resource: ['arn:aws:s3:::ledge?', 'arn:aws:s3:::ledge?/*'] }],
    ['with a JSON boolean', { Condition: { Bool: { 'aws:SecureTransport': false } } }],
    ['with a list of values', { Condition: { Bool: { 'aws:SecureTransport': ['false'] } } }],
    ['with IfExists', { Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }],
    ['with a key in other case', { Condition: { Bool: { 'AWS:SECURETRANSPORT': 'False' } } }],
    ['without any condition: then nobody gets in at all', { Condition: undefined }],
  ])('counts %s', (_, change) => {
    expect(denies({ ...TLS_ONLY, ...change })).toBe(true);
    expect(
      denies([
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: BOTH },
        { ...TLS_ONLY, ...change },
      ]),
    ).toBe(true);
  });

  it('counts several statements that together cover bucket and objects', () => {
    expect(
      denies([
        { ...TLS_ONLY, Resource: BOTH[0] },
        { ...TLS_ONLY, Resource: BOTH[1], Principal: { AWS: '*' } },
      ]),
    ).toBe(true);
  });

  it.each<[string, object]>([
    ['an Allow', { Effect: 'Allow' }],
    ['a denial for one account', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['a denial for every federated identity', { Principal: { Federated: '*' } }],
    ['a denial with exempt principals', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['a denial of reading only', { Action: 's3:Get*' }],
    ['a denial with exempt actions', { Action: undefined, NotAction: 's3:GetObject' }],
    ['objects without the bucket', { Resource: BOTH[1] }],
    ['the bucket without objects', { Resource: BOTH[0] }],
    ['one folder', { Resource: [BOTH[0], 'arn:aws:s3:::ledger/private/*'] }],
    ['one kind of file', { Resource: [BOTH[0], 'arn:aws:s3:::ledger/*.pdf'] }],
    ['objects whose name begins with some character', { Resource: [BOTH[0], 'arn:aws:s3:::ledger/?*'] }],
    ['another bucket', { Resource: ['arn:aws:s3:::ledger2', 'arn:aws:s3:::ledger2/*'] }],
    ['a bucket whose name goes on', { Resource: ['arn:aws:s3:::ledge', 'arn:aws:s3:::ledge/*'] }],
    ['the opposite condition', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    [
      'a second condition beside it',
      { Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
    ],
    ['a second key under the same operator', { Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } }],
    ['another operator', { Condition: { Null: { 'aws:SecureTransport': 'false' } } }],
    ['another key', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }],
  ])('does not count %s', (_, change) => {
    expect(denies({ ...TLS_ONLY, ...change })).toBe(false);
  });

  it('does not add up statements whose exceptions differ', () => {
    const narrowed = { Bool: { 'aws:SecureTransport': 'false' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(
      denies([
        { ...TLS_ONLY, Resource: BOTH[0] },
        { ...TLS_ONLY, Resource: BOTH[1], Condition: narrowed },
      ]),
    ).toBe(false);
  });

  it('is read whether plain or encoded as a URL', () => {
    const text = JSON.stringify({ Statement: [TLS_ONLY] });
    for (const form of [text, `\n ${text}`, encodeURIComponent(text)]) {
      const policy = parsePolicy(OPERATION, form);
      expect(isUnknown(policy) ? policy.$unknown.detail : deniesPlainHttp(policy, 'ledger')).toBe(true);
    }
  });

  it.each([
    ['nothing', ''],
    ['not JSON', '{"Statement":['],
    ['a broken encoding', '%7B%'],
    ['no object', '[]'],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['a statement without effect', JSON.stringify({ Statement: [TLS_ONLY, { Principal: '*', Action: 's3:*', Resource: '*' }] })],
    ['a statement without action', JSON.stringify({ Statement: [TLS_ONLY, { Effect: 'Deny', Principal: '*', Resource: '*' }] })],
    ['a statement with a number for a resource', JSON.stringify({ Statement: { ...TLS_ONLY, Resource: 7 } })],
    ['a condition that is a word', JSON.stringify({ Statement: { ...TLS_ONLY, Condition: 'Bool' } })],
  ])('%s is no policy, and so unknown', (_, text) => {
    expect(parsePolicy(OPERATION, text)).toMatchObject({ $unknown: { operation: OPERATION, reason: 'malformed_response' } });
  });

  it('never takes a longer pattern for one that covers every object, whatever the stars', () => {
    // independent witness: the pattern as a regular expression, tried on object names that are awkward on purpose
    const names = ['', 'a', '?', 'zz', 'a/b', '0'.repeat(30)];
    const part = fc.constantFrom('*', '?', 'ledger', '/', 'a', 'arn:aws:s3:::', 'arn:*', ':::');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const pattern = parts.join('');
        const regex = new RegExp(
          `^${pattern
            .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.')}$`,
          's',
        );
        const really = [...names.map((name) => `arn:aws:s3:::ledger/${name}`), 'arn:aws:s3:::ledger'].every((text) => regex.test(text));
        expect(
          denies({ ...TLS_ONLY, Resource: ['arn:aws:s3:::ledger', pattern] }) &&
            denies({ ...TLS_ONLY, Resource: [pattern, 'arn:aws:s3:::ledger/*'] }),
        ).toBe(really);
      }),
      { numRuns: 2000 },
    );
  });

  it('looks at a hostile pattern in a moment', () => {
    expect(denies({ ...TLS_ONLY, Resource: ['*a'.repeat(5000), `${'?*'.repeat(5000)}x*`] })).toBe(false);
  });
});

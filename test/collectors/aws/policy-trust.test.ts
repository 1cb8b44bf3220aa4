import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PolicyDocument, parsePolicy } from '../../../collectors/aws/policy-document.ts';
import { type GithubTrust, githubTrusts, subjectOf } from '../../../collectors/aws/policy-github.ts';
import { allowsEverything, isAdministratorAccess } from '../../../collectors/aws/policy-grants.ts';
import { opensToAnyone, parseTrust, waysIn } from '../../../collectors/aws/policy-trust.ts';
import { isUnknown } from '../../../src/kit.ts';

/** `${name}` of the policy language. */
const variable = (name: string) => ['$', '{', name, '}'].join('');
const OPERATION = 'iam:GetAccountAuthorizationDetails';
function parsed(...statements: object[]): PolicyDocument {
  const policy = parsePolicy(OPERATION, encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements })));
  if (isUnknown(policy)) throw new TypeError(policy.$unknown.detail);
  return policy;
}

describe('a policy that allows everything', () => {
  const grants = (...statements: object[]) => allowsEverything(parsed(...statements));
  const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
  it.each<[string, object]>([
    ['as the wizard writes it', {}],
    ['with both halves of an action', { Action: '*:*' }],
    ['with more stars than needed', { Action: '**', Resource: '**' }],
    ['among other actions and resources', { Action: ['s3:GetObject', '*'], Resource: ['arn:aws:s3:::b', '*'] }],
    ['for every ARN', { Resource: 'arn:*' }],
    ['for every ARN of a partition', { Resource: 'arn:aws:*:*:*:*' }],
    ['for every ARN of China', { Resource: ['arn:aws-cn:*'] }],
    ['but what NotAction names', { Action: undefined, NotAction: ['iam:*', 'organizations:*'] }],
    ['but what NotResource names', { Resource: undefined, NotResource: 'arn:aws:s3:::secret/*' }],
    ['under a condition', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  ])('counts %s', (_, change) => {
    expect(grants({ ...ALL, ...change })).toBe(true);
    expect(grants({ Effect: 'Deny', Action: 'iam:*', Resource: '*' }, { ...ALL, ...change })).toBe(true);
  });
  it.each<[string, object]>([
    ['a Deny of everything', { Effect: 'Deny' }],
    ['every action of one service', { Action: 'iam:*' }],
    ['every reading action', { Action: '*:Get*' }],
    ['every action on one bucket', { Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }],
    ['every action on every bucket', { Resource: 'arn:aws:s3:::*' }],
    ['every action in one account', { Resource: 'arn:aws:*:*:123456789012:*' }],
    ['nothing, as NotAction names everything', { Action: undefined, NotAction: '*' }],
    ['nothing, as NotResource names everything', { Resource: undefined, NotResource: ['*'] }],
    ['a Deny of all but a few', { Effect: 'Deny', Action: undefined, NotAction: 'iam:*' }],
  ])('does not count %s', (_, change) => {
    expect(grants({ ...ALL, ...change })).toBe(false);
  });
  it('is made no smaller by anything that stands beside it', () => {
    const other = fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.constantFrom('*', 's3:*', 'iam:PassRole'),
      Resource: fc.constantFrom('*', 'arn:aws:s3:::b'),
    });
    fc.assert(
      fc.property(fc.array(other), fc.array(other), (before, after) => {
        expect(grants(...before, ALL, ...after)).toBe(true);
        const rest = [...before, ...after];
        expect(rest.length === 0 ? false : grants(...rest)).toBe(
          rest.some(({ Effect, Action, Resource }) => Effect === 'Allow' && Action === '*' && Resource === '*'),
        );
      }),
    );
  });
  it("is AWS's own in every partition, and in no account", () => {
    expect(
      ['arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws-us-gov:iam::aws:policy/AdministratorAccess'].every(isAdministratorAccess),
    ).toBe(true);
    expect(
      [
        'arn:aws:iam::123456789012:policy/AdministratorAccess',
        'arn:aws:iam::aws:policy/AdministratorAccess-Amplify',
        'AdministratorAccess',
      ].some(isAdministratorAccess),
    ).toBe(false);
  });
});

const OPEN = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' };
const ORG = { 'aws:PrincipalOrgID': 'o-1234567890' };
const opens = (...statements: object[]) => opensToAnyone(parsed(...statements));
const arns = (operator: string, key: string, value: string) => opens({ ...OPEN, Condition: { [operator]: { [key]: value } } });

describe('a trust policy', () => {
  it.each<[string, object]>([
    ['everyone', {}],
    ['everyone as an AWS principal', { Principal: { AWS: '*' } }],
    ['everyone in a list', { Principal: { AWS: ['arn:aws:iam::123456789012:root', '*'] } }],
    ['every role of that name', { Principal: { AWS: 'arn:aws:iam::*:role/deploy' } }],
    ['everyone but one', { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['every service', { Principal: { Service: '*' } }],
    ['everyone, by any action', { Action: '*' }],
    ['everyone, by any of STS, in other case', { Action: 'STS:assume*' }],
    ['everyone, but for tagging', { Action: undefined, NotAction: 'sts:TagSession' }],
    ['everyone from an address', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }],
    ['everyone with MFA', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
    ['everyone outside an organisation', { Condition: { StringNotEquals: ORG } }],
    ['everyone in no organisation', { Condition: { StringEqualsIfExists: ORG } }],
    ['everyone without the key', { Condition: { 'ForAllValues:StringEquals': ORG } }],
    ['everyone in some organisation', { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }],
    ['everyone in some organisation, by presence', { Condition: { Null: { 'aws:PrincipalOrgID': 'false' } } }],
    ['everyone in one organisation or another', { Condition: { StringLike: { 'aws:PrincipalOrgID': ['o-1234567890', '*'] } } }],
    ['everyone in its own organisation', { Condition: { StringEquals: { 'aws:PrincipalOrgID': variable('aws:PrincipalOrgID') } } }],
    ['everyone who says any external id', { Condition: { StringLike: { 'sts:ExternalId': '*' } } }],
    ['everyone who says no external id', { Condition: { StringEquals: { 'sts:ExternalId': '' } } }],
    ['everyone with a name', { Condition: { StringEquals: { 'sts:RoleSessionName': 'alice' } } }],
    ['every role of that name, by ARN', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } } }],
    ['whoever has the account in a name', { Condition: { StringLike: { 'aws:SourceArn': 'arn:aws:*:*:123456789012:x' } } }],
    ['any unit', { Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '*/r-ab12/*' } } }],
  ])('lets %s in', (_, change) => {
    expect(opens({ ...OPEN, ...change })).toBe(true);
    expect(opens({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }, { ...OPEN, ...change })).toBe(
      true,
    );
  });
  it.each<[string, object]>([
    ['one account', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }],
    ['a provider', { Principal: { Federated: 'cognito-identity.amazonaws.com' }, Action: 'sts:AssumeRoleWithWebIdentity' }],
    ['nobody', { Effect: 'Deny' }],
    ['nobody by what it allows', { Action: 'sts:TagSession' }],
    ['nobody but by what it leaves out', { Action: undefined, NotAction: 'sts:*' }],
    ['an organisation', { Condition: { StringEquals: ORG } }],
    ['the organisation of the role', { Condition: { StringEquals: { 'aws:PrincipalOrgID': variable('aws:ResourceOrgID') } } }],
    ['an organisation, by a key in other case', { Condition: { StringEquals: { 'AWS:principalorgid': 'o-1234567890' } } }],
    ['a unit', { Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1234567890/r-ab12/*' } } }],
    ['an account', { Condition: { StringEquals: { 'aws:PrincipalAccount': ['123456789012', '210987654321'] } } }],
    ['the role of one account', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*' } } }],
    ['the role of one account, by StringLike', { Condition: { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*' } } }],
    ['one account through any service', { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:*:*:123456789012:*' } } }],
    ['one bucket', { Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::ledger' } } }],
    ['one account through a service', { Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }],
    ['who was told a name', { Condition: { StringEquals: { 'sts:ExternalId': 'a-shared-name' } } }],
    ['an organisation with MFA', { Condition: { StringEquals: ORG, Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  ])('lets %s in, and not everyone', (_, change) => {
    expect(opens({ ...OPEN, ...change })).toBe(false);
  });
  it('that denies everyone else is closed; one that denies less is not', () => {
    const rest = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
    const outside = { Condition: { StringNotEquals: ORG } };
    expect(opens(OPEN, { ...rest, ...outside })).toBe(false);
    expect(opens(OPEN, { ...rest, Principal: { AWS: '*' }, Action: 'sts:*', Condition: { StringNotEqualsIfExists: ORG } })).toBe(false);
    expect(opens(OPEN, rest)).toBe(false);
    for (const less of [
      { Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
      { Principal: { Service: '*' } },
      { Action: 'sts:TagSession' },
      { Condition: { StringEquals: ORG } },
      { Condition: { StringNotEquals: ORG, Bool: { 'aws:PrincipalIsAWSService': 'false' } } },
      { Condition: { StringNotEquals: { ...ORG, 'aws:PrincipalAccount': '123456789012' } } },
      { Condition: { StringNotLike: { 'aws:PrincipalOrgID': '*' } } },
      { Condition: { 'ForAllValues:StringNotEquals': ORG } },
      { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
    ])
      expect(opens(OPEN, { ...rest, ...outside, ...less }), JSON.stringify(less)).toBe(true);
    const either = { ...OPEN, Action: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML'] };
    expect(opens(either, { ...rest, ...outside })).toBe(true);
  });
  it('is opened by one statement, whatever others say, unless they deny', () => {
    const others = fc.array(
      fc.constantFrom(
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' },
        { ...OPEN, Condition: { StringEquals: ORG } },
        { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::123456789012:user/eve' }, Action: 'sts:AssumeRole' },
      ),
    );
    fc.assert(
      fc.property(others, others, (before, after) => {
        expect(opens(...before, OPEN, ...after)).toBe(true);
        if (before.length + after.length > 0) expect(opens(...before, ...after)).toBe(false);
      }),
    );
  });
  it('never takes a pattern for one account that another account fits too', () => {
    // an independent witness: the pattern as a regular expression, part by part for ARN operators, over the whole for strings
    const part = fc.constantFrom('*', '?', 'arn', 'aws', ':', ':', ':', '::', 'iam', '123456789012', 'role/x', '12345678901?');
    const wild = (text: string) =>
      text
        .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
    const strangers = [
      'arn:aws:iam::999999999999:role/x',
      'arn:aws:iam::999999999999:role/arn:aws:iam::123456789012:role/x',
      'arn:aws:s3::999999999999:x',
    ];
    const byPart = (pattern: string, arn: string) => {
      const [patterns, parts] = [pattern, arn].map((one) => [...one.split(':').slice(0, 5), one.split(':').slice(5).join(':')]) as [
        string[],
        string[],
      ];
      return patterns.every((one, i) => new RegExp(`^${wild(one)}$`, 's').test(parts[i] as string));
    };
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const pattern = parts.join('');
        if (strangers.some((arn) => new RegExp(`^${wild(pattern)}$`, 's').test(arn)))
          expect(arns('StringLike', 'aws:PrincipalArn', pattern)).toBe(true);
        if (pattern.split(':').length >= 6 && strangers.some((arn) => byPart(pattern, arn)))
          expect(arns('ArnLike', 'aws:PrincipalArn', pattern)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
  it('without principals, or without a document, is unknown', () => {
    expect(parseTrust(OPERATION, undefined)).toMatchObject({ $unknown: { reason: 'missing_member' } });
    expect(parseTrust(OPERATION, '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}')).toMatchObject({
      $unknown: { reason: 'malformed_response' },
    });
    expect(parseTrust(OPERATION, '%7B%22Statement')).toMatchObject({ $unknown: { reason: 'malformed_response' } });
  });
  it('names its ways in by pattern', () => {
    const ways = (Action: string | string[]) => waysIn({ Effect: 'Allow', Action: [Action].flat() });
    expect([ways('sts:AssumeRole'), ways('sts:AssumeRoleWith*'), ways('*'), ways('sts:assumerole?ithsaml'), ways('s3:*')]).toEqual([
      ['sts:AssumeRole'],
      ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
      ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
      ['sts:AssumeRoleWithSAML'],
      [],
    ]);
  });
});

const ISSUER = 'token.actions.githubusercontent.com';
const GITHUB = {
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
};
const aud = { [`${ISSUER}:aud`]: 'sts.amazonaws.com' };
const sub = (value: string | string[]) => ({ [`${ISSUER}:sub`]: value });
const trusts = (...statements: object[]) => githubTrusts(OPERATION, parsed(...statements));
const trustOf = (Condition: object | undefined, more: object = {}): GithubTrust | undefined => trusts({ ...GITHUB, Condition, ...more })[0];

describe('a trust in GitHub Actions', () => {
  it("is pinned as AWS's example has it", () => {
    expect(trusts({ ...GITHUB, Condition: { StringEquals: { ...aud, ...sub('repo:acme/shop:ref:refs/heads/main') } } })).toEqual([
      {
        audiencePinned: true,
        subjects: ['repo:acme/shop:ref:refs/heads/main'],
        repositoriesPinned: true,
        environmentsPinned: false,
        owners: ['acme'],
      },
    ]);
  });
  it.each<[string, object | undefined]>([
    ['no condition', undefined],
    ['an audience alone', { StringEquals: aud }],
    ['any subject', { StringLike: sub('*') }],
    ['any repository', { StringLike: sub('repo:*') }],
    ['any repository of any owner', { StringLike: sub('repo:*/*:*') }],
    ['any repository of an owner', { StringLike: sub('repo:acme/*') }],
    ['any environment of an owner', { StringLike: sub('repo:acme/*:environment:production') }],
    ['owners that begin alike', { StringLike: sub('repo:acme*') }],
    ['repositories that begin alike', { StringLike: sub('repo:acme/shop*') }],
    ['owners that end alike', { StringLike: sub('*acme/shop:*') }],
    ['one letter open', { StringLike: sub('repo:acm?/shop:*') }],
    ['any environment of that name', { StringLike: sub('*:environment:production') }],
    ['one of several open', { StringLike: sub(['repo:acme/shop:*', 'repo:*']) }],
    ['no subject at all', { StringLike: sub([]) }],
    ['a star that is only a letter', { StringEquals: sub('*') }],
    ['a condition that may be absent', { StringLikeIfExists: sub('repo:acme/shop:*') }],
    ['every value of none', { 'ForAllValues:StringLike': sub('repo:acme/shop:*') }],
    ['what it is not', { StringNotLike: sub('repo:evil/*') }],
    ['another provider', { StringLike: { 'example.com:sub': 'repo:acme/shop:*' } }],
    ['an owner that is a variable', { StringLike: sub(`repo:${variable('aws:PrincipalTag/owner')}/shop:*`) }],
    ['part of a subject', { StringEquals: sub('repo:acme') }],
  ])('is open with %s', (_, condition) => {
    expect(trustOf(condition)).toMatchObject({ repositoriesPinned: false, environmentsPinned: false });
  });
  it.each<[string, object, readonly string[]]>([
    ['one repository', { StringLike: sub('repo:acme/shop:*') }, ['acme']],
    ['several', { StringLike: sub(['repo:acme/shop:*', 'repo:umbrella/site:ref:refs/heads/main']) }, ['acme', 'umbrella']],
    ['immutable ids', { StringLike: sub('repo:acme@123/shop@456:*') }, ['acme']],
    ['any of the values', { 'ForAnyValue:StringEquals': sub('repo:acme/shop:pull_request') }, ['acme']],
    [
      'two conditions, of which one is enough',
      { StringLike: sub('repo:*'), StringEquals: sub('repo:acme/shop:ref:refs/heads/main') },
      ['acme'],
    ],
    ['a key in other case', { StringLike: { [`${ISSUER.toUpperCase()}:SUB`]: 'repo:acme/shop:*' } }, ['acme']],
  ])('is pinned by %s', (_, condition, owners) => {
    expect(trustOf(condition)).toMatchObject({ repositoriesPinned: true, owners });
  });
  it('knows environments that are named in full, all of them', () => {
    const environments = (value: string | string[]) => trustOf({ StringLike: sub(value) })?.environmentsPinned;
    expect([
      environments('repo:acme/shop:environment:production'),
      environments(['repo:acme/shop:environment:production', 'repo:acme/docs:environment:pages']),
      environments(['repo:acme/shop:environment:production', 'repo:acme/shop:ref:refs/heads/main']),
      environments('repo:acme/shop:environment:*'),
      environments('repo:acme/shop:environment:prod*'),
      environments('repo:acme/shop:environment:'),
      environments('repo:acme/shop:*'),
    ]).toEqual([true, true, false, false, false, false, false]);
  });
  it('with a subject that GitHub was told to write otherwise is unknown, unless another one is open', () => {
    const custom = trustOf({ StringEquals: sub('repository_owner_id:123:repository_id:456') });
    expect(custom?.repositoriesPinned).toMatchObject({ $unknown: { detail: expect.stringContaining('repository_owner_id') } });
    expect(trustOf({ StringLike: sub('job_workflow_ref:acme/shared/.github/workflows/*') })?.repositoriesPinned).toMatchObject({
      $unknown: {},
    });
    expect(trustOf({ StringLike: sub(['repository_id:456', 're*']) })?.repositoriesPinned).toBe(false);
  });
  it('takes one audience and no other', () => {
    const audience = (operator: string, value: string | string[]) => trustOf({ [operator]: { [`${ISSUER}:aud`]: value } })?.audiencePinned;
    expect([audience('StringEquals', 'sts.amazonaws.com'), audience('ForAnyValue:StringLike', ['sts.amazonaws.com'])]).toEqual([
      true,
      true,
    ]);
    expect([
      audience('StringEquals', 'https://github.com/acme'),
      audience('StringEquals', ['sts.amazonaws.com', 'other']),
      audience('StringEquals', []),
      audience('StringLike', '*'),
      audience('StringEqualsIfExists', 'sts.amazonaws.com'),
    ]).toEqual([false, false, false, false, false]);
  });
  it('is one where everyone is trusted and GitHub is asked for, with an issuer of its own, and in no other case', () => {
    const condition = { StringLike: sub('repo:acme/shop:*') };
    expect(trustOf(condition, { Principal: '*' })).toMatchObject({ repositoriesPinned: true });
    const own = `${ISSUER}/acme`;
    const enterprise = { Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${own}` } };
    expect(trustOf({ StringLike: { [`${own}:sub`]: 'repo:acme/shop:*' } }, enterprise)).toMatchObject({ repositoriesPinned: true });
    expect(trustOf(condition, enterprise)).toMatchObject({ repositoriesPinned: false });
    expect([
      trustOf(condition, { Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/example.com' } }),
      trustOf(condition, { Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}.evil.example` } }),
      trustOf(condition, { Principal: { Service: 'ec2.amazonaws.com' } }),
      trustOf(condition, { Effect: 'Deny' }),
      trustOf(condition, { Action: 'sts:TagSession' }),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(trusts({ ...GITHUB, Condition: condition }, GITHUB).map(({ repositoriesPinned }) => repositoriesPinned)).toEqual([true, false]);
  });
  it('pins nothing that a stranger fits', () => {
    const part = fc.constantFrom('repo:', 'acme', '/', 'shop', ':', '*', '?', 'environment:production', '-', 'ref:refs/heads/main', 're');
    const strangers = [
      'repo:evil/shop:ref:refs/heads/main',
      'repo:acme-evil/shop:environment:production',
      'repo:acme/shop-evil:ref:refs/heads/main',
    ];
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const pattern = parts.join('');
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
        const taken = subjectOf(pattern);
        const names = ([] as string[]).concat(taken.kind === 'repository' ? taken.owner : []);
        if (names[0] === 'acme' && strangers.some((stranger) => regex.test(stranger))) expect(pattern).toMatch(/^repo:acme\/shop-/);
        if (taken.kind === 'custom') expect(strangers.some((stranger) => regex.test(stranger))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});

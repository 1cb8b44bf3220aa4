/** Amazon Web Services: one entry is one account, or many that one role looks at. */
import { defineSource } from '../../src/kit.ts';
import type { Call } from '../../src/model.ts';
import { call } from './calls.ts';
import { type OpenedAws, openAws } from './client.ts';
import { AwsConfig, mayReach } from './config.ts';
import { configPathCalls } from './config-path/path.ts';
import { classify } from './failure.ts';
import { laneOf } from './limits.ts';
import { operationOf } from './operation.ts';
import { clientFor, closing, declared, lanes, scope } from './scope.ts';
import { verify } from './verify.ts';

const EARNS = 'earns short-lived credentials for reading and changes nothing';
/** Declared here because any question may be the first one that needs credentials. Their answers are never recorded. */
const SIGN_IN: readonly Call[] = [
  call('sts', 'AssumeRole', { readOnly: EARNS, withheld: true }),
  call('sts', 'AssumeRoleWithWebIdentity', { readOnly: EARNS, withheld: true }),
  {
    operation: 'sso:GetRoleCredentials',
    permission: 'an assignment of a permission set in IAM Identity Center',
    docs: 'https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html',
    withheld: true,
  },
  {
    operation: 'sso-oidc:CreateToken',
    permission: 'an assignment of a permission set in IAM Identity Center',
    docs: 'https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html',
    readOnly: EARNS,
    withheld: true,
  },
];

export default defineSource<AwsConfig, OpenedAws>({
  id: 'aws',
  title: 'Amazon Web Services',
  config: AwsConfig,
  scopes: ['account', 'region'],
  calls: [
    call('sts', 'GetCallerIdentity'),
    call('ec2', 'DescribeRegions'),
    call('organizations', 'ListAccounts'),
    ...configPathCalls,
    ...SIGN_IN,
  ],
  nameOf: (config) => config.name,
  mayReach,
  // S3 leaves the type out of some whole answers, or says text/plain (GetBucketVersioning's page has one): `verify` looks at the root instead
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
  accepts: /^(?:|(?:text\/xml|text\/plain|application\/xml|application\/json|application\/x-amz-json-1\.[01])(?:\s*;.*)?)$/,
  operationOf,
  verify,
  classify,
  scoping: (operation) => operation === 'ec2:DescribeRegions' || operation === 'organizations:ListAccounts',
  laneOf,
  connect: openAws,
  declared,
  scope,
  clientFor,
  closing,
  lanes,
});

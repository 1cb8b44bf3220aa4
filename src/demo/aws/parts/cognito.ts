/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html */
import type * as Cognito from '@aws-sdk/client-cognito-identity-provider';
import { PRODUCTION } from '../accounts.ts';
import { type Answer, type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

interface Pool {
  readonly id: string;
  readonly name: string;
  readonly mfa: Cognito.UserPoolMfaType;
  readonly minimumLength: number;
  readonly symbols: boolean;
}
type State = Holding<null, readonly Pool[]>;

const ID = 'cognito';
const nothing: State = { account: null, regions: {}, elsewhere: [] };
const invalid = (message: string) => () => new AwsRefusal('InvalidParameterException', message, 400);

/** "MaxResults" must be said, and be no more than 60. */
function ListUserPools(input: Cognito.ListUserPoolsRequest, ask: Ask): Cognito.ListUserPoolsResponse {
  const { MaxResults: size, NextToken: token } = input;
  if (size === undefined || size < 1 || size > 60) throw invalid("1 validation error detected: Value at 'maxResults' is out of range")();
  const { items, next } = page(see(ask, ID, nothing).region, ask, { size, token }, invalid('Invalid pagination token'));
  const dates = { CreationDate: ago(500, ask), LastModifiedDate: ago(30, ask) };
  return { UserPools: items.map(({ id, name }) => ({ Id: id, Name: name, ...dates })), NextToken: next };
}
function DescribeUserPool(input: Cognito.DescribeUserPoolRequest, ask: Ask): Cognito.DescribeUserPoolResponse {
  const pool = see(ask, ID, nothing).region.find(({ id }) => id === input.UserPoolId);
  if (!pool) throw new AwsRefusal('ResourceNotFoundException', `User pool ${input.UserPoolId} does not exist.`, 400);
  const { id, name, mfa, minimumLength, symbols } = pool;
  return {
    UserPool: {
      Id: id,
      Name: name,
      Arn: `arn:aws:cognito-idp:${ask.regionName}:${ask.account.id}:userpool/${id}`,
      MfaConfiguration: mfa,
      DeletionProtection: 'ACTIVE',
      Policies: {
        PasswordPolicy: {
          MinimumLength: minimumLength,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: symbols,
          TemporaryPasswordValidityDays: 3,
        },
      },
      CreationDate: ago(500, ask),
      LastModifiedDate: ago(30, ask),
    },
  };
}

const pool = (name: string, more: Partial<Pool> = {}): Pool => ({
  id: `eu-central-1_${name.replace('-', '').padEnd(9, '0').slice(0, 9)}`,
  name,
  mfa: 'ON',
  minimumLength: 12,
  symbols: true,
  ...more,
});
const inFrankfurt = (...pools: Pool[]): State => ({ ...nothing, regions: { 'eu-central-1': pools } });
const clean = { [PRODUCTION]: inFrankfurt(pool('customers'), pool('partners', { minimumLength: 16 }), pool('back-office')) };

export const cognito: Part<null, readonly Pool[]> = {
  id: ID,
  answers: { 'cognito-idp': { ListUserPools, DescribeUserPool } satisfies Record<string, Answer> },
  nothing,
  clean,
  drifted: clean,
  drift: [],
  checks: ['aws.cognito.mfa-and-passwords'],
  broken: {
    [PRODUCTION]: inFrankfurt(
      pool('customers', { mfa: 'OPTIONAL' }),
      pool('partners', { minimumLength: 8 }),
      pool('back-office', { symbols: false }),
    ),
  },
  refusals: [{ operation: 'cognito-idp:DescribeUserPool', how: 'denied' }],
};

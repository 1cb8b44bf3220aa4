import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';

const LIST = call('cognito-identity-provider', 'ListUserPools');
const DESCRIBE = call('cognito-identity-provider', 'DescribeUserPool');

const Listed = z.looseObject({ Id: z.string().min(1), Name: z.string().optional() });
type Listed = z.infer<typeof Listed>;
const PasswordPolicy = z.looseObject({
  MinimumLength: z.int().optional(),
  RequireUppercase: z.boolean().optional(),
  RequireLowercase: z.boolean().optional(),
  RequireNumbers: z.boolean().optional(),
  RequireSymbols: z.boolean().optional(),
});
type PasswordPolicy = z.infer<typeof PasswordPolicy>;
const Described = z.looseObject({
  UserPool: z.looseObject({
    MfaConfiguration: z.string().min(1).optional(),
    Policies: z.looseObject({ PasswordPolicy: PasswordPolicy.optional() }).optional(),
  }),
});
type Described = z.infer<typeof Described>;

export default defineCollector({
  id: 'aws/cognito-user-pool',
  title: 'Cognito user pools: second factor and passwords',
  scope: 'region',
  calls: [LIST, DESCRIBE],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Id of the user pool'),
    name: z.string().describe('Name of the user pool, or its Id'),
    mfaConfiguration: known(z.string()).describe('MfaConfiguration: `ON`, `OPTIONAL` (each user decides) or `OFF`'),
    minimumLength: known(z.int()).describe('Policies.PasswordPolicy.MinimumLength'),
    requireUppercase: known(z.boolean()).describe('Policies.PasswordPolicy.RequireUppercase'),
    requireLowercase: known(z.boolean()).describe('Policies.PasswordPolicy.RequireLowercase'),
    requireNumbers: known(z.boolean()).describe('Policies.PasswordPolicy.RequireNumbers'),
    requireSymbols: known(z.boolean()).describe('Policies.PasswordPolicy.RequireSymbols'),
  }),
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<{ pool: Listed; described: Answer<Described> }> {
    const pools = ask.pages(
      LIST.operation,
      {},
      turning({
        list: 'UserPools',
        token: 'NextToken',
        item: Listed,
        key: ({ Id }) => Id,
        send: (token) => aws.send('cognito-identity-provider', 'ListUserPools', { MaxResults: 60, ...token }, region),
      }),
    );
    yield* parallel(pools, async (pool) => {
      const input = { UserPoolId: pool.Id };
      const send = () => aws.send('cognito-identity-provider', 'DescribeUserPool', input, region);
      return { pool, described: await ask(DESCRIBE.operation, input, Described, send) };
    });
  },
  normalise({ pool: { Id, Name }, described }) {
    const member = (name: string) => missing(DESCRIBE.operation, `UserPool.${name}`);
    const policy = <K extends keyof PasswordPolicy & string>(key: K): Known<NonNullable<PasswordPolicy[K]>> => {
      const none = member(`Policies.PasswordPolicy.${key}`);
      return settle(described, { some: ({ UserPool }) => UserPool.Policies?.PasswordPolicy?.[key] ?? none, none });
    };
    return {
      id: Id,
      name: Name ?? Id,
      mfaConfiguration: settle(described, {
        some: ({ UserPool }) => UserPool.MfaConfiguration ?? member('MfaConfiguration'),
        none: member('MfaConfiguration'),
      }),
      minimumLength: policy('MinimumLength'),
      requireUppercase: policy('RequireUppercase'),
      requireLowercase: policy('RequireLowercase'),
      requireNumbers: policy('RequireNumbers'),
      requireSymbols: policy('RequireSymbols'),
    };
  },
});

import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { ORGANIZATION_CALL, organizationOf } from '../organizations.ts';
import { turning } from '../paging.ts';
import { Account, Policy, Root, Target } from './answers.ts';
import { normalise, type Raw, type Scp } from './normalise.ts';

/** They say the same of an account that left in between. */
const NO_ORGANIZATION = { absentOn: ['AWSOrganizationsNotInUseException'] };
const calls = {
  roots: call('organizations', 'ListRoots', NO_ORGANIZATION),
  policies: call('organizations', 'ListPolicies', NO_ORGANIZATION),
  targets: call('organizations', 'ListTargetsForPolicy'),
  accounts: call('organizations', 'ListAccounts', NO_ORGANIZATION),
};

const Resource = z.object({
  id: z.string().describe('The account that is asked: twelve digits'),
  name: z.string().describe('The account that is asked: twelve digits'),
  inOrganization: known(z.boolean()).describe(
    'DescribeOrganization names an organisation, and does not say AWSOrganizationsNotInUseException',
  ),
  featureSet: known(z.string()).describe('Organization.FeatureSet: `ALL`, or `CONSOLIDATED_BILLING`, which has no policies'),
  scpsEnabled: known(z.boolean()).describe('PolicyTypes of the root: SERVICE_CONTROL_POLICY is `ENABLED`'),
  ownScpAttached: known(z.boolean()).describe(
    'A service control policy that AWS does not manage (AwsManaged) is attached to a root, unit or account (ListTargetsForPolicy)',
  ),
  accounts: known(
    z.array(z.object({ id: z.string(), name: z.string(), state: known(z.string()).describe('State, or Status where that is not given') })),
  ).describe('ListAccounts; only the management account and delegated administrators may ask'),
  undeclared: known(z.boolean()).describe('Never known: stands for what nobody has declared'),
});

export default defineCollector({
  id: 'aws/organization',
  title: 'The organisation around an account: its service control policies, and its other accounts',
  scope: 'account',
  calls: [ORGANIZATION_CALL, ...Object.values(calls)],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    const organization = await organizationOf(aws, ask);
    // of an account in no organisation, nothing more is to be asked
    const inside = organization === null ? undefined : await insideOf(aws, ask);
    yield { account: aws.account, organization, inside };
  },
  normalise,
});

async function insideOf(aws: Aws, ask: Ask): Promise<NonNullable<Raw['inside']>> {
  const filter = { Filter: 'SERVICE_CONTROL_POLICY' };
  const [roots, policies, accounts] = await Promise.all([
    ask.list(
      calls.roots.operation,
      {},
      listing(aws, 'ListRoots', 'Roots', Root, ({ Id }) => Id),
    ),
    ask.list(
      calls.policies.operation,
      filter,
      listing(aws, 'ListPolicies', 'Policies', Policy, ({ Id }) => Id, filter),
    ),
    ask.list(
      calls.accounts.operation,
      {},
      listing(aws, 'ListAccounts', 'Accounts', Account, ({ Id }) => Id),
    ),
  ]);
  return { roots, accounts, scps: await attachments(aws, ask, policies) };
}
/** AWS's own allows everything and is attached to everything, so that its targets say nothing. */
async function attachments(aws: Aws, ask: Ask, policies: Answer<readonly Policy[]>): Promise<Answer<readonly Scp[]>> {
  if (policies === null || isUnknown(policies)) return policies;
  return Promise.all(
    policies.map(async (policy) => {
      const input = { PolicyId: policy.Id };
      const pages = listing(aws, 'ListTargetsForPolicy', 'Targets', Target, ({ TargetId }) => TargetId, input);
      return { policy, targets: policy.AwsManaged === true ? [] : await ask.list(calls.targets.operation, input, pages) };
    }),
  );
}
function listing<T>(aws: Aws, command: string, list: string, item: z.ZodType<T>, key: (item: T) => string, input: object = {}) {
  return turning({ list, token: 'NextToken', item, key, send: (token) => aws.send('organizations', command, { ...input, ...token }) });
}

import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, settle, settled, unknown } from '../../../src/kit.ts';
import type { Ask, Instant } from '../../../src/model.ts';
import { type Reconciled, reconciledReport, SUMMARY_CALL } from '../account-summary.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { fresh, REPORT_CALLS, truth, userRows } from '../credential-report.ts';
import { or } from '../kleene.ts';
import { turning } from '../paging.ts';

const calls = { instances: call('sso-admin', 'ListInstances'), providers: call('iam', 'ListSAMLProviders') };

const Instance = z.looseObject({ InstanceArn: z.string().min(1), Status: z.string().min(1).optional() });
type Instance = z.infer<typeof Instance>;
const Providers = z.looseObject({ SAMLProviderList: z.array(z.looseObject({ Arn: z.string().min(1) })) });

const ConsoleUser = z.object({
  name: z.string().describe('user'),
  passwordEnabled: known(z.boolean()).describe('password_enabled; users who certainly have no password are left out'),
});
const Resource = z.object({
  id: z.string().describe('Account id and `federation`'),
  name: z.string(),
  federated: known(z.boolean()).describe(
    'An instance of Identity Center with Status ACTIVE, or a SAML provider, which Identity Center makes in each account that it opens. Never false: see ListInstances',
  ),
  samlProviders: known(z.array(z.string())).describe('ARNs in SAMLProviderList'),
  consoleUsers: known(z.array(ConsoleUser)).describe('Lines of the credential report with a console password, or with no clear word on it'),
  everyUserSeen: known(z.boolean()).describe('True: the report names as many users as IAM counts'),
});

interface Raw {
  readonly account: string;
  readonly home: string;
  readonly instances: Answer<readonly Instance[]>;
  readonly providers: Answer<z.infer<typeof Providers>>;
  readonly users: Known<Reconciled>;
}

export default defineCollector({
  id: 'aws/iam-federation',
  title: 'How people come into an account: identity providers, and IAM users with a console password',
  scope: 'account',
  calls: [...Object.values(calls), SUMMARY_CALL, ...REPORT_CALLS],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    const [instances, providers, users] = await Promise.all([instancesOf(aws, ask), providersOf(aws, ask), reconciledReport(aws, ask)]);
    yield { account: aws.account, home: aws.home, instances, providers, users };
  },
  normalise({ account, home, instances, providers, users }, { now }) {
    const saml = settle(providers, {
      some: ({ SAMLProviderList }) => SAMLProviderList.map(({ Arn }) => Arn),
      none: missing(calls.providers.operation, 'SAMLProviderList'),
    });
    return {
      id: `${account}/federation`,
      name: 'federation',
      federated: or(
        settled([saml], (all) => all.length > 0),
        settle(instances, { some: (all) => isActive(all, home), none: missing(calls.instances.operation, 'Instances') }),
      ),
      samlProviders: saml,
      ...consoleUsers(users, now),
    };
  },
});

function instancesOf(aws: Aws, ask: Ask) {
  const send = (token: object) => aws.send('sso-admin', 'ListInstances', token, aws.home);
  const pages = turning({ list: 'Instances', token: 'NextToken', item: Instance, key: ({ InstanceArn }) => InstanceArn, send });
  return ask.list(calls.instances.operation, { region: aws.home }, pages);
}
function providersOf(aws: Aws, ask: Ask) {
  return ask(calls.providers.operation, {}, Providers, () => aws.send('iam', 'ListSAMLProviders', {}));
}

function isActive(instances: readonly Instance[], home: string): Known<boolean> {
  if (instances.some(({ Status }) => Status === 'ACTIVE')) return true;
  return instances.some(({ Status }) => Status === undefined) ? missing(calls.instances.operation, 'Instances[].Status') : unseen(home);
}
/**
 * That nothing is listed proves nothing. An instance is at home in one region, a member account may list none but its own
 * (https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListInstances.html), and people may come in through a role from an
 * account in which they are federated.
 */
function unseen(home: string): Known<boolean> {
  const detail = `neither an active instance of Identity Center in ${home} nor a SAML provider is listed here; there may be one in another region or in the management account`;
  return unknown({ operation: calls.instances.operation, reason: 'region_scope_unproven', detail });
}

type Users = Pick<z.infer<typeof Resource>, 'consoleUsers' | 'everyUserSeen'>;
function consoleUsers(users: Known<Reconciled>, now: Instant): Users {
  if (isUnknown(users)) return { consoleUsers: users, everyUserSeen: users };
  const report = fresh(users.report, now);
  if (isUnknown(report)) return { consoleUsers: report, everyUserSeen: report };
  const all = userRows(report).map((row) => ({ name: row['user'] as string, passwordEnabled: truth(row, 'password_enabled') }));
  return {
    consoleUsers: all.filter(({ passwordEnabled }) => passwordEnabled !== false),
    everyUserSeen: users.gap ? unknown(users.gap) : true,
  };
}

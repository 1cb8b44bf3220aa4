import { z } from 'zod';
import { defineCollector, known, parallel, unknown } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';
import { ADMINISTRATOR_CALLS, type Administrators, administratorsOf, Instance } from './administrators.ts';

const INSTANCES = call('sso-admin', 'ListInstances');

const Resource = z.object({
  id: z.string().describe('InstanceArn'),
  name: z.string().describe('Name of the instance, or its ARN where it has none'),
  mfaEnforced: known(z.boolean()).describe(
    'Whether everybody signs in with a second factor every time. No API of AWS shows this setting, so only an attestation can say',
  ),
  administrators: known(z.array(z.string())).describe(
    'Who may be administrator where, as `<account> <user id>`: assignments of permission sets with the policy AdministratorAccess, groups by their members',
  ),
  unreviewed: known(z.boolean()).describe('Never known: stands for what no access review has said'),
});

export default defineCollector({
  id: 'aws/identity-center',
  title: 'IAM Identity Center where it is at home, and whom it lets be administrator',
  scope: 'region',
  calls: [INSTANCES, ...ADMINISTRATOR_CALLS],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<{ instance: Instance; administrators: Administrators }> {
    const instances = ask.pages(
      INSTANCES.operation,
      {},
      turning({
        list: 'Instances',
        token: 'NextToken',
        item: Instance,
        key: ({ InstanceArn }) => InstanceArn,
        send: (token) => aws.send('sso-admin', 'ListInstances', token, region),
      }),
    );
    yield* parallel(instances, async (instance) => ({ instance, administrators: await administratorsOf(aws, ask, instance, region) }));
  },
  normalise({ instance: { InstanceArn, Name }, administrators }) {
    const name = Name === undefined || Name === '' ? InstanceArn : Name;
    return {
      id: InstanceArn,
      name,
      mfaEnforced: unknown({
        operation: 'attestation',
        reason: 'attestation_missing',
        detail: `AWS's API does not show the MFA setting of Identity Center or of the directory behind it; nobody has attested it for ${name}`,
      }),
      administrators: administrators.names,
      unreviewed: unknown({
        operation: 'declaration',
        reason: 'attestation_missing',
        detail: 'no access review has said who may be administrator: the parameter `approved` of this check',
      }),
    };
  },
});

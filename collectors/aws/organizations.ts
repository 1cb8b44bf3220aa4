/** The organisation that an account belongs to, and who in it may look at the others. */
import { z } from 'zod';
import { type Answer, isUnknown, type Known, missing, unknown } from '../../src/kit.ts';
import type { Ask, Call } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

export const ORGANIZATION_CALL: Call = call('organizations', 'DescribeOrganization', { absentOn: ['AWSOrganizationsNotInUseException'] });
export const DELEGATES_CALL: Call = call('organizations', 'ListDelegatedAdministrators');

const Answered = z.looseObject({
  Organization: z.looseObject({ Id: z.string().min(1), MasterAccountId: z.string().min(1), FeatureSet: z.string().min(1) }),
});
export type Organization = z.infer<typeof Answered>;

/** Null: the account is in no organisation. */
export function organizationOf(aws: Aws, ask: Ask): Promise<Answer<Organization>> {
  return ask(ORGANIZATION_CALL.operation, {}, Answered, () => aws.send('organizations', 'DescribeOrganization', {}));
}

const Delegate = z.looseObject({ Id: z.string().min(1) });

/**
 * What a service does for a whole organisation stands in its management account, or in the one that it delegated this to, and is listed
 * there alone: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html
 * False: there is no other account that this one could be covered from. Otherwise unknown: nobody can tell from here.
 */
export async function coveredElsewhere(aws: Aws, ask: Ask, service: string): Promise<{ said: Known<false>; heard: readonly unknown[] }> {
  const organization = await organizationOf(aws, ask);
  if (organization === null) return { said: false, heard: [] };
  if (isUnknown(organization)) return { said: organization, heard: [organization] };
  const { Id, MasterAccountId } = organization.Organization;
  const perhaps = (detail: string) =>
    unknown({ operation: ORGANIZATION_CALL.operation, reason: 'population_incomplete', detail: `${detail}, and is listed there alone` });
  if (MasterAccountId !== aws.account) {
    const where = `the management account ${MasterAccountId}, or one that it delegated to, may do this for the whole organisation ${Id}`;
    return { said: perhaps(where), heard: [organization] };
  }
  const delegates = await delegatesFor(aws, ask, service);
  const heard = [organization, delegates];
  if (delegates === null) return { said: missing(DELEGATES_CALL.operation, 'DelegatedAdministrators'), heard };
  if (isUnknown(delegates)) return { said: delegates, heard };
  const [delegate] = delegates;
  return { said: delegate ? perhaps(`the delegated administrator ${delegate.Id} may do this for the whole organisation`) : false, heard };
}
function delegatesFor(aws: Aws, ask: Ask, ServicePrincipal: string) {
  const send = (token: object) => aws.send('organizations', 'ListDelegatedAdministrators', { ServicePrincipal, ...token });
  const pages = turning({ list: 'DelegatedAdministrators', token: 'NextToken', item: Delegate, key: ({ Id }) => Id, send });
  return ask.list(DELEGATES_CALL.operation, { ServicePrincipal }, pages);
}

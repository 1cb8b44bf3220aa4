import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { ORGANIZATION_CALL, organizationOf } from '../organizations.ts';

/**
 * Two refusals say that nothing is switched on: IAM is not trusted in the organisation, without which neither feature can be, or the
 * organisation has no more than its bill in common. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 */
const FEATURES = call('iam', 'ListOrganizationsFeatures', {
  absentOn: ['ServiceAccessNotEnabledException', 'OrganizationNotInAllFeaturesModeException'],
});
const Features = z.looseObject({ OrganizationId: z.string().min(1), EnabledFeatures: z.array(z.string()) });
type Features = z.infer<typeof Features>;

const Resource = z.object({
  id: z.string().describe('OrganizationId'),
  name: z.string().describe('OrganizationId'),
  rootCredentialsManagement: known(z.boolean()).describe(
    'EnabledFeatures holds `RootCredentialsManagement`: root credentials of member accounts can be taken away and kept away from one place',
  ),
  rootSessions: known(z.boolean()).describe(
    'EnabledFeatures holds `RootSessions`: what only root can do in a member account is done by a short session',
  ),
});

interface Raw {
  readonly id: string;
  readonly features: Answer<Features>;
}

export default defineCollector({
  id: 'aws/iam-root-management',
  title: 'Central management of root access in an organisation, as its management account sees it',
  scope: 'account',
  calls: [ORGANIZATION_CALL, FEATURES],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    const organization = await organizationOf(aws, ask);
    if (organization === null) return ask.proof('organizations:DescribeOrganization: the account is in no organisation');
    const features = await ask(FEATURES.operation, {}, Features, () => aws.send('iam', 'ListOrganizationsFeatures', {}));
    if (!isUnknown(organization)) yield { id: organization.Organization.Id, features };
    // who answers for an organisation proves that there is one
    else if (features !== null && !isUnknown(features)) yield { id: features.OrganizationId, features };
    else ask.incomplete(organization.$unknown);
  },
  normalise({ id, features }) {
    return {
      id,
      name: id,
      rootCredentialsManagement: enabled(features, 'RootCredentialsManagement'),
      rootSessions: enabled(features, 'RootSessions'),
    };
  },
});

function enabled(answer: Answer<Features>, feature: string): Known<boolean> {
  return settle(answer, { some: ({ EnabledFeatures }) => EnabledFeatures.includes(feature), none: false });
}

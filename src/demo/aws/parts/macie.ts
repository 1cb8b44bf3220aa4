/** https://docs.aws.amazon.com/macie/latest/APIReference/operations.html */
import type * as Macie from '@aws-sdk/client-macie2';
import { PRODUCTION } from '../accounts.ts';
import { type Answer, type Ask, ago } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

/** Null: not enabled here. */
type Here = { readonly status: Macie.MacieStatus; readonly discovery: Macie.AutomatedDiscoveryStatus } | null;
type State = Holding<null, Here>;

const ID = 'macie';
const nothing: State = { account: null, regions: {}, elsewhere: null };

/** A session that does not exist is told as a denial, and only the sentence says which of the two it is. */
function session(ask: Ask): NonNullable<Here> {
  const { region } = see(ask, ID, nothing);
  if (region === null) throw new AwsRefusal('AccessDeniedException', 'Macie is not enabled', 403);
  return region;
}
function GetMacieSession(_: object, ask: Ask): Macie.GetMacieSessionResponse {
  const { status } = session(ask);
  return {
    status,
    createdAt: ago(300, ask),
    updatedAt: ago(30, ask),
    findingPublishingFrequency: 'SIX_HOURS',
    serviceRole: `arn:aws:iam::${ask.account.id}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie`,
  };
}
function GetAutomatedDiscoveryConfiguration(_: object, ask: Ask): Macie.GetAutomatedDiscoveryConfigurationResponse {
  const { discovery } = session(ask);
  return {
    status: discovery,
    autoEnableOrganizationMembers: 'NONE',
    classificationScopeId: '117aff7ed76b59a59c3224ebdexample',
    sensitivityInspectionTemplateId: 'fd7b6d71c8006fcd6391e6eedexample',
    firstEnabledAt: ago(290, ask),
    lastUpdatedAt: ago(30, ask),
    ...(discovery === 'DISABLED' && { disabledAt: ago(30, ask) }),
  };
}

const on: Here = { status: 'ENABLED', discovery: 'ENABLED' };
const production = (frankfurt: Here): State => ({ ...nothing, regions: { 'eu-central-1': frankfurt } });
const clean = { [PRODUCTION]: production(on) };

export const macie: Part<null, Here> = {
  id: ID,
  answers: { macie2: { GetMacieSession, GetAutomatedDiscoveryConfiguration } satisfies Record<string, Answer> },
  nothing,
  clean,
  drifted: clean,
  drift: [],
  // which buckets hold personal data is a tag of theirs: example-prod-customer-data, in every world
  checks: ['aws.macie.enabled'],
  broken: { [PRODUCTION]: nothing },
  refusals: [{ operation: 'macie2:GetMacieSession', how: 'denied', region: 'eu-central-1' }],
};

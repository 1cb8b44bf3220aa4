/** From Organizations' words to what checks read. Pure. */
import { type Answer, type Known, missing, settle, unknown } from '../../../src/kit.ts';
import { and, or } from '../kleene.ts';
import type { Organization } from '../organizations.ts';
import type { Account, Policy, Root, Target } from './answers.ts';

export interface Scp {
  readonly policy: Policy;
  readonly targets: Answer<readonly Target[]>;
}
export interface Raw {
  readonly account: string;
  readonly organization: Answer<Organization>;
  /** Undefined: there is no organisation to be in. */
  readonly inside:
    | { readonly roots: Answer<readonly Root[]>; readonly scps: Answer<readonly Scp[]>; readonly accounts: Answer<readonly Account[]> }
    | undefined;
}

export function normalise({ account, organization, inside }: Raw) {
  const none = unknown({
    operation: 'organizations:DescribeOrganization',
    reason: 'population_incomplete',
    detail: `account ${account} belongs to no organisation, so that no other account can be seen from it`,
  });
  return {
    id: account,
    name: account,
    inOrganization: settle(organization, { some: () => true, none: false }),
    featureSet: settle(organization, { some: ({ Organization: { FeatureSet } }) => FeatureSet, none }),
    scpsEnabled: inside ? settle(inside.roots, { some: scpsEnabled, none }) : none,
    ownScpAttached: inside ? settle(inside.scps, { some: ownAttached, none }) : none,
    accounts: inside ? settle(inside.accounts, { some: (all) => all.map(described), none }) : none,
    undeclared: unknown({
      operation: 'declaration',
      reason: 'attestation_missing',
      detail: 'nobody has declared which environment each account is: the parameter `environments` of this check',
    }),
  };
}

/** An organisation has one root: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
export function scpsEnabled(roots: readonly Root[]): Known<boolean> {
  if (roots.length === 0) return missing('organizations:ListRoots', 'Roots[0]');
  const each = roots.map(({ PolicyTypes }): Known<boolean> => {
    if (PolicyTypes === undefined) return missing('organizations:ListRoots', 'Roots[].PolicyTypes');
    return PolicyTypes.some(({ Type, Status }) => Type === 'SERVICE_CONTROL_POLICY' && Status === 'ENABLED');
  });
  return each.reduce(and);
}

/** FullAWSAccess, which AWS manages, is there from the start and forbids nothing. */
export function ownAttached(scps: readonly Scp[]): Known<boolean> {
  const each = scps.map(({ policy: { AwsManaged }, targets }) => {
    const own: Known<boolean> = AwsManaged === undefined ? missing('organizations:ListPolicies', 'Policies[].AwsManaged') : !AwsManaged;
    const attached = settle(targets, { some: (all) => all.length > 0, none: missing('organizations:ListTargetsForPolicy', 'Targets') });
    return and(own, attached);
  });
  return each.reduce<Known<boolean>>(or, false);
}

function described({ Id, Name, State, Status }: Account) {
  return { id: Id, name: Name ?? Id, state: State ?? Status ?? missing('organizations:ListAccounts', 'Accounts[].State') };
}

/** Whether a user has administrator rights, by itself or through its groups. Pure. */
import { type Known, type Unknown, unknown } from '../../../src/kit.ts';
import { AUTHORIZATION, type Group, type Identity, type Inventory, type Managed, type User } from '../iam-authorization.ts';
import { or } from '../kleene.ts';
import { documentAllowsEverything, isAdministratorAccess, isAwsManaged } from '../policy-grants.ts';

/** A user with all that gives it rights. */
export interface Rights {
  readonly user: User;
  readonly groups: readonly Group[];
  readonly policies: readonly Managed[];
  /** Why a group or policy that it names is not among them. */
  readonly lacking: Unknown | undefined;
}

export function rightsOf(user: User, { groups, policies, unread }: Inventory): Rights {
  const mine = user.groups.flatMap((name) => groups.get(name) ?? []);
  const attached = [user, ...mine].flatMap((one) => one.attached).filter((arn) => !isAwsManaged(arn));
  const known = attached.flatMap((arn) => policies.get(arn) ?? []);
  const whole = mine.length === user.groups.length && known.length === attached.length;
  return { user, groups: mine, policies: known, lacking: whole ? undefined : (unread ?? gone(user)) };
}
function gone({ name }: User): Unknown {
  const detail = `${AUTHORIZATION}: a group or policy of ${name} is not listed`;
  return unknown({ operation: AUTHORIZATION, reason: 'changed_during_collection', detail });
}

/** Of AWS's own policies AdministratorAccess alone; of the customer's, each that allows everything. */
export function isAdministrator({ user, groups, policies, lacking }: Rights): Known<boolean> {
  const identities: readonly Identity[] = [user, ...groups];
  const seen = [
    identities.some(({ attached }) => attached.some(isAdministratorAccess)),
    ...policies.map(({ document }) => documentAllowsEverything(AUTHORIZATION, 'Policies[].PolicyVersionList[].Document', document)),
    ...identities.flatMap(({ inline }) =>
      inline.map(({ document }) => documentAllowsEverything(AUTHORIZATION, '…PolicyList[].PolicyDocument', document)),
    ),
  ];
  return seen.reduce<Known<boolean>>(or, lacking === undefined ? false : lacking);
}

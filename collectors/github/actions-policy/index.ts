import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import { ORGANIZATION } from '../calls.ts';
import type { Github } from '../client.ts';
import { type OrganizationAnswer, theOrganization } from '../organization.ts';
import { ACTIONS, FORK_APPROVAL, SELECTED_ACTIONS } from '../organization-calls.ts';

/** `allowed_actions` is left out where Actions are off, `sha_pinning_required` by servers that do not know it yet. */
const Policy = z.looseObject({
  enabled_repositories: z.string(),
  allowed_actions: z.string().optional(),
  sha_pinning_required: z.boolean().optional(),
});
type Policy = z.infer<typeof Policy>;
const Selected = z.looseObject({ patterns_allowed: z.array(z.string()) });
const Approval = z.looseObject({ approval_policy: z.string().min(1) });

interface Found {
  readonly policy: Answer<Policy>;
  /** Asked where selected actions alone may run. */
  readonly selected?: Answer<z.infer<typeof Selected>>;
  readonly approval: Answer<z.infer<typeof Approval>>;
}
interface Raw {
  readonly organization: OrganizationAnswer;
  readonly found: Found;
}

async function look(github: Github, ask: Ask): Promise<Found> {
  const params = { org: github.organization };
  const one = <T>({ operation }: { readonly operation: string }, schema: z.ZodType<T>) =>
    ask(operation, params, schema, () => github.get(operation, params));
  const [policy, approval] = await Promise.all([one(ACTIONS, Policy), one(FORK_APPROVAL, Approval)]);
  const some = policy !== null && !isUnknown(policy) && policy.allowed_actions === 'selected';
  return { policy, approval, ...(some && { selected: await one(SELECTED_ACTIONS, Selected) }) };
}

/** A lone asterisk, and one on either side of the slash, stand for every action there is: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
const EVERYTHING = /^\*(?:\/\*)?(?:@\*)?$/;

/** Whether any action of anybody may run. */
export function anythingOf({ policy, selected }: Found): Known<boolean> {
  return settled(
    [settle(policy, { some: (value) => value, none: missing(ACTIONS.operation, 'enabled_repositories') })],
    (value: Policy) => {
      if (value.enabled_repositories === 'none' || value.allowed_actions === 'local_only') return false;
      if (value.allowed_actions === 'all') return true;
      if (value.allowed_actions === undefined) return missing(ACTIONS.operation, 'allowed_actions');
      if (value.allowed_actions !== 'selected' || selected === undefined) {
        const detail = `${ACTIONS.operation}: what \`allowed_actions\` ${JSON.stringify(value.allowed_actions)} lets run is not known`;
        return unknown({ operation: ACTIONS.operation, reason: 'malformed_response', detail });
      }
      const none = missing(SELECTED_ACTIONS.operation, 'patterns_allowed');
      return settle(selected, { some: ({ patterns_allowed }) => patterns_allowed.some((pattern) => EVERYTHING.test(pattern)), none });
    },
  );
}

export default defineCollector({
  id: 'github/actions-policy',
  title: 'Which GitHub Actions an organization lets run, and whose workflows wait for approval',
  scope: 'organization',
  calls: [ORGANIZATION, ACTIONS, SELECTED_ACTIONS, FORK_APPROVAL],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the organization: `id`'),
    name: z.string().describe('`login`'),
    enabledRepositories: known(z.string()).describe('Where Actions may run: all, none or selected; `enabled_repositories`'),
    allowedActions: known(z.string()).describe('all, local_only or selected; `allowed_actions`'),
    anythingMayRun: known(z.boolean()).describe(
      'Any action of anybody: `allowed_actions` is all, or selected with a pattern in `patterns_allowed` that stands for every action',
    ),
    shaPinningRequired: known(z.boolean()).describe('Actions must be named by a whole commit: `sha_pinning_required`'),
    publicRepositories: z.int().describe('`public_repos`'),
    approvalPolicy: known(z.string()).describe(
      'Whose pull requests from forks wait for approval before workflows run: first_time_contributors_new_to_github, first_time_contributors or all_external_contributors; `approval_policy`',
    ),
  }),
  fetch: (github: Github, ask) => theOrganization(github, ask, () => look(github, ask)),
  normalise({ organization, found }: Raw) {
    const policy = settle(found.policy, { some: (value) => value, none: missing(ACTIONS.operation, 'enabled_repositories') });
    const of = <T>(read: (value: Policy) => T | undefined, member: string): Known<T> =>
      settled([policy], (value: Policy) => read(value) ?? missing(ACTIONS.operation, member));
    return {
      id: String(organization.id),
      name: organization.login,
      enabledRepositories: of((value) => value.enabled_repositories, 'enabled_repositories'),
      allowedActions: of((value) => value.allowed_actions, 'allowed_actions'),
      anythingMayRun: anythingOf(found),
      shaPinningRequired: of((value) => value.sha_pinning_required, 'sha_pinning_required'),
      publicRepositories: organization.public_repos,
      approvalPolicy: settle(found.approval, {
        some: (value) => value.approval_policy,
        none: missing(FORK_APPROVAL.operation, 'approval_policy'),
      }),
    };
  },
});

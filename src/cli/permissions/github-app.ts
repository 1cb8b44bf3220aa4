/**
 * Grants -> the manifest of a GitHub App that may read what the checks need, and nothing else.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
import type { Grant, Needs } from './grants.ts';

/** GitHub's words on its pages -> its words in a manifest: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const NAMES: Readonly<Record<string, string>> = {
  Actions: 'actions',
  Administration: 'administration',
  Checks: 'checks',
  'Code scanning alerts': 'security_events',
  'Commit statuses': 'statuses',
  Contents: 'contents',
  'Dependabot alerts': 'vulnerability_alerts',
  Deployments: 'deployments',
  Environments: 'environments',
  Members: 'members',
  Metadata: 'metadata',
  'Organization administration': 'organization_administration',
  'Organization personal access tokens': 'organization_personal_access_tokens',
  'Organization plan': 'organization_plan',
  'Organization secrets': 'organization_secrets',
  'Organization self-hosted runners': 'organization_self_hosted_runners',
  'Organization webhooks': 'organization_hooks',
  'Pull requests': 'pull_requests',
  'Secret scanning alerts': 'secret_scanning_alerts',
  Secrets: 'secrets',
  Webhooks: 'repository_hooks',
};
const READ = /(?:^|, )([A-Z][\w -]*): read(?=$|[,;])/g;

/** Names in a manifest of what a call needs; none: no App can be granted it, or nothing has to be. A name that is not known is an error. */
export function appPermissions(permission: string): string[] {
  return [...permission.matchAll(READ)].map(([, words = '']) => {
    const name = NAMES[words];
    if (name === undefined) throw new Error(`no permission of a GitHub App is known as ${JSON.stringify(words)}`);
    return name;
  });
}

export interface AppNeeds {
  /** All of them `read`, sorted. */
  readonly permissions: readonly string[];
  /** By the same names: the grants that ask for it. */
  readonly because: ReadonlyMap<string, readonly Grant[]>;
  /** What no App can be granted: somebody else's token has to ask, or the rows are unknown. */
  readonly others: readonly Grant[];
}
export function appNeeds({ grants }: Needs): AppNeeds {
  const because = new Map<string, Grant[]>();
  for (const grant of grants) for (const name of appPermissions(grant.permission)) because.set(name, [...(because.get(name) ?? []), grant]);
  const others = grants.filter(({ permission }) => appPermissions(permission).length === 0 && !/^none\b/.test(permission));
  return { permissions: [...because.keys()].sort(), because, others };
}

/** No webhook, no events, nobody else's: it asks, and is told nothing of its own accord. */
export function manifestOf({ permissions }: AppNeeds, checks: number): object {
  return {
    url: 'https://claimcheck.dev',
    description: `Reads what ${checks} ${checks === 1 ? 'check needs' : 'checks need'}, and nothing else. Written by claimcheck permissions.`,
    public: false,
    // an App without a webhook has to say so beside an address: https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters
    hook_attributes: { url: 'https://example.com', active: false },
    default_events: [],
    default_permissions: Object.fromEntries(permissions.map((name) => [name, 'read'])),
  };
}

/** One line for each permission: JSON has no comments. */
export function reasonsOf({ because, others, permissions }: AppNeeds): string[] {
  const lines = permissions.map((name) => `${name}: read, for ${said(because.get(name) as readonly Grant[])}`);
  return [...lines, ...others.map((grant) => `not for an App, but ${grant.permission}, for ${said([grant])}`)];
}
function said(grants: readonly Grant[]): string {
  if (grants.some(({ collectors }) => collectors.length === 0)) return 'every check';
  const checks = [...new Set(grants.flatMap(({ checks: ids }) => ids))].sort();
  const shown = checks.slice(0, 4).join(', ');
  return checks.length > 4 ? `${shown} and ${checks.length - 4} more` : shown;
}

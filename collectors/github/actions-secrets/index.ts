import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle } from '../../../src/kit.ts';
import type { Answer, Call, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { placeOf } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { askOrganization, type OrganizationAnswer } from '../organization.ts';
import { ACTIONS_SECRETS, ORGANIZATION_SECRETS } from '../repository-calls.ts';
import { askSecrets, type Secret } from '../secret-list.ts';

type Secrets = Answer<readonly Secret[]>;
type Raw = { readonly of: Scoped<Secrets> } | { readonly organization: OrganizationAnswer; readonly secrets: Secrets };

export default defineCollector({
  id: 'github/actions-secrets',
  title: 'Secrets of GitHub Actions, of repositories and of the organization',
  scope: 'organization',
  calls: [...IN_SCOPE, ACTIONS_SECRETS, ORGANIZATION_SECRETS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    secrets: known(
      z.array(z.object({ name: z.string().describe('`name`'), updatedAt: z.string().describe('When it was last set: `updated_at`') })),
    ).describe('Those of the repository, or of the organization as a whole; not those of environments'),
  }),
  async *fetch(github: Github, ask) {
    const organization = await askOrganization(github, ask);
    if (organization !== null && !isUnknown(organization)) {
      const secrets = await askSecrets(github, ask, ORGANIZATION_SECRETS, { org: github.organization });
      yield { organization, secrets } satisfies Raw;
    }
    for await (const of of eachInScope(github, ask, (repo) => askSecrets(github, ask, ACTIONS_SECRETS, placeOf(repo))))
      yield { of } satisfies Raw;
  },
  normalise(raw: Raw) {
    if ('of' in raw) return { ...scopeOf(raw.of), secrets: about(raw.of, (secrets) => shown(secrets, ACTIONS_SECRETS)) };
    const { id, login } = raw.organization;
    return {
      id: `organization ${id}`,
      name: login,
      inScope: true,
      outOfScopeBecause: '',
      secrets: shown(raw.secrets, ORGANIZATION_SECRETS),
    };
  },
});

function shown(secrets: Secrets, { operation }: Call): Known<{ name: string; updatedAt: string }[]> {
  const some = (list: readonly Secret[]) => list.map(({ name, updated_at }) => ({ name, updatedAt: updated_at }));
  return settle(secrets, { some, none: missing(operation, 'secrets') });
}

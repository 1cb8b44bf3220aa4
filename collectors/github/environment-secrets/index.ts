import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Call, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { askEnvironments, type Environment } from '../environment-list.ts';
import { placeOf } from '../files.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import type { Listing } from '../repositories.ts';
import { ACTIONS_SECRETS, ENVIRONMENT_SECRETS, ENVIRONMENTS } from '../repository-calls.ts';
import { askSecrets, type Secret } from '../secret-list.ts';

type Secrets = Answer<readonly Secret[]>;
interface Found {
  readonly environments: Answer<readonly Environment[]>;
  /** By the environment's number; what is not here was not asked. */
  readonly secrets: Readonly<Record<string, Secrets>>;
  /** Asked where there is any environment. */
  readonly shared?: Secrets;
}
/** Previews of pull requests make an environment each: of so many only those that sound like production are asked about. */
const MANY = 20;
const soundsLive = ({ name }: Environment) => /prod|live/i.test(name);

export default defineCollector({
  id: 'github/environment-secrets',
  title: 'Environments of repositories and their secrets',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, ENVIRONMENTS, ENVIRONMENT_SECRETS, ACTIONS_SECRETS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    environments: known(
      z.array(
        z.object({
          name: z.string().describe('`name`'),
          secrets: known(z.array(z.string())).describe('Names of the secrets that only its deployments are given'),
        }),
      ),
    ).describe('All of them'),
    repositorySecrets: known(z.array(z.string())).describe('Names of the secrets that every workflow of the repository is given'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const environments = await askEnvironments(github, ask, repo);
      if (environments === null || isUnknown(environments) || environments.length === 0) return { environments, secrets: {} };
      const [shared, secrets] = await Promise.all([
        askSecrets(github, ask, ACTIONS_SECRETS, placeOf(repo)),
        askEach(github, ask, repo, environments),
      ]);
      return { environments, secrets, shared };
    });
  },
  normalise(one: Scoped<Found>) {
    return {
      ...scopeOf(one),
      environments: about(one, ({ environments, secrets }) =>
        settle(environments, {
          none: missing(ENVIRONMENTS.operation, 'environments'),
          some: (all) => all.map((each) => ({ name: each.name, secrets: namesOf(secrets[each.id], ENVIRONMENT_SECRETS) })),
        }),
      ),
      repositorySecrets: about(one, ({ shared }) => namesOf(shared, ACTIONS_SECRETS)),
    };
  },
});

async function askEach(github: Github, ask: Ask, repo: Listing, all: readonly Environment[]): Promise<Record<string, Secrets>> {
  const which = all.length > MANY ? all.filter(soundsLive) : all;
  const each = async ({ id, name }: Environment) =>
    [String(id), await askSecrets(github, ask, ENVIRONMENT_SECRETS, { ...placeOf(repo), environment_name: name })] as const;
  return Object.fromEntries(await Promise.all(which.map(each)));
}

function namesOf(secrets: Secrets | undefined, { operation }: Call): Known<string[]> {
  if (secrets === undefined)
    return unknown({
      operation,
      reason: 'not_run',
      detail: `${operation}: not asked; of more than ${MANY} environments only those are that have "prod" or "live" in their name`,
    });
  return settle(secrets, { some: (list) => list.map(({ name }) => name).sort(), none: missing(operation, 'secrets') });
}

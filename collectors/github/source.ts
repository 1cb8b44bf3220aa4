/** GitHub, in the cloud or on a server of one's own: one entry is one organization or user, seen with one token or as one installation of a GitHub App. */
import { defineSource } from '../../src/kit.ts';
import type { Source, WireResponse } from '../../src/model.ts';
import {
  ACCOUNT,
  INSTALLATION_TOKEN,
  ORGANIZATION,
  OWN_REPOSITORIES,
  operationOf,
  REPOSITORIES,
  USER,
  USER_REPOSITORIES,
} from './calls.ts';
import { classify } from './classify.ts';
import { connect, type Github } from './client.ts';
import { GithubConfig, mayReach, nameOf } from './config.ts';
import { isGraphqlCall } from './graphql/document.ts';
import { flawIn } from './graphql/errors.ts';
import { laneOf } from './limits.ts';
import { declared, scope } from './scope.ts';

/** GitHub leaves out what lies behind single sign-on and says so in a header of a good answer; GraphQL says what is wrong in the answer itself. */
function verify(operation: string, response: WireResponse): ReturnType<NonNullable<Source['verify']>> {
  const sso = response.headers['x-github-sso'];
  if (sso === undefined || !sso.startsWith('partial-results')) return isGraphqlCall(operation) ? flawIn(response) : undefined;
  return { reason: 'population_incomplete', detail: `GitHub left out what the token may not see without single sign-on (${sso})` };
}

export default defineSource<GithubConfig, Github>({
  id: 'github',
  title: 'GitHub',
  config: GithubConfig,
  scopes: ['organization', 'user'],
  scopesOf: ({ user }) => [user === undefined ? 'organization' : 'user'],
  calls: [ORGANIZATION, USER, ACCOUNT, INSTALLATION_TOKEN, REPOSITORIES, OWN_REPOSITORIES, USER_REPOSITORIES],
  nameOf,
  mayReach,
  accepts: /^application\/(?:vnd\.github[\w.+-]*\+)?json\s*(?:;|$)/,
  operationOf,
  // a 304 to who is signed in counts against no limit: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
  conditional: (operation) => operation.startsWith('GET '),
  verify,
  classify,
  laneOf,
  connect,
  declared,
  scope,
});

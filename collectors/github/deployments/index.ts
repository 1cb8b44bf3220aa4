import { z } from 'zod';
import { defineCollector, known, missing, settle } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { COMMIT_PULLS, COMPARE, DEPLOYMENT_STATUSES, DEPLOYMENTS, REVIEWS } from '../repository-calls.ts';
import { askDeployments, type Deployed, type Found, inPeriod } from './ask.ts';
import { reviewed } from './review.ts';

export default defineCollector({
  id: 'github/deployments',
  title: 'Deployments in the period',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, DEPLOYMENTS, DEPLOYMENT_STATUSES, COMPARE, COMMIT_PULLS, REVIEWS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    deployments: known(
      z.array(
        z.object({
          id: z.string().describe('`id`'),
          environment: z.string().describe('`environment`'),
          production: z
            .boolean()
            .describe(
              '`production_environment`: GitHub’s word for what people use directly; true by default where it is called production',
            ),
          sha: z.string().describe('`sha`'),
          createdAt: z.string().describe('`created_at`'),
          succeeded: known(z.boolean()).describe('One of its statuses is `success`'),
          onDefaultBranch: known(z.boolean()).describe(
            'The commit is an ancestor of the default branch: compared with it, it is `behind` or `identical`',
          ),
          reviewed: known(z.boolean()).describe(
            'A pull request merged into the default branch brought the commit, and another person who belongs to the repository approved its head before the merge',
          ),
        }),
      ),
    ).describe(
      'Those created in the period; the last three fields were asked for production, and where "prod" or "live" is part of the environment’s name',
    ),
  }),
  async *fetch(github: Github, ask, ctx) {
    yield* eachInScope(github, ask, (repo) => askDeployments(github, ask, repo, ctx));
  },
  normalise(one: Scoped<Found>, ctx) {
    const branch = one.repo.default_branch;
    return {
      ...scopeOf(one),
      deployments: about(one, ({ deployments, details }) =>
        settle(deployments, {
          none: missing(DEPLOYMENTS.operation, 'id'),
          some: (list) =>
            list
              .filter((each) => inPeriod(each, ctx))
              .map(({ id, environment, production_environment: production, sha, created_at }) => ({
                id: String(id),
                environment,
                production: production === true,
                sha,
                createdAt: created_at,
                ...outcome(details[id], branch),
              })),
        }),
      ),
    };
  },
});

const NOT_ASKED = missing(DEPLOYMENT_STATUSES.operation, 'state: not asked, since neither GitHub nor the name says that it is production,');

function outcome(detail: Deployed | undefined, branch: string) {
  if (!detail) return { succeeded: NOT_ASKED, onDefaultBranch: NOT_ASKED, reviewed: NOT_ASKED };
  const { statuses, comparison, pulls, reviews } = detail;
  const unseen = missing(COMPARE.operation, 'status: not asked, since the deployment did not succeed,');
  const onDefaultBranch: Known<boolean> =
    comparison === undefined
      ? unseen
      : settle(comparison, {
          some: ({ status }) => status === 'behind' || status === 'identical',
          none: missing(COMPARE.operation, 'status'),
        });
  return {
    succeeded: settle(statuses, {
      some: (list) => list.some(({ state }) => state === 'success'),
      none: missing(DEPLOYMENT_STATUSES.operation, 'state'),
    }),
    onDefaultBranch,
    reviewed: pulls === undefined ? unseen : reviewed(pulls, new Map(reviews), branch),
  };
}

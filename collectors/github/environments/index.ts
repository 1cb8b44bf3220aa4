import { z } from 'zod';
import { defineCollector, known, missing, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { askEnvironments, type Environment } from '../environment-list.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { ENVIRONMENTS } from '../repository-calls.ts';

interface Found {
  readonly environments: Answer<readonly Environment[]>;
}
const absent = (member: string) => missing(ENVIRONMENTS.operation, `environments[].${member}`);

export default defineCollector({
  id: 'github/environments',
  title: 'Environments of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, ENVIRONMENTS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    visibility: z.string().describe('public, private or internal: on some plans only public repositories can protect environments'),
    environments: known(
      z.array(
        z.object({
          name: z.string().describe('`name`'),
          reviewersRequired: known(z.boolean()).describe('A rule of type `required_reviewers` that names at least one'),
          selfReviewPrevented: known(z.boolean()).describe('`prevent_self_review` of that rule'),
          branchesLimited: known(z.boolean()).describe('`deployment_branch_policy` is there: not every branch may deploy'),
        }),
      ),
    ).describe('All of them'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => ({ environments: await askEnvironments(github, ask, repo) }));
  },
  normalise(one: Scoped<Found>) {
    const none = absent('name');
    return {
      ...scopeOf(one),
      visibility: one.repo.visibility,
      environments: about(one, ({ environments }) => settle(environments, { some: (all) => all.map(shown), none })),
    };
  },
});

function shown({ name, protection_rules: rules, deployment_branch_policy: policy }: Environment) {
  const review = rules?.find(({ type }) => type === 'required_reviewers');
  const named = (): Known<boolean> => {
    if (!rules) return absent('protection_rules');
    if (!review) return false;
    return review.reviewers ? review.reviewers.length > 0 : absent('protection_rules[].reviewers');
  };
  const own = (): Known<boolean> => {
    if (!rules) return absent('protection_rules');
    return review ? (review.prevent_self_review ?? absent('protection_rules[].prevent_self_review')) : false;
  };
  return {
    name,
    reviewersRequired: named(),
    selfReviewPrevented: own(),
    branchesLimited: policy === undefined ? absent('deployment_branch_policy') : policy !== null,
  };
}

import { z } from 'zod';
import { defineCollector, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import { byId, type Github } from '../client.ts';
import { GROUP_RUNNERS, RUNNER_GROUPS } from '../organization-calls.ts';

const Group = z.looseObject({
  id: z.int(),
  name: z.string().min(1),
  visibility: z.string(),
  allows_public_repositories: z.boolean(),
  inherited: z.boolean(),
});
type Group = z.infer<typeof Group>;
const Runners = z.looseObject({ total_count: z.int() });
interface Raw {
  readonly group: Group;
  readonly runners: Answer<z.infer<typeof Runners>>;
}

export default defineCollector({
  id: 'github/runner-group',
  title: 'Groups of self-hosted runners of an organization',
  scope: 'organization',
  calls: [RUNNER_GROUPS, GROUP_RUNNERS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the group: `id`'),
    name: z.string().describe('`name`'),
    visibility: z.string().describe('Which repositories may use it: all, private or selected; `visibility`'),
    allowsPublicRepositories: z.boolean().describe('`allows_public_repositories`'),
    inherited: z.boolean().describe('It is the enterprise’s: `inherited`'),
    runners: known(z.int()).describe('How many runners are in it: `total_count` of its list'),
    outOfScopeBecause: z.string().describe('has no runners, or empty'),
  }),
  async *fetch(github: Github, ask): AsyncIterable<Raw> {
    const params = { org: github.organization };
    const groups = ask.pages(RUNNER_GROUPS.operation, params, github.paging(RUNNER_GROUPS.operation, params, Group, byId, 'runner_groups'));
    yield* parallel(groups, async (group) => {
      const of = { ...params, runner_group_id: group.id, per_page: 1 };
      return { group, runners: await ask(GROUP_RUNNERS.operation, of, Runners, () => github.get(GROUP_RUNNERS.operation, of)) };
    });
  },
  normalise({ group, runners }: Raw) {
    const count = settle(runners, { some: ({ total_count }) => total_count, none: missing(GROUP_RUNNERS.operation, 'total_count') });
    return {
      id: String(group.id),
      name: group.name,
      visibility: group.visibility,
      allowsPublicRepositories: group.allows_public_repositories,
      inherited: group.inherited,
      runners: count,
      outOfScopeBecause: count === 0 ? 'has no runners' : '',
    };
  },
});

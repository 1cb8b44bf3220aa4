/** Environments of a repository, as two collectors read them: asked once per run. */
import { z } from 'zod';
import type { Answer, Ask } from '../../src/model.ts';
import type { Github } from './client.ts';
import { placeOf } from './files.ts';
import type { Listing } from './repositories.ts';
import { ENVIRONMENTS } from './repository-calls.ts';

/** https://docs.github.com/en/rest/deployments/environments#list-environments */
const Environment = z.looseObject({
  id: z.int(),
  name: z.string().min(1),
  protection_rules: z
    .array(z.looseObject({ type: z.string(), prevent_self_review: z.boolean().optional(), reviewers: z.array(z.unknown()).optional() }))
    .optional(),
  /** Null: every branch may deploy. */
  deployment_branch_policy: z.looseObject({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() }).nullish(),
});
export type Environment = z.infer<typeof Environment>;

export function askEnvironments(github: Github, ask: Ask, repo: Listing): Promise<Answer<readonly Environment[]>> {
  const params = placeOf(repo);
  const paging = github.paging(ENVIRONMENTS.operation, params, Environment, ({ id }) => String(id), 'environments');
  return ask.list(ENVIRONMENTS.operation, params, paging);
}

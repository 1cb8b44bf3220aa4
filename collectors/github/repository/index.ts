import { z } from 'zod';
import { defineCollector, known, parallel } from '../../../src/kit.ts';
import { BRANCH, ORGANIZATION, PROTECTION, REPOSITORIES, REPOSITORY, RULES, RULESET } from '../calls.ts';
import type { Github } from '../client.ts';
import { eachRepository, proveWhole } from '../repositories.ts';
import { type Asked, askAbout, askRulesets } from './ask.ts';
import { normalise } from './normalise.ts';

const Rule = z.object({
  rule: z.string().describe('What is enforced, in words'),
  inForce: known(z.boolean()).describe('Classic protection or a ruleset enforces it'),
  sources: z.array(z.string()).describe('Which of those that could be read enforce it'),
  bypassActors: known(
    z.array(
      z.object({ name: z.string().describe('Kind and number, or name'), mode: z.string().describe('always, pull_request or exempt') }),
    ),
  ).describe('Whom the strictest of them lets through; nobody as soon as one of them lets nobody through'),
});

export default defineCollector({
  id: 'github/repository',
  title: 'Repositories of a GitHub organization',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [ORGANIZATION, REPOSITORIES, REPOSITORY, BRANCH, PROTECTION, RULES, RULESET],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the repository: `id`'),
    name: z.string().describe('`full_name`: owner and name'),
    defaultBranch: z.string().describe('`default_branch`'),
    visibility: z.string().describe('public, private or internal: `visibility`'),
    archived: z.boolean().describe('Read-only: `archived`'),
    disabled: z.boolean().describe('Switched off by GitHub: `disabled`'),
    fork: z.boolean().describe('`fork`'),
    empty: known(z.boolean()).describe('Has no default branch yet: of size 0, and GitHub says `Branch not found`'),
    inScope: known(z.boolean()).describe(
      'Neither archived nor disabled nor a fork nor empty: its default branch is what the organization makes',
    ),
    outOfScopeBecause: z.string().describe('Why not, in words; empty when in scope or not known'),
    protected: known(z.boolean()).describe(
      'Classic protection exists, or an active rule of type pull_request, required_status_checks, non_fast_forward or deletion applies to the default branch',
    ),
    approvals: known(z.int()).describe('`required_approving_review_count`, the strictest of classic protection and active rules'),
    approvalsAtLeast: z.int().describe('The same over what could be read; what could not be read may only be stricter'),
    staleApprovalsDismissed: known(z.boolean()).describe('`dismiss_stale_reviews(_on_push)` or `require_last_push_approval`'),
    statusChecksRequired: known(z.boolean()).describe('At least one check, workflow, scanner or a merge queue is required'),
    requiredChecks: z
      .array(z.object({ context: known(z.string()).describe('Name of the check') }))
      .describe('`required_status_checks` of classic protection and of every active ruleset'),
    forcePushesBlocked: known(z.boolean()).describe('Rule `non_fast_forward`, or classic protection with `allow_force_pushes` off'),
    deletionBlocked: known(z.boolean()).describe('Rule `deletion`, or classic protection with `allow_deletions` off'),
    conversationsResolved: known(z.boolean()).describe('`required_review_thread_resolution` or `required_conversation_resolution`'),
    signedCommitsRequired: known(z.boolean()).describe('Rule `required_signatures`, or classic `required_signatures`'),
    rules: z.array(Rule).describe('Every rule with its sources and whom they let through'),
    note: z.string().describe('What else to know, for messages: the plan cannot protect private repositories'),
    secretScanning: known(z.string()).describe('`security_and_analysis.secret_scanning.status`: enabled or disabled'),
    pushProtection: known(z.string()).describe('`security_and_analysis.secret_scanning_push_protection.status`: enabled or disabled'),
  }),
  async *fetch(github: Github, ask) {
    const asked: Asked[] = [];
    for await (const one of parallel(eachRepository(github, ask), (repo) => askAbout(github, ask, repo))) asked.push(one);
    await proveWhole(github, ask);
    yield* askRulesets(github, ask, asked);
  },
  normalise,
});

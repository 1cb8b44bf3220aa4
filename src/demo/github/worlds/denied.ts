/** The clean organization, asked by a member who is no owner: what nobody may see must come out as unknown, never as good or bad. */
import type { Refusal, World } from '../world.ts';
import { clean } from './clean.ts';
import { type Drift, unprotected } from './drifted.ts';

const refusals: readonly Refusal[] = [
  { operation: 'GET /orgs/{org}/outside_collaborators', how: 'throttled' },
  { operation: 'GET /repos/{owner}/{repo}/branches/{branch}/protection', how: 'plan', repository: 'payroll' },
  { operation: 'GET /repos/{owner}/{repo}/rules/branches/{branch}', how: 'plan', repository: 'payroll' },
  { operation: 'GET /repos/{owner}/{repo}/rules/branches/{branch}', how: 'sso', repository: 'audit-log' },
  { operation: 'GET /repos/{owner}/{repo}/branches/{branch}', how: 'denied', repository: 'newborn' },
  { operation: 'GET /repos/{owner}/{repo}', how: 'html', repository: 'website' },
];

/** A plan that cannot protect a branch is an answer: nothing protects it. */
export const drift: readonly Drift[] = unprotected('payroll', 'the plan cannot protect private repositories');

export const denied: World = { ...clean, name: 'denied', caller: 'claimcheck-example', refusals };

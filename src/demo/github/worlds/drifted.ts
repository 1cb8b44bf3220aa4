/** The clean organization after a year of small shortcuts. Each is data: what was done, and which checks must see it. */

import { changesDrift, driftedChanges } from '../parts/changes/worlds.ts';
import { driftOf, loosened } from '../parts/configuration/worlds.ts';
import { drift as governance, neglected } from '../parts/governance/worlds.ts';
import type { Classic, Repository, World } from '../world.ts';
import { clean, history, pullRequest, statusChecks } from './clean.ts';

export interface Drift {
  /** The check that must fail. */
  readonly check: string;
  /** The name of what it must fail on. */
  readonly resource: string;
  readonly what: string;
}

const ORGANIZATION = clean.organization.login;
const nameOf = (repository: string) => `${ORGANIZATION}/${repository}`;

/** Whatever asks something of a default branch. */
const BRANCH_CHECKS = [
  'github.repo.default-branch-protected',
  'github.repo.review-required',
  'github.repo.stale-approvals-dismissed',
  'github.repo.status-checks-required',
  'github.repo.no-force-push-or-delete',
  'github.repo.no-bypass',
  'github.repo.conversations-resolved',
  'github.repo.signed-commits-required',
  'github.repo.codeowners',
] as const;
export const unprotected = (repository: string, what: string): Drift[] =>
  BRANCH_CHECKS.map((check) => ({ check, resource: nameOf(repository), what }));

/** Where no check has to succeed before a merge any more. */
export const unwatched: readonly string[] = [nameOf('audit-log'), nameOf('payroll')];

/** Complete: a check of GitHub that is not named here must not fail. */
export const drift: readonly Drift[] = [
  { check: 'github.org.two-factor-required', resource: ORGANIZATION, what: 'the requirement was lifted for a contractor and stayed so' },
  { check: 'github.org.members-have-2fa', resource: 'ken-example', what: 'ken signs in with a password alone' },
  { check: 'github.org.members-secure-2fa', resource: 'barbara-example', what: 'barbara gets codes by SMS' },
  { check: 'github.org.collaborators-have-2fa', resource: 'contractor-two-example', what: 'a contractor signs in with a password alone' },
  { check: 'github.org.base-permission', resource: ORGANIZATION, what: 'every member may push everywhere' },
  { check: 'github.org.members-cannot-publish', resource: ORGANIZATION, what: 'members may create public repositories' },
  { check: 'github.org.members-cannot-delete', resource: ORGANIZATION, what: 'members may delete repositories' },
  { check: 'github.org.owner-count', resource: ORGANIZATION, what: 'two of three owners became members' },
  { check: 'github.org.domain-verified', resource: ORGANIZATION, what: 'the verification of the domain lapsed' },
  ...governance(ORGANIZATION),
  ...unprotected('audit-log', 'taken out of the rulesets for an import, and forgotten'),
  { check: 'github.repo.review-required', resource: nameOf('payroll'), what: 'a pull request is asked for, and 0 approvals' },
  { check: 'github.repo.no-force-push-or-delete', resource: nameOf('billing'), what: 'force pushes were allowed to rewrite a mistake' },
  {
    check: 'github.repo.no-bypass',
    resource: nameOf('infrastructure'),
    what: 'a team is exempt from the only ruleset that asks for a workflow',
  },
  { check: 'github.repo.secret-scanning-enabled', resource: nameOf('platform'), what: 'push protection was in the way' },
  ...changesDrift.map((one) => ({ ...one, resource: nameOf(one.resource) })),
  ...driftOf(nameOf),
  { check: 'github.repo.visibility-expected', resource: ORGANIZATION, what: 'newborn was published, and nobody declared it' },
];

const changes: Readonly<Record<string, Partial<Repository>>> = {
  billing: { classic: { ...(clean.repositories.find(({ name }) => name === 'billing')?.classic as Classic), allowForcePushes: true } },
  platform: { pushProtection: false },
  newborn: { visibility: 'public' },
};
const factors: Readonly<Record<string, 'none' | 'insecure'>> = {
  'ken-example': 'none',
  'barbara-example': 'insecure',
  'contractor-two-example': 'none',
};
const left = new Set(['audit-log', 'payroll']);
const factorOf = <T extends { readonly login: string }>(person: T): T => ({
  ...person,
  ...(factors[person.login] && { secondFactor: factors[person.login] }),
});

export const drifted: World = {
  ...clean,
  name: 'drifted',
  configuration: loosened,
  changes: driftedChanges,
  governance: neglected,
  organization: {
    ...clean.organization,
    verified: false,
    twoFactorRequired: false,
    basePermission: 'write',
    membersMay: { createPublic: true, changeVisibility: false, delete: true },
  },
  members: clean.members
    .map(factorOf)
    .map((one) => ({ ...one, role: one.login === clean.caller ? ('admin' as const) : ('member' as const) })),
  collaborators: clean.collaborators.map(factorOf),
  repositories: clean.repositories.map((one) => ({ ...one, ...changes[one.name] })),
  rulesets: [
    ...clean.rulesets.map((one) => {
      if (one.name === 'plan before apply')
        return { ...one, bypass: [{ actor_id: 32, actor_type: 'Team', bypass_mode: 'exempt' as const }] };
      if (one.name === 'two pairs of eyes') return { ...one, bypass: [], rules: [pullRequest(0), statusChecks('build'), ...history] };
      return one.of === null ? { ...one, covers: one.covers.filter((name) => !left.has(name)) } : one;
    }),
  ],
};

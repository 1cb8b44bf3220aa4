/** From GitHub's answers about one repository to what checks may read. Pure. */
import { isUnknown, missing, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { PROTECTION, REPOSITORY } from '../calls.ts';
import type { Listing } from '../repositories.ts';
import type { Asked, Raw } from './ask.ts';
import { classicLayer } from './classic.ts';
import { effective, type Protection } from './effective.ts';
import { and, type Layer, type Layers, not, type Rule } from './layer.ts';
import type { Classic, Detail } from './questions.ts';
import { rulesetLayers } from './rulesets.ts';

export function normalise(raw: Raw) {
  const { repo, about } = raw;
  const empty = emptyOf(raw);
  const protection = effective(layersOf(raw, empty));
  const inForce = (rule: Rule) => ruleOf(protection, rule);
  const secrets = (member: 'secret_scanning' | 'secret_scanning_push_protection') =>
    about ? statusOf(about.detail, member) : notAsked(repo, empty);
  return {
    id: String(repo.id),
    name: repo.full_name,
    defaultBranch: repo.default_branch,
    visibility: repo.visibility,
    archived: repo.archived,
    disabled: repo.disabled,
    fork: repo.fork,
    empty,
    inScope: and([!repo.archived, !repo.disabled, !repo.fork, not(empty)]),
    outOfScopeBecause: becauseOf(repo, empty),
    protected: protection.protected,
    approvals: protection.approvals,
    approvalsAtLeast: protection.approvalsAtLeast,
    staleApprovalsDismissed: inForce('stale approvals dismissed'),
    statusChecksRequired: inForce('status checks required'),
    requiredChecks: protection.requiredChecks,
    forcePushesBlocked: inForce('force pushes blocked'),
    deletionBlocked: inForce('deletion blocked'),
    conversationsResolved: inForce('conversations resolved'),
    signedCommitsRequired: inForce('signed commits required'),
    rules: protection.rules,
    note: about?.rules === null ? 'the organization’s plan cannot protect private repositories' : '',
    secretScanning: secrets('secret_scanning'),
    pushProtection: secrets('secret_scanning_push_protection'),
  };
}

function ruleOf({ rules }: Protection, rule: Rule): Known<boolean> {
  return (rules.find((one) => one.rule === rule) as Protection['rules'][number]).inForce;
}

/** A repository with a size has had a push; one without may only be new, so its branch was asked. */
function emptyOf({ repo, branch }: Asked): Known<boolean> {
  if (repo.size > 0) return false;
  return branch === undefined ? notAsked(repo) : settle(branch, { some: () => false, none: true });
}

function becauseOf(repo: Listing, empty: Known<boolean>): string {
  const reasons = [repo.archived && 'archived', repo.disabled && 'disabled', repo.fork && 'a fork', empty === true && 'empty'];
  return reasons.filter((reason) => reason !== false).join(', ');
}

function notAsked(repo: Listing, empty: Known<boolean> = false): Unknown {
  const because = becauseOf(repo, empty);
  return unknown({
    operation: REPOSITORY.operation,
    reason: 'not_run',
    detail: `${repo.full_name} is ${because}: out of scope, so nothing more was asked about it`,
  });
}

/** Classic protection and every active ruleset; a half that could not be read is a layer that nobody knows. */
function layersOf({ repo, about, rulesets }: Raw, empty: Known<boolean>): Layers {
  if (!about) return [notAsked(repo, empty)];
  return [...classicOf(about.classic), ...rulesOf(about.rules, rulesets)];
}
function classicOf(classic: Answer<Classic>): Layers {
  if (classic === null) return [];
  return [settle(classic, { some: (value) => classicLayer(value), none: missing(PROTECTION.operation, 'enforce_admins') })];
}
function rulesOf(rules: NonNullable<Asked['about']>['rules'], rulesets: Raw['rulesets']): Layers {
  if (rules === null) return [];
  if (isUnknown(rules)) return [rules];
  const answers = new Map(Object.entries(rulesets).map(([id, answer]) => [Number(id), answer]));
  const layers: readonly Layer[] = rulesetLayers(rules, answers);
  return layers;
}

/** Absent is not off: admins and security managers alone are shown the block. */
function statusOf(detail: Answer<Detail>, member: 'secret_scanning' | 'secret_scanning_push_protection'): Known<string> {
  const path = `security_and_analysis.${member}.status`;
  const hidden = missing(REPOSITORY.operation, path, 'admins of the repository and security managers');
  const some = (value: Detail): Known<string> => value.security_and_analysis?.[member]?.status ?? hidden;
  return settled([settle(detail, { some, none: hidden })], (status: string) => status);
}

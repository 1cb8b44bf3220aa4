/** Every document there is. */
import {
  CO_AUTHORS,
  COMMIT_ORIGINS,
  MANY_AUTHORS,
  MANY_CHANGES,
  MORE_AUTHORS,
  MORE_COMMITS,
  MORE_PULL_REQUESTS,
  MORE_REVIEWS,
  REPOSITORY_CHANGES,
} from './changes.ts';
import { HEAD_CHECKS, MANY_REQUIRED, REQUIRED_CHECKS } from './checks.ts';
import { MANY_DEPLOYMENTS, MORE_DEPLOYMENTS } from './deployments.ts';
import type { Document } from './document.ts';
import { ENTERPRISE_SINGLE_SIGN_ON, MEMBER_ACTIVITY, SINGLE_SIGN_ON } from './organizations.ts';
import { MORE_POLICY_HISTORY, POLICY_HISTORY } from './policies.ts';

/** What reached a branch, and with which pull requests. */
export const CHANGES: readonly Document[] = [MANY_CHANGES, REPOSITORY_CHANGES, MORE_COMMITS, MORE_PULL_REQUESTS, COMMIT_ORIGINS];
export const REVIEWS: readonly Document[] = [MORE_REVIEWS, MANY_AUTHORS, MORE_AUTHORS, CO_AUTHORS];
export const CHECKS: readonly Document[] = [HEAD_CHECKS, MANY_REQUIRED, REQUIRED_CHECKS];
export const DEPLOYMENTS: readonly Document[] = [MANY_DEPLOYMENTS, MORE_DEPLOYMENTS];
export const ORGANIZATIONS: readonly Document[] = [SINGLE_SIGN_ON, ENTERPRISE_SINGLE_SIGN_ON, MEMBER_ACTIVITY];
export const POLICIES: readonly Document[] = [POLICY_HISTORY, MORE_POLICY_HISTORY];
export const DOCUMENTS: readonly Document[] = [...CHANGES, ...REVIEWS, ...CHECKS, ...DEPLOYMENTS, ...ORGANIZATIONS, ...POLICIES];

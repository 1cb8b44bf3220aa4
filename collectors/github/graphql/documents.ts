/** Every document there is. */
import { MORE_AUTHORS, MORE_COMMITS, MORE_PULL_REQUESTS, MORE_REVIEWS, REPOSITORY_CHANGES } from './changes.ts';
import { PULL_REQUEST_CHECKS, REQUIRED_CHECKS } from './checks.ts';
import type { Document } from './document.ts';
import { ENTERPRISE_SINGLE_SIGN_ON, MEMBER_ACTIVITY, SINGLE_SIGN_ON } from './organizations.ts';

export const CHANGES: readonly Document[] = [REPOSITORY_CHANGES, MORE_COMMITS, MORE_PULL_REQUESTS, MORE_REVIEWS, MORE_AUTHORS];
export const CHECKS: readonly Document[] = [PULL_REQUEST_CHECKS, REQUIRED_CHECKS];
export const ORGANIZATIONS: readonly Document[] = [SINGLE_SIGN_ON, ENTERPRISE_SINGLE_SIGN_ON, MEMBER_ACTIVITY];
export const DOCUMENTS: readonly Document[] = [...CHANGES, ...CHECKS, ...ORGANIZATIONS];

/** Names of places in the document, so that a link and its target agree. */
import type { Assessment } from '../../src/model.ts';

export const claimPlace = (row: Pick<Assessment, 'framework' | 'id'>): string => `claim ${row.framework}/${row.id}`;
export const failurePlace = (check: string): string => `fail ${check}`;
export const unknownPlace = (check: string): string => `unknown ${check}`;
export const CHAPTERS = [
  'summary',
  'claims',
  'controls',
  'changes',
  'days',
  'failed',
  'unknown',
  'contradictions',
  'otherwise',
  'gaps',
  'populations',
  'attestations',
  'waivers',
  'scope',
  'method',
  'verify',
] as const;
export type Chapter = (typeof CHAPTERS)[number];

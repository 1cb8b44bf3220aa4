/** Where a deep link leads. An id depends on what it names and on nothing else, so that it is the same in the next run's report. */
import { createHash } from 'node:crypto';
import type { Assessment, Digest, Report } from '../../src/model.ts';
import type { PackedRow } from './data.ts';

/** Letters, digits, `.`, `-` and `_` stay; everything else becomes `~` and its number, so that no two ids are alike. */
export const slug = (text: string): string =>
  text.replace(/[^A-Za-z0-9._-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}~`);

export const checkId = (check: string): string => `check-${limited(check)}`;
/** `#evidence-` and the whole digest, so that a digest found elsewhere leads here. */
export const evidenceId = (digest: Digest): string => `evidence-${digest.replace('sha256:', '')}`;

/** `claim-best-practices/external-audit`, `control-iso-27001-2022/A.8.5`. */
export function requirementId(report: Report, { framework, id }: Pick<Assessment, 'framework' | 'id'>): string {
  const claims = report.run.frameworks.some((row) => row.id === framework && row.kind === 'claims');
  return `${claims ? 'claim' : 'control'}-${limited(framework)}/${limited(id)}`;
}
/** Sixteen digits that stand for a check, a subject and a resource. */
export function findingKey(check: string, subject: string, resource: string): PackedRow[0] {
  return createHash('sha256')
    .update(JSON.stringify([check, subject, resource]))
    .digest('hex')
    .slice(0, 16);
}

/** An id is copied and sent: beyond a readable length a digest stands for the rest. */
const LONGEST = 120;
function limited(text: string): string {
  if (text.length <= LONGEST) return slug(text);
  return `${slug(text.slice(0, 40))}~${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

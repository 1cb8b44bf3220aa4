/** --audience, --for, --valid-until, --allow: which edition of a report is written. */
import { nearest, Refusal } from '../errors.ts';
import { AUDIENCES, type FindingRow, type Report, type SubjectRow } from '../model.ts';
import { type EditionOf, editionOf } from '../report/edition.ts';

export interface EditionFlags {
  readonly audience?: string;
  readonly for?: string;
  readonly validUntil?: string;
  readonly allow?: readonly string[];
}

/** Refuses what cannot be meant. Called before anything is asked, and again when there is a report. */
export function checkedEdition(flags: EditionFlags): EditionFlags {
  const { audience, validUntil, allow = [] } = flags;
  if (audience === undefined) {
    const stray = flags.for !== undefined ? '--for' : validUntil !== undefined ? '--valid-until' : allow.length > 0 ? '--allow' : undefined;
    if (stray) throw new Refusal('USAGE', `${stray} says nothing without --audience`, { hint: `one of ${AUDIENCES.join(', ')}` });
    return flags;
  }
  if (!AUDIENCES.some((one) => one === audience)) {
    const meant = nearest(audience, AUDIENCES);
    throw new Refusal('USAGE', `there is no audience called \`${audience}\``, {
      hint: meant ? `did you mean \`${meant}\`?` : `known: ${AUDIENCES.join(', ')}`,
    });
  }
  if (allow.length > 0 && audience !== 'customer')
    throw new Refusal('USAGE', `--allow says nothing with --audience ${audience}, which leaves nothing out`);
  if (validUntil !== undefined && !isDay(validUntil))
    throw new Refusal('USAGE', `--valid-until \`${validUntil}\` is not a day`, { hint: 'a day is written 2027-03-31' });
  return flags;
}
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The report as its audience may see it, and its rows. Without --audience: as it was sealed. */
export function shownTo(
  report: Report,
  findings: () => AsyncIterable<FindingRow>,
  flags: EditionFlags,
  subjects?: () => AsyncIterable<SubjectRow>,
): Pick<EditionOf, 'report' | 'findings'> & Partial<EditionOf> {
  const audience = AUDIENCES.find((one) => one === checkedEdition(flags).audience);
  if (audience === undefined) return { report, findings, ...(subjects && { subjects }) };
  const { validUntil, allow = [] } = flags;
  if (validUntil !== undefined && validUntil < report.run.finishedAt.slice(0, 10))
    throw new Refusal('USAGE', `--valid-until ${validUntil} was over when the run was made (${report.run.finishedAt.slice(0, 10)})`);
  const options = {
    audience,
    allow,
    ...(flags.for !== undefined && { recipient: flags.for }),
    ...(validUntil !== undefined && { validUntil }),
  };
  return editionOf(report, findings, options, subjects);
}

/** A signed word about what others show: what holds for every form before its own facts are read. Pure. */
import type { z } from 'zod';
import { isUnknown, unknown } from '../../src/kit.ts';
import type { Instant, Known, Resource, Told, Unknown, Vouching } from '../../src/model.ts';
import { STATEMENT } from './calls.ts';
import { DAY, type FormSpec } from './form.ts';

/** The statement that stands, as its collector gives it: every day is an instant. */
export type Stated<Facts extends z.ZodRawShape> = z.infer<z.ZodObject<Facts>> & {
  readonly file: string;
  readonly approvedAt: Instant;
};
export interface Voucher<Facts extends z.ZodRawShape> extends Pick<Vouching, 'about' | 'field'> {
  /** A truth, or why this statement says nothing of that resource. */
  says(stated: Stated<Facts>, told: Told): Known<boolean> | Silence;
}
/** Why a statement does not count here; `contradicted`: what is seen is not what was signed for. */
export interface Silence {
  readonly silent: string;
  readonly reason?: 'attestation_expired';
}
export const silent = (why: string): Silence => ({ silent: why });

export function vouching<Facts extends z.ZodRawShape>({ about, field, says }: Voucher<Facts>, { days }: FormSpec<Facts>): Vouching {
  return {
    about,
    field,
    of(statement: Resource, told: Told) {
      const stated = statement as unknown as Stated<Facts>;
      const file = stated.file as Known<string>;
      if (isUnknown(file)) return file;
      const because = ({ silent: why, reason }: Silence): Unknown =>
        unknown({ operation: STATEMENT.operation, reason: reason ?? 'attestation_missing', detail: `${file}: ${why}` });
      // whatever date the statement gives itself: its form stands for so many days after the approval, and no longer
      if (Date.parse(told.now) > Date.parse(stated.approvedAt) + (days + 1) * DAY)
        return because({ silent: `it was approved at ${stated.approvedAt}, and stands for ${days} days`, reason: 'attestation_expired' });
      const said = says(stated, told);
      return typeof said === 'object' && 'silent' in said ? because(said) : said;
    },
  };
}

/** What was seen so many days ago, or so many before it was signed for, says nothing of today. */
export function tooOld(
  what: string,
  at: Instant,
  { approvedAt }: { readonly approvedAt: Instant },
  days: number,
  { now }: Told,
): Silence | undefined {
  const age = (when: Instant) => (Date.parse(when) - Date.parse(at)) / DAY;
  if (age(approvedAt) <= days && age(now) <= days + 1) return undefined;
  const since = age(approvedAt) > days ? 'more than' : 'by now more than';
  return { silent: `${what} is of ${at}, ${since} ${days} days ago`, reason: 'attestation_expired' };
}

/** Something cannot have been looked at before it was there. */
export function before(at: Instant, { created }: Told['resource'], what: string): Known<Silence | undefined> {
  const since = created as Known<Instant>;
  if (isUnknown(since)) return since;
  return Date.parse(at) < Date.parse(since) ? silent(`${what} was made at ${since}, after what is stated of it (${at})`) : undefined;
}

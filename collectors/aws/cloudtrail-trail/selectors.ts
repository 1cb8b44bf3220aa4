/** Which management events a trail records, from its selectors, of either kind. Pure. */
import { z } from 'zod';

const Names = z.array(z.string()).optional();
export const Selectors = z
  .looseObject({
    EventSelectors: z
      .array(z.looseObject({ ReadWriteType: z.string(), IncludeManagementEvents: z.boolean(), ExcludeManagementEventSources: Names }))
      .optional(),
    AdvancedEventSelectors: z
      .array(z.looseObject({ FieldSelectors: z.array(z.looseObject({ Field: z.string(), Equals: Names, NotEquals: Names })) }))
      .optional(),
  })
  .refine(
    (answer) => answer.EventSelectors !== undefined || answer.AdvancedEventSelectors !== undefined,
    'neither EventSelectors nor AdvancedEventSelectors',
  );
export type Selectors = z.infer<typeof Selectors>;

export interface Recorded {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Event sources whose management events are left out: `kms.amazonaws.com`. */
  readonly leftOut: readonly string[];
}
/** One selector's contribution: what passes any of them is recorded. */
interface Part extends Recorded {}

export function managementEvents({ EventSelectors, AdvancedEventSelectors }: Selectors): Recorded {
  const parts = [
    ...(EventSelectors?.map(basic) ?? []), // absent: the trail has the other kind; the schema refuses an answer with neither
    ...(AdvancedEventSelectors?.map(({ FieldSelectors }) => advanced(FieldSelectors)) ?? []), // absent: likewise
  ];
  const [reads, writes] = [parts.filter((part) => part.reads), parts.filter((part) => part.writes)];
  return { reads: reads.length > 0, writes: writes.length > 0, leftOut: [...new Set([...common(reads), ...common(writes)])].sort() };
}
/** Left out by all of them: what one selector leaves out another may take. */
function common(parts: readonly Part[]): readonly string[] {
  const [first, ...others] = parts;
  return first ? first.leftOut.filter((source) => others.every((part) => part.leftOut.includes(source))) : [];
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html */
function basic(selector: NonNullable<Selectors['EventSelectors']>[number]): Part {
  const { IncludeManagementEvents: on, ReadWriteType: type, ExcludeManagementEventSources } = selector;
  // absent: nothing is left out, by the page above
  return { reads: on && type !== 'WriteOnly', writes: on && type !== 'ReadOnly', leftOut: ExcludeManagementEventSources ?? [] };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html: all fields of one selector must match. */
function advanced(fields: NonNullable<Selectors['AdvancedEventSelectors']>[number]['FieldSelectors']): Part {
  const nothing: Part = { reads: false, writes: false, leftOut: [] };
  const field = (name: string) => fields.filter(({ Field }) => Field === name);
  if (!field('eventCategory').some(({ Equals }) => Equals?.includes('Management'))) return nothing;
  const [readOnly, source] = [field('readOnly'), field('eventSource')].map(([one]) => one);
  // any other condition (an event's name, who did it) narrows the selector to less than all management events
  const narrowed = fields.some(({ Field }) => !['eventCategory', 'readOnly', 'eventSource'].includes(Field));
  if (narrowed || (source && !onlyNotEquals(source)) || (readOnly && !/^(?:true|false)$/.test(String(readOnly.Equals)))) return nothing;
  const only = readOnly?.Equals?.[0];
  // absent: without a condition on the source nothing is left out
  return { reads: only !== 'false', writes: only !== 'true', leftOut: source?.NotEquals ?? [] };
}
function onlyNotEquals(selector: Readonly<Record<string, unknown>>): boolean {
  return (
    selector['NotEquals'] !== undefined &&
    Object.entries(selector).every(([name, value]) => name === 'Field' || name === 'NotEquals' || value === undefined)
  );
}

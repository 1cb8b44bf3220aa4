/** Which accesses to a bucket's objects a trail records, from its selectors, of either kind. Pure. */
import { z } from 'zod';

const Words = z.array(z.string()).optional();
/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
export const Selectors = z
  .looseObject({
    EventSelectors: z
      .array(
        z.looseObject({ ReadWriteType: z.string(), DataResources: z.array(z.looseObject({ Type: z.string(), Values: Words })).optional() }),
      )
      .optional(),
    AdvancedEventSelectors: z
      .array(
        z.looseObject({
          FieldSelectors: z.array(
            z.looseObject({
              Field: z.string(),
              Equals: Words,
              NotEquals: Words,
              StartsWith: Words,
              NotStartsWith: Words,
              EndsWith: Words,
              NotEndsWith: Words,
            }),
          ),
        }),
      )
      .optional(),
  })
  .refine(
    (answer) => answer.EventSelectors !== undefined || answer.AdvancedEventSelectors !== undefined,
    'neither EventSelectors nor AdvancedEventSelectors',
  );
export type Selectors = z.infer<typeof Selectors>;
type Field = NonNullable<Selectors['AdvancedEventSelectors']>[number]['FieldSelectors'][number];

export interface Recorded {
  readonly reads: boolean;
  readonly writes: boolean;
}
const S3 = 'AWS::S3::Object';

/** Only what takes in every object of the bucket counts. */
export function recordedAccess({ EventSelectors, AdvancedEventSelectors }: Selectors, partition: string, bucket: string): Recorded {
  const objects = `arn:${partition}:s3:::${bucket}/`;
  const parts: Recorded[] = [];
  for (const { ReadWriteType: type, DataResources } of EventSelectors ?? []) {
    // absent: the trail has the other kind, or this selector takes management events alone
    const taken = DataResources?.some(({ Type, Values }) => Type === S3 && Values?.some((start) => objects.startsWith(start)));
    if (taken) parts.push({ reads: type !== 'WriteOnly', writes: type !== 'ReadOnly' });
  }
  for (const { FieldSelectors } of AdvancedEventSelectors ?? []) parts.push(advanced(FieldSelectors, objects));
  return { reads: parts.some(({ reads }) => reads), writes: parts.some(({ writes }) => writes) };
}

/** All fields must match: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
function advanced(fields: readonly Field[], objects: string): Recorded {
  const one = (name: string) => fields.filter(({ Field }) => Field === name);
  const is = (name: string, value: string) => one(name).some(({ Equals }) => Equals?.includes(value));
  const known = ['eventCategory', 'resources.type', 'readOnly', 'resources.ARN'];
  // any other condition (an event's name, who did it) narrows the selector to less than all accesses
  const narrowed = fields.some(({ Field }) => !known.includes(Field)) || !one('resources.ARN').every((field) => takesAll(field, objects));
  if (narrowed || !is('eventCategory', 'Data') || !is('resources.type', S3)) return { reads: false, writes: false };
  const [only] = one('readOnly');
  if (only === undefined) return { reads: true, writes: true };
  return { reads: only.Equals?.includes('true') === true, writes: only.Equals?.includes('false') === true };
}
/** Whether the condition on the ARN lets every object of the bucket through. */
function takesAll({ Equals, NotEquals, StartsWith, NotStartsWith, EndsWith, NotEndsWith }: Field, objects: string): boolean {
  if (Equals !== undefined || EndsWith !== undefined || NotEndsWith !== undefined) return false;
  const touches = (value: string) => value.startsWith(objects) || objects.startsWith(value);
  if (NotStartsWith?.some(touches) || NotEquals?.some((value) => value.startsWith(objects))) return false;
  return StartsWith === undefined || StartsWith.some((start) => objects.startsWith(start));
}

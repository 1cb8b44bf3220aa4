import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'training',
  title: 'Security training',
  about: 'who of the staff has completed which course, out of everybody who works here',
  documents: 1,
  days: 365,
  facts: {
    countedAt: When.describe('Which day the number of staff is of'),
    headcount: z.int().min(1).describe('How many people work here, part-time and contractors with access included'),
    courses: z
      .array(
        z.strictObject({
          id: Text.describe('A short name: awareness-2026'),
          title: Text.describe('What it teaches'),
        }),
      )
      .min(1, 'it names no course')
      .describe('Every course that counts as security training'),
    staff: z
      .array(
        z.strictObject({
          person: Text.describe('Name, or a number that the personnel records know'),
          completed: z
            .array(
              z.strictObject({
                course: Text.describe('Which course, by its short name'),
                completedAt: When.describe('When'),
              }),
            )
            .describe('What this person has completed; [] for nothing'),
        }),
      )
      .min(1, 'it names nobody')
      .refine((all) => new Set(all.map(({ person }) => person)).size === all.length, 'it names somebody twice')
      .describe('Everybody, each once'),
  },
});

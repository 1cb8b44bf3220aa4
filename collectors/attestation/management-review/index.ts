import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts, When } from '../form.ts';

export default formed({
  id: 'management-review',
  title: 'Management review',
  about: 'management has gone through the state of information security, and decided what is to be done',
  documents: 1,
  days: 365,
  facts: {
    heldAt: When.describe('Day of the meeting'),
    attendees: Texts.describe('Who took part, by role'),
    topics: Texts.describe('What was gone through'),
    actions: z
      .array(
        z.strictObject({
          what: Text.describe('What is to be done'),
          owner: Text.describe('By whom'),
          dueAt: When.describe('Until when'),
        }),
      )
      .min(1, 'it names no action')
      .describe('What was decided'),
  },
});

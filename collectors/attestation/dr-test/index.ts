import { z } from 'zod';
import { formed } from '../collector.ts';
import { Count, Text, When } from '../form.ts';

export default formed({
  id: 'dr-test',
  title: 'Disaster recovery test',
  about: 'a service was really restored, and how long that took',
  documents: 1,
  days: 365,
  facts: {
    testedAt: When.describe('When'),
    scenario: Text.describe('What was assumed to be lost'),
    restoredFrom: Text.describe('Which backup, and of when'),
    services: z
      .array(
        z.strictObject({
          name: Text.describe('Which service'),
          rtoMinutes: Count.describe('The goal: minutes until it is back'),
          rpoMinutes: Count.describe('The goal: minutes of data that may be lost'),
          measuredRtoMinutes: Count.describe('Minutes that it took'),
          measuredRpoMinutes: Count.describe('Minutes of data that were lost'),
        }),
      )
      .min(1, 'it names no service')
      .describe('What was restored'),
    result: z.enum(['passed', 'passed-with-findings', 'failed']).describe('What whoever led the test says'),
    followUps: z
      .array(
        z.strictObject({
          what: Text.describe('What is to be done'),
          owner: Text.describe('By whom'),
          dueAt: When.describe('Until when'),
          doneAt: When.nullable().describe('When it was done'),
        }),
      )
      .describe('What came of it; [] when nothing did'),
  },
});

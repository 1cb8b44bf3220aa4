import { z } from 'zod';
import { formed } from '../collector.ts';
import { Count, Text, When } from '../form.ts';

export default formed({
  id: 'incident-register',
  title: 'Incident register',
  about: 'what happened, what was learnt from it, and who was told',
  documents: 1,
  days: 90,
  facts: {
    reviewedAt: When.describe('When the register was last gone through'),
    threshold: Text.describe('From where on an incident is reviewed afterwards'),
    count: Count.describe('How many incidents there were in the period; 0 is stated as 0'),
    incidents: z
      .array(
        z.strictObject({
          id: Text.describe("The register's number for it"),
          openedAt: When.describe('When it was noticed'),
          aboveThreshold: z.boolean().describe('Whether it has to be reviewed'),
          reviewedAt: When.nullable().describe('When it was reviewed afterwards'),
          notification: z.enum(['notified', 'not-required', 'undecided']).describe('Whether customers or authorities were to be told'),
        }),
      )
      .describe('Every incident of the period; [] where there was none'),
  },
});

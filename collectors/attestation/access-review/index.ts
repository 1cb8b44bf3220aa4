import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts, When } from '../form.ts';

export default formed({
  id: 'access-review',
  title: 'Access review',
  about: 'somebody has gone through the accounts of all systems, and what was to go is gone',
  documents: 1,
  days: 180,
  facts: {
    reviewedAt: When.describe('When the review was finished'),
    reviewer: Text.describe('Who decided'),
    systems: Texts.describe('Which systems were gone through'),
    population: z.int().min(1).describe('How many accounts there were, over all systems'),
    decisions: z
      .array(
        z.strictObject({
          system: Text.describe('Where'),
          account: Text.describe('Which account'),
          decision: z.enum(['keep', 'change', 'revoke']).describe('What was decided'),
          doneAt: When.nullable().describe('When a change or revocation was carried out'),
        }),
      )
      .min(1, 'it decides nothing')
      .describe('One decision for each account'),
  },
});

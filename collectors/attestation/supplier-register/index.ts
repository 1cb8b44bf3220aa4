import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'supplier-register',
  title: 'Supplier register',
  about: 'on whom the company depends, and when each of them was last assessed',
  documents: 1,
  days: 365,
  facts: {
    suppliers: z
      .array(
        z.strictObject({
          name: Text.describe('Who'),
          critical: z.boolean().describe('Whether the service stands still without them'),
          owner: Text.describe('Who in the company answers for them'),
          assessedAt: When.nullable().describe('When their security was last assessed'),
          certificates: z.array(Text).describe('Certificates and reports that they have; [] for none'),
          exit: Text.nullable().describe('How one would leave them'),
        }),
      )
      .min(1, 'it names nobody')
      .describe('Every supplier'),
  },
});
